import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMonitors } from '@sigwatch/core';
import type { JobMoment } from '@sigwatch/testkit';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { checkRun, World, type WorldOptions } from './supervise-scenario.js';

// Some live hundreds of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-operators-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = join(directory, 'operators.yaml');
writeFileSync(
  file,
  `class_name: LogMonitor
poll_interval_seconds: 5
check_interval_seconds: 5
inactivity_threshold_seconds: 6000
log_signals:
  - { name: step, pattern: 'step (?P<step>\\d+) util (?P<util>\\d+)', metadata: { kind: progress } }
  - { name: saved, pattern: '^saved', metadata: { kind: checkpoint } }
  - name: flapping
    pattern: 'link of (?P<host>\\S+) is down'
    when: { count: 3, within: 1m, by: [host] }
    metadata: { kind: warning }
  - name: flaps
    pattern: 'link of (?P<of>\\S+) is'
    when: { throttle: 30s, every: 2 }
  - name: idle
    input: step
    when: { value: 'fields.util < 10 && mean("util", 3) < 50', for: 2 }
    state: { class_name: CrashState }
    metadata: { error_type: hardware }
  - name: unfinished
    when: { sequence: ['^saving', saved], within: 30s, missing: last }
    metadata: { kind: warning }
  - name: silent
    input: step
    when: { absent: 90s, start_within: 10m }
    state: { class_name: StalledState }
    metadata: { error_type: hang }
`,
);
const monitor = loadMonitors([file], { cwd: directory, packs: [] });

const at = (after: number, print: string): JobMoment => ({ after, print: `${print}\n` });
const hangs = [
  at(1_000, 'step 1 util 90\nstep 2 util 90\nstep 3 util 90'),
  at(11_000, 'link of n1 is down\nsaving'),
  at(16_000, 'link of __proto__ is down\nlink of n1 is down'),
  at(31_000, 'step 4 util 2\nstep 5 util 2\nstep 6 util 2'),
  at(36_000, 'link of n1 is down\nlink of n2 is down'),
  at(61_000, 'step 7 util 80'),
  at(71_000, 'saved late'),
];
const succeeds = [at(1_000, 'step 1 util 90\nstep 2 util 90'), { after: 30_000, exit: 0 }];
const options: WorldOptions = { scripts: [hangs, succeeds], monitor };

const told = (world: World) =>
  world
    .of('signal')
    .map(({ attempt, data }) =>
      `${attempt} ${data.signal}${data.resolved ? ' is over' : ''} ${data.group ?? ''}`.trim(),
    );

describe('operators', () => {
  it('lose and double nothing when the supervisor dies at any commit, and replay to the same events', async () => {
    const whole = new World(options);
    await whole.run();
    checkRun(whole, 'without a crash');
    expect(new Set(told(whole))).toEqual(
      new Set([
        '1 flaps',
        '1 flapping n1',
        '1 idle',
        '1 idle is over',
        '1 unfinished',
        '1 unfinished is over',
        '1 saved',
        '1 silent',
      ]),
    );
    expect(whole.decisions).toEqual(['1 restart hang']);
    const rest = (world: World) =>
      told(world)
        .filter((one) => !one.startsWith('1 unfinished'))
        .sort();
    let missed = 0;
    for (let commit = 0; commit < whole.commits; commit++)
      for (const when of ['before', 'after'] as const) {
        const world = new World(options);
        await world.run([{ commit, when, downtime: 0 }]);
        const where = `with a crash ${when} commit ${commit}`;
        checkRun(world, where);
        expect(world.decisions, where).toEqual(whole.decisions);
        expect(rest(world), where).toEqual(rest(whole));
        // Where the job was found again only after it had saved, nothing was ever seen missing.
        missed += Number(told(world).includes('1 unfinished'));
        expect(told(world).includes('1 unfinished is over'), where).toBe(told(world).includes('1 unfinished'));
      }
    expect(missed).toBeGreaterThan(whole.commits);
  });

  it('judge after a time without a supervisor by what was read, and not by the clock', async () => {
    const whole = new World(options);
    await whole.run();
    for (let commit = 0; commit < whole.commits; commit += 3) {
      const world = new World(options);
      await world.run([{ commit, when: 'after', downtime: 45_000 }]);
      checkRun(world, `away for 45 s after commit ${commit}`);
      expect(world.decisions, `away for 45 s after commit ${commit}`).toEqual(whole.decisions);
    }
  });
});
