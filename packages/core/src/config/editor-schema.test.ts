// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../../schemas/', import.meta.url));
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
  if (name.endsWith('.schema.json')) ajv.addSchema(JSON.parse(readFileSync(`${folder}${name}`, 'utf8')));
const editor = (name: string) => ajv.getSchema(`https://sigwatch.dev/schemas/${name}.schema.json`) as ValidateFunction;

it.each([
  ['monitor', { poll_interval_seconds: '${oc.env:POLL}', output_paths: '${.name}', class_name: '${a}' }, true],
  ['monitor', { log_signals: [{ name: 'a', platform: '${a}', latent: '${b}', status: '${c}' }] }, true],
  ['monitor', { poll_interval_seconds: 3, log_signals: [{ name: 'a', pattern: 'x' }] }, true],
  ['monitor', { poll_interval_seconds: 'soon' }, false],
  [
    'monitor',
    { actions: [{ class_name: 'ExecutionAction', command: ['a'], timeout: '${t}', on: { state: ['failed'] } }] },
    true,
  ],
  ['monitor', { actions: [{ class_name: 'ExecutionAction', comand: ['a'] }] }, false],
  ['monitor', { log_signals: [{ name: 'a', state: { class_name: 'CrashState', x: 1 } }] }, false],
  ['monitor', { log_signals: [{ name: 'a', state: { class_name: 'PluginState', x: 1 } }] }, true],
  ['monitor', { log_signals: [{ name: 'a', metadata: { severity: 'bad' } }] }, false],
  ['restart', { class_name: 'AlwaysRestartPolicy', max_retries: '${oc.env:N,3}', on_stop: '${a}' }, true],
  ['restart', { class_name: 'AlwaysRestartPolicy', max_retries: '3' }, false],
  ['sigwatch', { timeout: '${oc.env:LIMIT,2h}', job: { command: '${a}' }, adapter: { class_name: '${b}' } }, true],
  ['sigwatch', { defaults: [{ '/monitoring': 'a' }, '_self_'], job: { command: ['a'], env: { N: 1 } } }, true],
  ['sigwatch', { job: { command: 'python train.py' } }, false],
  ['sigwatch', { jobs: {} }, false],
])('the editor’s schema of a %s takes interpolations and no other texts: %j', (name, value, valid) => {
  expect(editor(name)(value)).toBe(valid);
});
