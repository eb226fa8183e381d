import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Correlator,
  createRegistry,
  defineComponent,
  definePlugin,
  type EngineEvent,
  loadMonitors,
  type Signal,
} from '@sigwatch/core';
import { afterAll, describe, expect, it } from 'vitest';
import { coverageOf, coverageText, lacks } from './coverage.js';
import { testRules } from './tested.js';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-rule-tests-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Lets a hit through once `after` more ms went by without another one. */
type Waiting = { readonly signal?: Signal; readonly due?: number };
const settled = defineComponent({
  kind: 'operator',
  class_name: 'SettledOperator',
  summary: 'Puts a hit out a minute later.',
  config: { type: 'object', properties: { of: { type: 'string' } }, additionalProperties: false },
  create: () =>
    ({
      init: () => ({}),
      step(state: Waiting, event: EngineEvent) {
        if (event.type === 'signal') return [{ signal: event.signal, due: event.at + 60_000 }, []];
        const { signal, due } = state;
        if (event.type !== 'tick' || signal === undefined || due === undefined || event.at < due) return [state, []];
        return [{}, [signal]];
      },
      due: ({ due }: Waiting) => due,
    }) as unknown as Correlator,
});
const registry = createRegistry([definePlugin({ name: 'test', components: [settled] })]);

async function run(rules: string) {
  const path = join(directory, 'rules.yaml');
  writeFileSync(path, `log_signals:\n${rules}`);
  const monitor = loadMonitors([path], { cwd: directory, packs: [], registry });
  const tested = await testRules(monitor, path, registry);
  return { monitor, path, tested, passed: tested.map(({ passed }) => passed) };
}

const disk = "  - { name: disk, pattern: 'disk (?P<disk>\\d+) gone', state: { class_name: CrashState }";

describe('the tests of a rule', () => {
  it('are lines, or what happens on a clock', async () => {
    const { passed, tested } = await run(`${disk}, tests: [
      { log: "disk 7 gone", expect: { disk: "7" } },
      { log: [a, disk 7 gone], expect: { disk: "8" } },
      { log: [{ line: disk 7 gone }, { at: +30s, line: disk 8 gone, source: rank3 }], expect: { count: 1, at: +30s, source: rank3, fields: { disk: "8" } } },
      { log: [{ line: disk 7 gone }, { at: +30s, line: disk 8 gone }], expect: { count: 3 } },
      { log: [{ line: disk x gone }], expect: none } ] }
`);
    expect(passed).toEqual([true, false, true, false, true]);
    expect(tested[3]?.diff).toEqual([
      expect.stringMatching(/^FAIL {2}disk, test 4 /),
      '      | disk 7 gone',
      '      | { at: +30s } disk 8 gone',
      '      - hit {"count":3}',
      '      + disk hit 2 times:',
      '          hit at +0s, log:1 {"disk":"7"}',
      '          hit at +30s, log:2 {"disk":"8"}',
      '',
    ]);
  });

  it('ask for a field of the rule where it has one of that name', async () => {
    const { passed } = await run(
      '  - { name: n, pattern: \'count (?P<count>\\d+)\', tests: [ { log: count 3, expect: { count: "3" } }, { log: count 3, expect: { count: 1 } } ] }\n',
    );
    expect(passed).toEqual([true, false]);
  });

  it('of a rule with an operator go through it, on the clock', async () => {
    const { passed, tested } = await run(`${disk}, when: { class_name: SettledOperator }, tests: [
      { log: [{ line: disk 7 gone }, { at: +10m }], expect: { count: 1, at: +1m } },
      { log: [{ line: disk 7 gone }, { at: +10s }], expect: none },
      { log: "disk 7 gone", expect: { disk: "7" } } ] }
`);
    expect(passed).toEqual([true, true, false]);
    expect(tested[2]?.diff.join('\n')).toContain('what its `when` asks for did not come together');
  });

  it('bring the rules along that an operator names', async () => {
    const { passed } = await run(`${disk} }
  - { name: late, pattern: never, when: { class_name: SettledOperator, of: disk }, tests: [ { log: [{ line: never }, { at: +2m }], expect: {} } ] }
`);
    expect(passed).toEqual([true]);
  });

  it('tell what they cover', async () => {
    const { monitor, path, tested } = await run(`${disk}, tests: [ { log: "disk 7 gone", expect: {} } ] }
  - { name: net, pattern: net down, tests: [ { log: net down, expect: {} }, { log: net up, expect: none } ] }
  - { name: fan, pattern: fan stuck }
`);
    const covered = coverageOf(monitor, path, tested);
    expect(covered.map((one) => [one.rule, lacks(one)])).toEqual([
      ['disk', 'no near miss'],
      ['net', undefined],
      ['fan', 'no hit and no near miss'],
    ]);
    expect(coverageText(covered).at(-1)).toBe(
      '3 rules: 2 (66%) with a hit, 1 (33%) with a near miss, 1 (33%) with both',
    );
    // What a test wants of another monitor's rule of the same name is no test of this one.
    const foreign = { ...monitor, origins: new Map() };
    expect(
      coverageOf(
        monitor,
        path,
        tested.map((one) => ({ ...one, monitor: foreign })),
      ).every(lacks),
    ).toBe(true);
  });

  it('are refused where a moment is none, or goes back', async () => {
    const at = (first: string, second: string) =>
      run(`${disk}, tests: [ { log: [{ at: ${first} }, { at: ${second}, line: x }], expect: none } ] }\n`);
    await expect(at('"2025-01-02T03:04:05Z"', '"2025-13-45T03:04:05Z"')).rejects.toThrow(/no moment `2025-13-45/);
    await expect(at('"2025-01-02T03:04:05Z"', '"2025-01-02T03:04:04Z"')).rejects.toThrow(/lies before/);
    await expect(at('+1s', 'soon')).rejects.toThrow();
  });
});
