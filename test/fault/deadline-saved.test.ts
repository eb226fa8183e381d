import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JobAdapter, JobStatus, Rule, RunOptions } from '@sigwatch/core';
import { discoveryOf, type JobMoment, type MemorySource, memorySource } from '@sigwatch/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporary, torchFile, write } from '../../packages/core/src/checkpoint/trees.fixture.js';
import { checkRun, MINUTE, monitor, steps, World, type WorldOptions } from './supervise-scenario.js';

// Some live hundreds of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const HOUR = 60 * MINUTE;
const plain = { severity: 'warning', pattern_type: 'regex', symptom_of: [], actions: [] } as const;
const told = (name: string, pattern: string, kind: Rule['kind'], metadata: Rule['metadata'] = {}): Rule => ({
  ...{ ...plain, name, pattern, kind, metadata },
});
/** What a program may tell of its end, of what it saves, and of what it was asked for. */
const rules = [
  ...monitor().rules,
  told('session', 'session from (?P<session_start>\\d+) for (?P<session_hours>[\\d.]+) hours', 'notice'),
  told('spot', 'spot interruption', 'warning', { notice_seconds: 120 }),
  told('spot_at', 'machine goes at (?P<ends_at>\\S+)', 'warning'),
  told('saved', 'saved (?P<checkpoint_path>\\S+) of step (?P<step>\\d+)', 'checkpoint'),
  told('verified', 'verified (?P<checkpoint_path>\\S+) of step (?P<step>\\d+)', 'notice', { checkpoint: 'verified' }),
  told('hello', 'hello can (?P<capabilities>\\[.*\\])', 'notice', { wire: 'hello' }),
  told('ack', 'ack (?P<request>\\S+) (?P<status>\\S+) path=(?P<checkpoint_path>\\S*) (?P<message>.*)', 'notice', {
    wire: 'ack',
  }),
];

/** Trains for so many minutes, and never ends by itself. */
const trains = (minutes: number): readonly JobMoment[] =>
  Array.from({ length: minutes }, (_, minute) =>
    steps(10 * minute + 1, 10 * minute + 10, (minute + 1) * MINUTE - 1_000),
  );
const until = (minutes: number, more: Partial<JobMoment> = { exit: 0 }): readonly JobMoment[] => [
  ...trains(minutes),
  { after: minutes * MINUTE, ...more },
];

let directory: string;
let elsewhere: string;
beforeEach(() => {
  directory = temporary();
  elsewhere = temporary();
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  rmSync(elsewhere, { recursive: true, force: true });
});

const place = (step: number) => join(directory, `step_${step}.pt`);
const save = (step: number) => write(directory, { [`step_${step}.pt`]: torchFile() });

interface Story extends Partial<WorldOptions> {
  readonly run?: Partial<RunOptions>;
  /** Done when the job gets the nth signal. */
  readonly act?: (nth: number, world: World) => void;
}

function worldOf({ act, run, ...more }: Story): { world: World; sent: string[] } {
  const sent: string[] = [];
  const adapter = (real: JobAdapter): JobAdapter => {
    const own = more.adapter?.(real, world.clock) ?? real;
    return {
      ...own,
      signal: async (_, name) => {
        sent.push(`${name} after ${(world.clock.now() - began) / MINUTE}`);
        act?.(sent.length, world);
      },
    };
  };
  const world: World = new World({
    scripts: [until(60)],
    monitor: monitor({ rules }),
    policy: undefined,
    ...more,
    run: { checkpoint_dir: directory, ...run },
    adapter,
  });
  const began = world.clock.now();
  return { world, sent };
}

/** After how many whole minutes it was asked. */
const minutesOf = (sent: readonly string[]) => sent.map((text) => Math.floor(Number(text.split(' ').at(-1)) + 0.01));

const texts = (world: World, severity?: string) =>
  world
    .of('notice')
    .filter(({ data }) => severity === undefined || data.severity === severity)
    .map(({ data }) => String(data.text));

const deadline = { before: 16 * MINUTE, signal: 'SIGUSR1' };

describe('a job that has a deadline', () => {
  it('saves, and again when half of what was left has passed, so that the last one is late', async () => {
    const { world, sent } = worldOf({ time_limit: 40 * MINUTE, run: { deadline }, act: (nth) => save(nth * 100) });
    await world.run();
    checkRun(world, 'saves');
    expect(minutesOf(sent)).toEqual([24, 32, 36]);
    expect(texts(world).filter((text) => text.startsWith('Saved'))).toEqual([
      `Saved before the end: ${place(100)} (step 100), verified; 16 minutes left.`,
      `Saved before the end: ${place(200)} (step 200), verified; 8 minutes left.`,
      `Saved before the end: ${place(300)} (step 300), verified; 4 minutes left.`,
    ]);
    expect(texts(world, 'critical')).toEqual([]);
    expect(world.snapshot.deadline?.saved).toMatchObject({ path: place(300), step: 300 });
  });

  it('is asked in the middle of its time where that is shorter than twice as long as it is asked before', async () => {
    const { world, sent } = worldOf({ time_limit: 20 * MINUTE, run: { deadline }, act: (nth) => save(nth) });
    await world.run();
    expect(sent[0]).toBe('USR1 after 10');
  });

  it('of which nothing comes is told loudly, and is asked until the end', async () => {
    save(50);
    const { world, sent } = worldOf({ time_limit: 40 * MINUTE, run: { deadline } });
    await world.run();
    expect(sent.length).toBeGreaterThan(3);
    expect(texts(world).filter((text) => text.startsWith('Saved'))).toEqual([]);
    expect(texts(world).filter((text) => text.startsWith('No checkpoint was written within'))).toHaveLength(1);
    expect(texts(world, 'critical')).toEqual([
      `No checkpoint is saved, and lying:1 ends in 2 minutes: It was asked 14 minutes ago, and has written none. The newest is still ${place(50)}.`,
    ]);
  });

  it('may write it as it ends', async () => {
    const { world } = worldOf({
      scripts: [[...until(25, { end: { state: 'timed_out' } })]],
      time_limit: 26 * MINUTE,
      run: { deadline: { ...deadline, before: MINUTE } },
    });
    world.clock.schedule(world.clock.now() + 25 * MINUTE - 1, () => save(250));
    await world.run();
    expect(texts(world, 'critical')).toEqual([]);
  });

  it('that is not to be met any more is told when the job has ended, if nobody has said so before', async () => {
    const { world } = worldOf({
      scripts: [until(24, { after: 24 * MINUTE + 30_000, end: { state: 'timed_out' } })],
      time_limit: 40 * MINUTE,
      run: { deadline },
    });
    await world.run();
    expect(texts(world, 'critical')).toEqual([
      expect.stringMatching(
        /^lying:1 has ended, and no checkpoint was saved before: It was asked .* ago, and has written none\. Nothing there has the name of a checkpoint\.$/,
      ),
    ]);
  });

  it('and has done its work has nothing to be sorry for', async () => {
    const { world } = worldOf({
      scripts: [until(25)],
      time_limit: 40 * MINUTE,
      run: { deadline: { ...deadline, before: 20 * MINUTE } },
    });
    const { end } = await world.run();
    expect(end?.state).toBe('succeeded');
    expect(texts(world, 'critical')).toEqual([]);
  });

  it('begins anew when its limit is moved', async () => {
    let moved = false;
    const later = (status: JobStatus): JobStatus =>
      moved && status.ends_at !== undefined ? { ...status, ends_at: status.ends_at + HOUR } : status;
    const { world, sent } = worldOf({
      scripts: [until(100)],
      time_limit: 2 * HOUR,
      adapter: (real) => ({
        ...real,
        status: async (...args) =>
          new Map(
            [...(await real.status(...args))].map(([id, status]) => [
              id,
              later({ ...status, ...(status.ends_at && { ends_at: status.ends_at - 80 * MINUTE }) }),
            ]),
          ),
      }),
      run: { deadline },
      act: (nth) => save(nth),
    });
    world.clock.schedule(world.clock.now() + 30 * MINUTE, () => {
      moved = true;
    });
    await world.run();
    expect(minutesOf(sent)).toEqual([24, 84, 92, 96]);
  });

  it('is nobody’s business where it is turned off', async () => {
    const { world, sent } = worldOf({ time_limit: 40 * MINUTE, run: { deadline: { ...deadline, enabled: false } } });
    await world.run();
    expect([sent, texts(world)]).toEqual([[], []]);
  });

  it('without anybody who could be asked is told of once, and what it saves by itself counts', async () => {
    const { world, sent } = worldOf({ time_limit: 40 * MINUTE, run: { deadline: { before: 16 * MINUTE } } });
    world.clock.schedule(world.clock.now() + 30 * MINUTE, () => save(290));
    await world.run();
    expect(sent).toEqual([]);
    expect(texts(world)).toEqual([
      `16 minutes left, and lying:1 is not asked for a checkpoint: its program takes no requests, and \`deadline.signal\` names no signal. What it saves by itself is looked for in ${directory}.`,
      expect.stringContaining(`Saved before the end: ${place(290)} (step 290), verified; `),
    ]);
  });
});

describe('what is written before the end', () => {
  it('is no checkpoint until it is whole', async () => {
    const { world } = worldOf({
      scripts: [
        [...until(60), { after: 24 * MINUTE + 20_000, print: `saved ${place(240)} of step 240\n` }].sort(
          (a, b) => a.after - b.after,
        ),
      ],
      time_limit: 40 * MINUTE,
      run: { deadline, poll: 1_000 },
      act: (nth) => nth === 1 && write(directory, { 'step_240.pt': torchFile().subarray(0, 60) }),
    });
    world.clock.schedule(world.clock.now() + 27 * MINUTE, () => save(240));
    await world.run();
    const [first, broken, saved] = texts(world);
    expect(first).toContain('16 minutes left: asked the job');
    expect(broken).toMatch(/^The checkpoint .*step_240\.pt that was written before the end is not whole: /);
    expect(saved).toMatch(/^Saved before the end: .*step_240\.pt \(step 240\), verified; 1[23]/);
  });

  it('is saved when its copy is', async () => {
    const drive = join(elsewhere, 'drive');
    rmSync(elsewhere, { recursive: true });
    const { world } = worldOf({
      time_limit: 40 * MINUTE,
      run: { deadline: { ...deadline, before: 4 * MINUTE }, copies: { to: drive, every: HOUR } },
      act: () => save(360),
    });
    world.clock.schedule(world.clock.now() + 37 * MINUTE, () => mkdirSync(elsewhere));
    await world.run();
    const all = texts(world).filter((text) => /before the end/.test(text));
    expect(all).toEqual([
      `Nothing was copied to ${drive}: there is no ${elsewhere}. Mount it, or make that folder. What was saved before the end is copied again until then.`,
      expect.stringMatching(
        `Saved before the end: ${place(360)} \\(step 360\\), verified and copied to ${drive}/step_360.pt; 2\\.\\d minutes left\\.`,
      ),
    ]);
    expect(readFileSync(join(drive, 'step_360.pt'))).toEqual(torchFile());
  });

  it('and never copied is told loudly, with the reason', async () => {
    const drive = join(elsewhere, 'away', 'drive');
    const { world } = worldOf({
      time_limit: 40 * MINUTE,
      run: { deadline: { ...deadline, before: 4 * MINUTE }, copies: { to: drive, every: HOUR } },
      act: () => save(360),
    });
    await world.run();
    expect(texts(world, 'critical')).toEqual([
      expect.stringMatching(
        `^No checkpoint is saved, and lying:1 ends in .*: ${place(360)} is whole, but not copied: Nothing was copied to`,
      ),
    ]);
    expect(existsSync(drive)).toBe(false);
  });
});

describe('an end that lines tell of', () => {
  it('is that of a session', async () => {
    const { world, sent } = worldOf({ run: { deadline }, act: (nth) => save(nth), scripts: [until(35)] });
    const start = Math.round(world.clock.now() / 1000) - 1_800;
    const scripts = [[{ after: 500, print: `session from ${start} for 1 hours\n` }, ...until(35)]];
    const { world: told_, sent: asked } = worldOf({ run: { deadline }, act: (nth) => save(nth), scripts });
    await world.run();
    await told_.run();
    expect(sent).toEqual([]);
    expect(minutesOf(asked)).toEqual([15, 22, 26]);
    expect(texts(told_)[0]).toBe('15 minutes left of its session: asked the job for a checkpoint by SIGUSR1.');
  });

  it.each([
    ['that of its machine, by what such a notice leaves', 'spot interruption notice', 120],
    ['that of its machine, by the time that it says', 'machine goes at {at}', 90],
  ])('is %s', async (_, line, left) => {
    const at = 10 * MINUTE;
    const { world } = worldOf({ run: { deadline }, act: (nth) => save(nth) });
    const ends = new Date(world.clock.now() + at + left * 1000).toISOString();
    const scripts = [
      [
        ...until(9, { print: '' }),
        { after: at, print: `${line.replace('{at}', ends)}\n` },
        { after: at + left * 1000, exit: 143 },
      ],
    ];
    const { world: other, sent } = worldOf({
      time_limit: 10 * HOUR,
      run: { deadline, poll: 1_000 },
      act: (nth) => save(nth),
      scripts,
    });
    await other.run();
    expect(sent[0]).toMatch(/^USR1 after 10\./);
    expect(texts(other)[0]).toMatch(
      /^1\.[3-9] minutes left before its machine is taken away: asked the job|^2 minutes left before/,
    );
    expect(texts(other)[1]).toContain(`Saved before the end: ${place(1)}`);
    expect(texts(other, 'critical')).toEqual([]);
  });

  it('is not heard of another attempt', async () => {
    const { world } = worldOf({
      run: { deadline },
      scripts: [[{ after: 500, print: 'spot interruption\n' }, ...until(5)]],
    });
    await world.run();
    expect(world.snapshot.announced).toMatchObject({ attempt: 1, notice: { signal: 'spot' } });
  });
});

describe('a program that takes requests', () => {
  /** Answers each request by what `answers` say, in turn; the last one stands for all further ones. */
  function program(answers: readonly ((step: number) => string)[], more: Story = {}) {
    let log: MemorySource | undefined;
    const requests: { reason: string; id: string }[] = [];
    const made = worldOf({
      time_limit: 40 * MINUTE,
      logs: () => {
        log ??= memorySource('program', made.world.clock.now);
        return discoveryOf(log);
      },
      ...more,
      run: {
        deadline,
        control_dir: elsewhere,
        control_files: {
          prepare: async () => {},
          put: async (_, text) => {
            const request = JSON.parse(text);
            if (requests.some(({ id }) => id === request.id)) return;
            requests.push(request);
            const answer = answers[Math.min(requests.length, answers.length) - 1];
            made.world.clock.schedule(made.world.clock.now() + 3_000, () =>
              log?.append(`ack ${request.id} ${answer?.(requests.length * 10)}\n`),
            );
          },
          has: async () => false,
          remove: async () => {},
        },
        ...more.run,
      },
    });
    made.world.clock.schedule(made.world.clock.now() + MINUTE, () => log?.append('hello can ["checkpoint"]\n'));
    return { ...made, requests };
  }
  const done = (step: number) => {
    save(step);
    return `done path=${place(step)} -`;
  };

  it('is asked by one, and is believed when the file is whole', async () => {
    const { world, requests, sent } = program([done]);
    await world.run();
    checkRun(world, 'requests');
    expect(sent).toEqual([]);
    expect(requests.map(({ reason }) => reason)).toEqual(['16 minutes left.', '8 minutes left.', '4 minutes left.']);
    expect(texts(world).slice(0, 2)).toEqual([
      '16 minutes left: the program is asked for a checkpoint.',
      expect.stringMatching(`Saved before the end: ${place(10)} \\(step 10\\), verified; 15\\.\\d minutes left\\.`),
    ]);
  });

  it('may refuse and fail, which is told once each, and is asked again until it has saved', async () => {
    const { world, requests } = program([
      () => 'refused path= it evaluates now',
      () => 'failed path= No space left on device',
      () => 'refused path= it evaluates now',
      done,
    ]);
    await world.run();
    expect(requests.length).toBeGreaterThanOrEqual(4);
    expect(texts(world).slice(0, 4)).toEqual([
      '16 minutes left: the program is asked for a checkpoint.',
      'The program refuses to save a checkpoint: it evaluates now. It is asked again until the end.',
      'The program could not save a checkpoint: No space left on device. It is asked again until the end.',
      expect.stringContaining(`Saved before the end: ${place(40)}`),
    ]);
  });

  it('that never answers is told of, and loudly at the end', async () => {
    const { world } = program([() => 'never'], { run: { deadline: { before: 4 * MINUTE } } });
    await world.run();
    expect(texts(world, 'critical')).toEqual([
      expect.stringMatching(
        /^No checkpoint is saved, and lying:1 ends in .*: The program has not answered when it was asked/,
      ),
    ]);
  });

  it('on a machine whose files are not to be seen is believed', async () => {
    const { world } = program([() => 'done path=/mnt/volume/step_7.pt -']);
    await world.run();
    expect(texts(world)[1]).toMatch(
      /^Saved before the end: \/mnt\/volume\/step_7\.pt, verified by the program itself; 15/,
    );
  });

  it('is asked once for each thing, and what it saved is told, wherever the supervisor dies', async () => {
    const story: Story = { scripts: [until(4)], time_limit: 5 * MINUTE, run: { deadline: { before: 3 * MINUTE } } };
    const whole = program([done], story);
    await whole.world.run();
    const { commits } = whole.world;
    expect(commits).toBeGreaterThan(10);
    for (let commit = 0; commit < commits; commit += 2) {
      for (const when of ['before', 'after'] as const) {
        rmSync(place(10), { force: true });
        const { world, requests } = program([done], story);
        await world.run([{ commit, when, downtime: commit % 3 === 0 ? 20_000 : 0 }]);
        const where = `with a crash ${when} commit ${commit}`;
        checkRun(world, where);
        expect(requests.length, where).toBeLessThanOrEqual(2);
        expect(
          texts(world).filter((text) => text.includes('is asked for a checkpoint')).length,
          where,
        ).toBeLessThanOrEqual(1);
        expect(
          texts(world).filter((text) => text.startsWith('Saved before the end')),
          where,
        ).toHaveLength(1);
        expect(texts(world, 'critical'), where).toEqual([]);
      }
    }
  });
});
