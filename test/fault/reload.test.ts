import {
  ConfigError,
  compileRules,
  finding,
  type Matcher,
  type Monitor,
  type ReloadedRules,
  type Rule,
} from '@sigwatch/core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  checkRun,
  crashEverywhere,
  dies,
  monitor,
  policy,
  steps,
  succeeds,
  World,
  type WorldOptions,
} from './supervise-scenario.js';

vi.setConfig({ testTimeout: 240_000 });

const before = monitor({ inactivity_threshold_seconds: 60 });
const ruled = (rules: readonly Rule[], more: Partial<Monitor> = {}): Monitor => ({ ...before, rules, ...more });
const named = (name: string): Rule => before.rules.find((rule) => rule.name === name) as Rule;
const warp: Rule = { ...named('cuda_oom'), name: 'warp', pattern: 'warp failure', error_type: 'nccl' };
/** Knows of one more failure, no longer of memory that runs out, and is quicker with a stall. */
const after = ruled([named('step'), warp, named('nccl_error')], { inactivity_threshold_seconds: 30 });

const lines = [
  { after: 1_000, print: 'step 1\nwarp failure\nstep 2\nstep 3\nstep 4\n' },
  { after: 40_000, print: 'step 5\noom failure\nstep 6\nstep 7\nstep 8\nwarp failure\n' },
  { after: 41_000, exit: 1 },
] as const;

/** What the same rules compile to is made once: it takes most of the time. */
const compiled = new Map<readonly Rule[], Matcher>();
function matched(loaded: ReloadedRules): ReloadedRules & { matcher: Matcher } {
  const { rules } = loaded.monitor;
  const matcher = compiled.get(rules) ?? compileRules(rules);
  compiled.set(rules, matcher);
  return { ...loaded, matcher };
}

/** The files say `before`, and from `at` (ms) on what `then` says; a supervisor that starts loads them as they are. */
function files(
  at: number,
  then: () => ReloadedRules,
  more: Partial<Monitor> = {},
): Pick<WorldOptions, 'adapter' | 'run'> {
  let now = () => 0;
  let began: number | undefined;
  const said = (): ReloadedRules =>
    now() - (began ?? 0) < at ? { monitor: { ...before, ...more }, policy: policy() } : then();
  const loaded = () => matched(said());
  return {
    adapter: (adapter, clock) => {
      now = () => clock.now();
      began ??= clock.now();
      return adapter;
    },
    run: {
      get monitor() {
        return loaded().monitor;
      },
      get matcher() {
        return loaded().matcher;
      },
      get policy() {
        return loaded().policy as NonNullable<ReloadedRules['policy']>;
      },
      reload: { load: () => loaded() },
    },
  };
}

const asksAt = (...times: number[]): NonNullable<WorldOptions['asks']> => times.map((at) => [at, 'reload'] as const);
const reloads = (world: World) => world.of('rules_reloaded').map(({ attempt, data }) => ({ attempt, ...data }));
const ofLines = (world: World) =>
  world.of('signal').flatMap(({ data }) => (data.line === 0 ? [] : [`${data.signal} ${data.line}`]));
/** By what was in force when each was told; the run began with the old rules where it ever changed them. */
function judgedAs(world: World): readonly string[] {
  const all = world.of('rules_reloaded').length > 0 ? ['warp 11'] : ['warp 2', 'warp 11'];
  const first = world.events.findIndex(({ event_type }) => event_type === 'rules_reloaded');
  const second = world.events.findIndex(({ data }) => data.signal === 'warp' && data.line === 2);
  return second > first ? ['warp 2', 'warp 11'] : all;
}
const notices = (world: World) => world.of('notice').map(({ data }) => String(data.text));

const change = {
  attempt: 1,
  monitor: ['test'],
  added: ['warp'],
  removed: ['cuda_oom'],
  changed: [],
  settings: ['inactivity_threshold_seconds'],
};
const scenario = () => ({
  scripts: [lines, succeeds],
  asks: asksAt(20_000),
  ...files(10_000, () => ({ monitor: after, policy: policy() })),
});

describe('rules that are loaded anew while a run goes on', () => {
  it('judge every line that is read from then on, and none before', async () => {
    const world = new World(scenario());
    await world.run();
    checkRun(world, 'reloaded');
    expect(reloads(world)).toEqual([{ by: 'command', ...change }]);
    expect(ofLines(world)).toEqual(['warp 11']);
    expect(world.decisions).toEqual(['1 restart nccl']);
    expect(world.of('progress')).toHaveLength(8 + 9);
  });

  it('are taken up once, whenever sigwatch dies: what was committed holds, and who comes after says that its files are others', async () => {
    const seen = new Set<unknown>();
    const count = await crashEverywhere(scenario(), (world, where) => {
      checkRun(world, where);
      // Who dies before a line was committed reads it again, by what the files say then.
      expect(judgedAs(world), where).toEqual(ofLines(world));
      expect(world.of('progress'), where).toHaveLength(8 + 9);
      expect(world.decisions, where).toEqual(['1 restart nccl']);
      const [first, ...others] = reloads(world);
      expect(others, where).toEqual([]);
      expect(world.store.commands('run'), where).toEqual([]);
      seen.add((first as { by?: string } | undefined)?.by);
    });
    expect(count).toBeGreaterThan(20);
    // Who dies before the question finds other files; and one that dies before anything was recorded has never judged by the old ones.
    expect([...seen].sort()).toEqual(expect.arrayContaining(['command', 'restart']));
  });

  it('stay as they are where anything of the new ones is wrong: the first finding is told, and how many there are', async () => {
    const at = (line: number) => ({ file: 'rules/mine.yaml', line, column: 3 });
    const wrong = new ConfigError([
      finding('unknown_key', at(4), '`patern` is no key of a rule', 'Did you mean `pattern`?'),
      finding('missing_pattern', at(4), 'the rule has no pattern', 'Add one.'),
      finding('duplicate_rule', at(9), 'it is there twice', 'Remove one.'),
    ]);
    const world = new World({
      ...scenario(),
      ...files(10_000, () => {
        throw wrong;
      }),
    });
    await world.run();
    checkRun(world, 'refused');
    expect(reloads(world)).toEqual([]);
    expect(ofLines(world)).toEqual(['cuda_oom 7']);
    expect(notices(world).filter((text) => text.includes('not reloaded'))).toEqual([
      expect.stringMatching(
        /^The rules were not reloaded, and those in force stay: rules\/mine\.yaml:4:3: .*patern.* And 2 more: /,
      ),
    ]);
    expect(world.store.commands('run')).toEqual([]);
  });

  it('are told of where they say what they said before', async () => {
    const world = new World({ ...scenario(), ...files(10_000, () => ({ monitor: { ...before }, policy: policy() })) });
    await world.run();
    expect(reloads(world)).toEqual([]);
    // Nothing is wrong.
    expect(world.of('notice').map(({ data }) => data)).toContainEqual({
      text: 'The rules were loaded anew: they say what they said before.',
    });
  });

  it('come with their policy, which decides on what it had not met', async () => {
    const spared = policy({ restart_on_error_types: ['oom'], exclude_error_types: [] });
    const world = new World({
      ...scenario(),
      scripts: [[steps(1, 5), ...dies('oom', 40_000)], succeeds],
      ...files(10_000, () => ({ monitor: before, policy: spared })),
    });
    await world.run();
    checkRun(world, 'policy');
    expect(reloads(world)).toMatchObject([{ changed: [], policy: 'test' }]);
    expect(world.decisions).toEqual(['1 restart oom']);
  });

  it('take over before an attempt has begun as well, whatever that waits for', async () => {
    const waiting = { start_condition_cmd: ['./ready'], start_condition_interval_seconds: 5 };
    const answer = { yes: false, trouble: false, why: 'says no' } as const;
    const { run, ...others } = files(10_000, () => ({ monitor: after, policy: policy() }), waiting);
    const ask = async () => answer;
    Object.assign(run ?? {}, { ask });
    const world = new World({ ...scenario(), ...others, ...(run && { run }) });
    await world.run();
    checkRun(world, 'before');
    expect(world.events.map(({ event_type }) => event_type).slice(0, 3)).toEqual([
      'notice',
      'rules_reloaded',
      'attempt_started',
    ]);
    expect(ofLines(world)).toEqual(['warp 2', 'warp 11']);
  });

  it('leave where lines come from and who is told for the next start, and say so', async () => {
    const told = ruled(before.rules, { output_paths: ['/elsewhere/*.log'] });
    const world = new World({ ...scenario(), ...files(10_000, () => ({ monitor: told, policy: policy() })) });
    await world.run();
    checkRun(world, 'later');
    expect(reloads(world)).toMatchObject([{ added: [], changed: [], settings: [], later: ['output_paths'] }]);
  });

  it('whatever lines are cut into, and whenever they are exchanged: each line is judged once, by the old or by the new', async () => {
    const tell = (name: string): Rule => ({
      ...named('cuda_oom'),
      name,
      pattern: '^word (?P<n>\\d+)',
      mode: undefined as never,
    });
    const ways = [0, 1, 2, 3].map((n) => ruled([tell(`by_${n}`)], { inactivity_threshold_seconds: 600 }));
    const cut = fc.record({
      count: fc.integer({ min: 1, max: 12 }),
      cuts: fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 9 })), { maxLength: 5 }),
      asked: fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(cut, async ({ count, cuts, asked }) => {
        const text = Array.from({ length: count }, (_, n) => `word ${n + 1}\n`).join('');
        const places = [...new Set([...cuts.map(([at]) => at % text.length), text.length])].sort((a, b) => a - b);
        let time = 0;
        const printed = places.map((to, i) => {
          time += (cuts[i]?.[1] ?? 1) * 1_000;
          return { after: time, print: text.slice(places[i - 1] ?? 0, to) };
        });
        let generation = 0;
        const world = new World({
          scripts: [[...printed, { after: Math.max(time, 40_000) + 6_000, exit: 0 }]],
          monitor: ways[0] as Monitor,
          asks: asksAt(...asked),
          run: {
            ...matched({ monitor: ways[0] as Monitor }),
            reload: { load: () => matched({ monitor: ways[++generation] as Monitor, policy: policy() }) },
          },
        });
        await world.run();
        checkRun(world, 'cut');
        let inForce = 'by_0';
        const told: number[] = [];
        for (const { event_type, data } of world.events) {
          if (event_type === 'rules_reloaded') [inForce = inForce] = data.added as string[];
          if (event_type !== 'signal' || data.line === 0) continue;
          expect(data.signal).toBe(inForce);
          told.push(Number(data.line));
        }
        expect(told).toEqual(Array.from({ length: count }, (_, n) => n + 1));
        expect(world.of('rules_reloaded').length).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });
});
