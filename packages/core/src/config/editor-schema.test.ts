// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileSchema } from './validate.js';

const editor = (name: string) =>
  compileSchema(JSON.parse(readFileSync(new URL(`../../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')));

it.each([
  ['monitor', { poll_interval_seconds: '${oc.env:POLL}', output_paths: '${.name}', class_name: '${a}' }, true],
  ['monitor', { log_signals: [{ name: 'a', platform: '${a}', latent: '${b}', status: '${c}' }] }, true],
  ['monitor', { poll_interval_seconds: 3, log_signals: [{ name: 'a', pattern: 'x' }] }, true],
  ['monitor', { poll_interval_seconds: 'soon' }, false],
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
