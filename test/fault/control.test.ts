import { rmSync } from 'node:fs';
import type { JobAdapter } from '@sigwatch/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporary, torchFile, write } from '../../packages/core/src/checkpoint/trees.fixture.js';
import { HALF, program, results } from './control-scenario.js';
import { checkRun, type Life, steps } from './supervise-scenario.js';

// Some live hundreds of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const ended = { end: { state: 'succeeded' } };

describe('the program of an attempt', () => {
  it('is told of a folder of its own, and does what an action asks for', async () => {
    const { world, files, specs, prepared, done } = program({ action: { ...HALF, floor: { lr: 1e-7 } } });
    expect(await world.run()).toMatchObject(ended);
    checkRun(world, 'asked');
    expect(specs[0]?.env).toMatchObject({ SIGWATCH_CONTROL: '/control/run.1' });
    expect(prepared).toEqual(['/control/run.1']);
    expect(results(world)).toEqual(['ControlAction ok: done: lr = 0.05']);
    expect(done).toHaveLength(1);
    expect(files.has(`/control/run.1/request-${done[0]}.json`)).toBe(false);
    expect(world.snapshot.control?.asked).toMatchObject([
      { id: done[0], answer: { status: 'done', message: 'lr = 0.05' } },
    ]);
  });

  it('finds a request that says all that it needs', async () => {
    const asked: unknown[] = [];
    const { world } = program({
      action: { ...HALF, floor: { lr: 1e-7 } },
      answer: (request) => {
        asked.push(request);
        return 'done x';
      },
    });
    await world.run();
    expect(asked).toEqual([
      {
        ...{ sigwatch: 1, id: expect.stringMatching(/^set-[A-Za-z0-9]+$/), action: 'set' },
        ...{ scale: { lr: 0.5 }, floor: { lr: 1e-7 }, reason: 'trouble' },
      },
    ]);
  });

  it('that refuses, or fails, has not done it', async () => {
    for (const said of ['refused lr is at its limit of 1e-07', 'failed lr: ValueError: no']) {
      const { world } = program({ answer: () => said });
      await world.run();
      const [status, ...why] = said.split(' ');
      expect(results(world)).toEqual([`ControlAction no: ${status}: ${why.join(' ')}`]);
    }
  });

  it('that does not answer in time is not waited for, and the request is withdrawn', async () => {
    const { world, files, done } = program({ answer: () => undefined, action: { ...HALF, wait: '20s' } });
    await world.run();
    expect(results(world)).toEqual(['ControlAction no: unanswered: it did not answer within 20 s']);
    expect([...files.keys()].filter((file) => file.includes('request'))).toEqual([]);
    expect(done).toEqual([]);
  });

  it('that ends without an answer is not waited for', async () => {
    const lines = [{ after: 15_000, exit: 0 }];
    const { world, files } = program({ answer: () => undefined, lines });
    expect(await world.run()).toMatchObject(ended);
    expect(results(world)).toEqual(['ControlAction no: unanswered: its job has ended without an answer']);
    expect([...files.keys()].filter((file) => file.includes('request'))).toEqual([]);
  });

  it('is asked for nothing that it has not said that it does', async () => {
    const both = { ...HALF, scale: { lr: 0.5, batch_size: 0.5 } };
    const { world, files } = program({ action: both });
    await world.run();
    expect(results(world)).toEqual([
      'ControlAction no: unanswered: the program has not said that it does this: batch_size',
    ]);
    expect([...files.keys()].filter((file) => file.includes('request'))).toEqual([]);
  });

  it('is asked for less where the rest is optional', async () => {
    const asked: unknown[] = [];
    const { world } = program({
      action: { ...HALF, scale: { lr: 0.5, gradient_accumulation: 2 }, optional: ['gradient_accumulation'] },
      answer: (request) => {
        asked.push((request as unknown as { scale: object }).scale);
        return 'done x';
      },
    });
    await world.run();
    expect(asked).toEqual([{ lr: 0.5 }]);
  });

  it('is asked for nothing where nobody has said hello', async () => {
    const { world } = program({ hello: 'good morning' });
    await world.run();
    expect(results(world)).toEqual(['ControlAction no: unanswered: no program of it is connected (docs/client.md)']);
  });

  it('is started without a folder where none is named, or none can be made, which is said', async () => {
    const without = program({ world: { run: { control_dir: undefined as never } } });
    await without.world.run();
    expect(without.specs[0]?.env).not.toHaveProperty('SIGWATCH_CONTROL');
    const refused = program({ refuses: () => true });
    expect(await refused.world.run()).toMatchObject(ended);
    expect(refused.specs[0]?.env).not.toHaveProperty('SIGWATCH_CONTROL');
    expect(refused.world.of('notice').map(({ data }) => data.text)).toEqual([
      "The control folder /control/run.1 can't be made (permission denied): the program of this attempt can't be asked for anything.",
    ]);
  });

  it('whose folder can not be written to is not waited for', async () => {
    const { world } = program({ refuses: (file) => file.includes('request') });
    await world.run();
    expect(results(world)).toEqual(['ControlAction no: unanswered: it could not be asked: no space left']);
  });

  it('of the next attempt is another one, with a folder of its own', async () => {
    const hello = { after: 500, print: 'hello ["lr"]\n' };
    const dies = [hello, steps(1, 3), { after: 20_000, print: 'nccl failure\n' }, { after: 21_000, exit: 1 }];
    const again = [
      { after: 10_000, print: 'trouble\n' },
      { after: 60_000, exit: 0 },
    ];
    const { world, specs, prepared } = program({ scripts: [dies, again] });
    expect(await world.run()).toMatchObject({ ...ended, restarts: 1 });
    expect(specs.map(({ env }) => env.SIGWATCH_CONTROL)).toEqual(['/control/run.1', '/control/run.2']);
    expect(prepared).toEqual(['/control/run.1', '/control/run.2']);
    expect(results(world)).toEqual(['ControlAction no: unanswered: no program of it is connected (docs/client.md)']);
  });

  it('does once what it is asked for, wherever the supervisor dies', async () => {
    const whole = program();
    await whole.world.run();
    const { commits } = whole.world;
    expect(commits).toBeGreaterThan(8);
    for (let commit = 0; commit < commits; commit++)
      for (const when of ['before', 'after'] as const) {
        const where = `a crash ${when} commit ${commit}`;
        // Answers come while nobody listens, or before anybody could.
        for (const takes of [0, 2_000]) {
          const { world, done, files } = program({ takes });
          const life: Life = { commit, when, downtime: commit % 2 === 0 ? 20_000 : 0 };
          expect(await world.run([life]), where).toMatchObject(ended);
          checkRun(world, where);
          expect(done, where).toHaveLength(1);
          expect(results(world), where).toEqual(['ControlAction ok: done: lr = 0.05']);
          expect(
            [...files.keys()].filter((file) => file.includes('request')),
            where,
          ).toEqual([]);
        }
      }
  });
});

describe('the judgement of its steps', () => {
  const losses = (from: number, to: number, after: number, loss: string) => ({
    after,
    print: Array.from({ length: to - from + 1 }, (_, i) => `step ${from + i} loss ${loss}\n`).join(''),
  });
  const lines = [losses(4, 60, 20_000, '2'), losses(61, 120, 40_000, '2'), losses(121, 121, 50_000, '3.5')];

  it('is told to it, and only when it is another one', async () => {
    const { world, health } = program({ lines });
    await world.run();
    const told = health.map(({ text }) => JSON.parse(text) as { step: number; overall_health: string });
    expect(told.map(({ step, overall_health }) => [step, overall_health])).toEqual([
      [60, 'healthy'],
      [120, 'healthy'],
      [121, 'warning'],
    ]);
    expect(told[2]).toEqual({
      ...{ sigwatch: 1, step: 121, overall_health: 'warning', score: 95, errors: [] },
      warnings: ['The loss is 3.5, and was 2 at step 21.'],
    });
  });

  it('goes by the thresholds that it has named', async () => {
    const hello = 'hello ["lr"] {"loss_divergence_threshold":2,"loss_window":-4}';
    const { world, health } = program({ lines, hello });
    await world.run();
    expect(JSON.parse(health.at(-1)?.text ?? '')).toMatchObject({ step: 121, overall_health: 'healthy' });
  });

  it('is told each second at most', async () => {
    const often = Array.from({ length: 30 }, (_, i) => losses(4 + i, 4 + i, 20_000 + 100 * i, '2'));
    const { world, health } = program({ lines: often, world: { run: { poll: 50 } } });
    await world.run();
    const apart = health.slice(1).map(({ at }, i) => at - (health[i]?.at ?? 0));
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(1_000);
    expect(health.length).toBeGreaterThan(2);
    expect(JSON.parse(health.at(-1)?.text ?? '')).toMatchObject({ step: 33 });
  });

  it('is the same after a crash', async () => {
    const whole = program({ lines });
    await whole.world.run();
    for (let commit = 2; commit < whole.world.commits - 3; commit += 2) {
      const { world, health } = program({ lines });
      await world.run([{ commit, when: 'after', downtime: 1_000 }]);
      expect(health.at(-1)?.text, `a crash at commit ${commit}`).toBe(whole.health.at(-1)?.text);
    }
  });

  it('that can not be told is said once', async () => {
    const { world } = program({ lines, refuses: (file) => file.includes('health') });
    expect(await world.run()).toMatchObject(ended);
    expect(world.of('notice').map(({ data }) => data.text)).toEqual([
      'The program is not told how its steps are judged: no space left.',
    ]);
  });
});

describe('a checkpoint that a person asks for', () => {
  let directory: string;
  beforeEach(() => {
    directory = temporary();
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const asks = [[20_000, 'checkpoint']] as const;
  const quiet = {
    scripts: [[{ after: 500, print: 'hello ["checkpoint"]\n' }, steps(1, 3), { after: 90_000, exit: 0 }]],
  };
  /** The first one that this program saves. */
  const saves = (name: string) => () => {
    write(directory, { [name]: torchFile() });
    return 'done';
  };
  const answers = (world: ReturnType<typeof program>['world']) => world.of('action').map(({ data }) => data);

  it('is saved by the program, looked at, and told', async () => {
    const { world } = program({
      ...quiet,
      answer: saves('step_3.pt'),
      path: () => `${directory}/step_3.pt`,
      world: { asks },
    });
    await world.run();
    checkRun(world, 'a checkpoint');
    expect(answers(world)).toEqual([
      {
        ...{ action: 'checkpoint', ok: true, detail: `Saved ${directory}/step_3.pt at step 3; it is whole.` },
        fields: { command: '1', checkpoint_path: `${directory}/step_3.pt`, step: 3, verified: 'true' },
      },
    ]);
    expect(world.snapshot.saves).toEqual([]);
  });

  it('that is broken, or not to be seen, is no success', async () => {
    const broken = () => {
      write(directory, { 'step_3.pt': 'half' });
      return 'done';
    };
    const { world } = program({ ...quiet, answer: broken, path: () => `${directory}/step_3.pt`, world: { asks } });
    await world.run();
    expect(answers(world)[0]).toMatchObject({ ok: false, fields: { verified: 'false' } });
    const away = program({ ...quiet, answer: () => 'done', path: () => '/not/here/step_3.pt', world: { asks } });
    await away.world.run();
    expect(answers(away.world)[0]?.detail).toBe(
      'Saved /not/here/step_3.pt at step 3; it could not be verified: it is not to be seen from here.',
    );
  });

  it('and is refused is told so', async () => {
    const { world } = program({ ...quiet, answer: () => 'refused no checkpoint_dir', world: { asks } });
    await world.run();
    expect(results(world)).toEqual(['checkpoint no: The program has refused it: no checkpoint_dir.']);
  });

  it('is asked for once, and answered once, wherever the supervisor dies', async () => {
    const plan = () =>
      program({ ...quiet, answer: saves('step_3.pt'), path: () => `${directory}/step_3.pt`, world: { asks } });
    const whole = plan();
    await whole.world.run();
    for (let commit = 3; commit < whole.world.commits - 2; commit++) {
      const { world, done } = plan();
      await world.run([
        { commit, when: commit % 2 === 0 ? 'before' : 'after', downtime: commit % 3 === 0 ? 20_000 : 0 },
      ]);
      expect(done, `a crash at commit ${commit}`).toHaveLength(1);
      expect(answers(world), `a crash at commit ${commit}`).toMatchObject([{ ok: true }]);
    }
  });

  it('of a job that ends before is answered all the same', async () => {
    const scripts = [[{ after: 500, print: 'hello ["checkpoint"]\n' }, steps(1, 3), { after: 30_000, exit: 0 }]];
    const { world } = program({ scripts, answer: () => undefined, world: { asks } });
    await world.run();
    expect(answers(world)).toMatchObject([{ ok: false, fields: { command: '1' } }]);
    expect(world.snapshot.saves).toEqual([]);
  });

  describe('where no program is connected', () => {
    const scripts = [[steps(1, 3), { after: 90_000, exit: 0 }]];
    const signalled = (sent: string[], act = () => {}) => ({
      adapter: (real: JobAdapter): JobAdapter => ({
        ...real,
        signal: async (job, name) => {
          sent.push(`${name} ${job.id}`);
          act();
        },
      }),
    });
    const checkpoint_signal = { signal: 'USR1', before: 60_000 };

    it('is asked for by the signal that the run names', async () => {
      const sent: string[] = [];
      write(directory, { 'step_1.pt': torchFile() });
      const act = () => void write(directory, { 'step_3.pt': torchFile() });
      const run = { checkpoint_signal, checkpoint_dir: directory };
      const { world } = program({ scripts, world: { asks, ...signalled(sent, act), run } });
      await world.run();
      expect(sent).toEqual(['USR1 lying:1']);
      expect(results(world)).toEqual([`checkpoint ok: Saved ${directory}/step_3.pt at step 3; it is whole.`]);
    });

    it('is not taken for one that was there before', async () => {
      const sent: string[] = [];
      write(directory, { 'step_1.pt': torchFile() });
      const { world } = program({
        scripts,
        world: { asks, ...signalled(sent), run: { checkpoint_signal, checkpoint_dir: directory } },
      });
      await world.run();
      expect(sent).toEqual(['USR1 lying:1']);
      expect(results(world)).toEqual(['checkpoint no: The job has ended before it saved a checkpoint.']);
    });

    it('is not asked for by a signal that nobody has named, which would end it', async () => {
      const sent: string[] = [];
      const { world } = program({ scripts, world: { asks, ...signalled(sent) } });
      expect(await world.run()).toMatchObject(ended);
      expect(sent).toEqual([]);
      expect(results(world)).toEqual([expect.stringMatching(/^checkpoint no: Nobody can be asked: /)]);
    });
  });
});
