import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import type { ValidateFunction } from 'ajv';
import { expect, it } from 'vitest';
import type { Json } from '../../contract.js';
import { monitorSchema } from '../../generated/monitor-schema.js';
import { pluginSchema } from '../../generated/plugin-schema.js';
import { restartSchema } from '../../generated/restart-schema.js';
import { ruleTestsSchema } from '../../generated/rule-tests-schema.js';
import { sigwatchSchema } from '../../generated/sigwatch-schema.js';
import { builtIn } from '../../plugin/built-in.js';
import { parseYaml, readYaml } from '../yaml/yaml-file.js';
import { compileSchema, compileSettings, schemaModule } from './compile-schema.js';

const plugin = fileURLToPath(new URL('../../../../../plugins/megatron/', import.meta.url));
const filesIn = (group: string, tests: boolean) =>
  readdirSync(plugin + group)
    .filter((name) => name.endsWith('.test.yaml') === tests)
    .slice(0, 3)
    .map((name) => readYaml(`${plugin}${group}/${name}`).file?.value as Json);

/** What the build writes, as it is loaded there. */
function loaded({ code }: ReturnType<typeof schemaModule>): ValidateFunction {
  const module = { exports: {} as ValidateFunction };
  compileFunction(code, ['module', 'exports', 'require'])(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}

const JUNK: readonly Json[] = [null, -7, 1.5, 'x y', '', true, [], [3], {}, { junk: 1 }];

/** The value as it is, and with something wrong in each of its places, one at a time. */
function* broken(value: Json): Generator<Json> {
  yield* [value, ...JUNK];
  if (value === null || typeof value !== 'object') return;
  for (const [key, below] of Object.entries(value))
    for (const one of broken(below as Json)) {
      const copy = Array.isArray(value) ? [...(value as Json[])] : { ...value };
      yield Object.assign(copy, { [key]: one }) as Json;
    }
  if (!Array.isArray(value)) yield { ...value, unheard_of: 1 };
}

/** How many values were looked at, of which each check says the same, and fills in the same. */
function compared(one: ValidateFunction, other: ValidateFunction, samples: readonly Json[]): number {
  let count = 0;
  let refused = 0;
  for (const sample of samples)
    for (const value of broken(sample)) {
      const [a, b] = [structuredClone(value), structuredClone(value)];
      const valid = one(a);
      if (valid !== other(b) || JSON.stringify([a, one.errors]) !== JSON.stringify([b, other.errors]))
        expect([value, b, other.errors]).toEqual([value, a, one.errors]);
      count += 1;
      refused += valid ? 0 : 1;
    }
  expect(refused).toBeGreaterThan(0);
  return count;
}

const run = parseYaml(
  'sigwatch.yaml',
  'name: a\nmonitoring: { defaults: [default] }\njob: { command: [python, train.py], env: { A: b } }\nstate_dir: x\n',
).file?.value as Json;

it.each([
  ['monitor', monitorSchema, filesIn('monitoring', false)],
  ['restart', restartSchema, filesIn('restart', false)],
  ['rule-tests', ruleTestsSchema, filesIn('monitoring', true).slice(0, 1)],
  ['plugin', pluginSchema, [readYaml(`${plugin}plugin.yaml`).file?.value as Json]],
  ['sigwatch', sigwatchSchema, [run]],
])('%s: the module of the build says of every value what the compiled schema says', (_, schema, samples) => {
  expect(compared(compileSchema(schema), loaded(schemaModule(schema, 'file')), samples)).toBeGreaterThan(50);
});

it.each(builtIn.components.map((one) => [one.class_name, one.config] as const))('%s: the same', (_, config) => {
  const samples = [
    { note: 'error', command: ['echo', '{name}'], reason: 'because', max_retries: 3, backoff: { initial: '30s' } },
    {
      budgets: { nccl: 5 },
      restart_on_error_types: ['nccl'],
      error_type: 'oom',
      recover: { nan: { scale: { lr: 1 } } },
    },
  ];
  expect(compared(compileSettings(config), loaded(schemaModule(config, 'settings')), samples)).toBeGreaterThan(50);
});

it('a schema, and what it is for, name the module', () => {
  const name = (schema: object, use: 'file' | 'settings') => schemaModule(schema, use).name;
  expect(name({ type: 'object' }, 'file')).toBe(name({ type: 'object' }, 'file'));
  expect(name({ type: 'object' }, 'file')).not.toBe(name({ type: 'array' }, 'file'));
  expect(name({ type: 'object' }, 'file')).not.toBe(name({ type: 'object' }, 'settings'));
});
