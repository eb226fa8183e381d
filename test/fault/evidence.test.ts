import type { Executed, JobAdapter } from '@sigwatch/core';
import type { VirtualClock } from '@sigwatch/testkit';
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

// Some live hundreds of lives, on machines that have other things to do.
vi.setConfig({ testTimeout: 240_000 });

const hangs = [steps(1, 5)];
const quick = monitor({ inactivity_threshold_seconds: 60 });

/** A job on two nodes, and a disk in memory. */
function scene(
  more: Partial<WorldOptions> = {},
  exec?: (clock: VirtualClock, argv: readonly string[]) => Promise<void>,
) {
  const written = new Map<string, string>();
  const asked: string[] = [];
  const files = {
    write: async (file: string, text: string) => void written.set(file, text),
    tail: async (file: string) => `the end of ${file}`,
  };
  const adapter = (real: JobAdapter, clock: VirtualClock): JobAdapter => ({
    ...real,
    exec: async (job, argv): Promise<readonly Executed[]> => {
      const status = (await real.status([job], new AbortController().signal)).get(job.id);
      asked.push(`${argv.join(' ')} of ${job.id} (${status?.state})`);
      await exec?.(clock, argv);
      return [
        { node: 'n1', output: `${argv[0]} on n1\n`, exit_code: 0 },
        { node: 'n/2', output: `${argv[0]} on n2\n`, exit_code: 2 },
      ];
    },
  });
  const commands = [
    ['py-spy', 'dump'],
    ['nvidia-smi', '-q'],
  ];
  const options: WorldOptions = {
    scripts: [hangs, succeeds],
    monitor: quick,
    directory: '/runs/run',
    adapter,
    run: { evidence: { commands, timeout: 30_000, files } },
    ...more,
  };
  return { written, asked, options };
}

const told = (world: World) => world.of('notice').map(({ data }) => data);

describe('of a hung job', () => {
  it('evidence is kept before it is cancelled, and told of', async () => {
    const { written, asked, options } = scene();
    const world = new World(options);
    await world.run();
    checkRun(world, 'evidence');
    expect(asked).toEqual(['py-spy dump of lying:1 (running)', 'nvidia-smi -q of lying:1 (running)']);
    expect(Object.fromEntries(written)).toEqual({
      '/runs/run/evidence/1-1/last-lines.txt': '==> lying:1/out <==\nthe end of lying:1/out\n',
      '/runs/run/evidence/1-1/n1.py-spy.txt': 'py-spy on n1\n',
      '/runs/run/evidence/1-1/n_2.py-spy.txt': 'py-spy on n2\n\n(exit code 2)\n',
      '/runs/run/evidence/1-1/n1.nvidia-smi.txt': 'nvidia-smi on n1\n',
      '/runs/run/evidence/1-1/n_2.nvidia-smi.txt': 'nvidia-smi on n2\n\n(exit code 2)\n',
    });
    expect(told(world)).toEqual([
      {
        severity: 'warning',
        text:
          'Evidence of the hang is kept in /runs/run/evidence/1-1 (last-lines.txt, n1.nvidia-smi.txt, n1.py-spy.txt, ' +
          'n_2.nvidia-smi.txt, n_2.py-spy.txt).',
        folder: '/runs/run/evidence/1-1',
      },
    ]);
  });

  it('that is stopped for good as well', async () => {
    const { written, options } = scene({ policy: policy({ restart_on_error_types: [] }) });
    await new World(options).run();
    expect(written.size).toBe(5);
  });

  it('what hangs itself, or fails, delays the restart by no more than the budget', async () => {
    const undisturbed = new World(scene().options);
    await undisturbed.run();
    const { written, options } = scene({}, async (clock, [program]) => {
      if (program === 'py-spy') await clock.sleep(3_600_000);
      throw new Error('no such file');
    });
    const world = new World(options);
    await world.run();
    checkRun(world, 'a hanging command');
    expect([...written.keys()]).toEqual(['/runs/run/evidence/1-1/last-lines.txt']);
    expect(told(world)[0]?.text).toMatch(/; not to be had: nvidia-smi: no such file; .*py-spy|took longer/);
    const second = ({ platform }: World) => platform.truth()[1]!.created_at;
    expect(second(world) - second(undisturbed)).toBeGreaterThanOrEqual(29_000);
    expect(second(world) - second(undisturbed)).toBeLessThanOrEqual(35_000);
  });

  it('is gathered once, wherever the supervisor dies', async () => {
    let count = 0;
    const { written, asked, options } = scene({}, (clock) => clock.sleep(2_000));
    const runs = await crashEverywhere(
      options,
      (world, where) => {
        checkRun(world, where);
        expect(world.decisions, where).toEqual(['1 restart hang']);
        expect(
          told(world).filter(({ folder }) => folder !== undefined),
          where,
        ).toHaveLength(1);
        expect(written.size, where).toBe(5);
        // A crash between the commands and their commit runs them once more, within what is left of the budget.
        expect(asked.length, where).toBeLessThanOrEqual(4);
        count += asked.length;
        asked.length = 0;
        written.clear();
      },
      3,
    );
    expect(count).toBeGreaterThanOrEqual(2 * runs);
  });
});

describe('nothing is gathered', () => {
  it.each([
    ['of a job that has ended', { scripts: [[steps(1, 5), ...dies('nccl')], succeeds] }],
    ['where nothing is cancelled', { policy: undefined, scripts: [[steps(1, 5), { after: 300_000, exit: 0 }]] }],
    ['where a stop leaves the job', { policy: policy({ restart_on_error_types: [], on_stop: 'leave' }) }],
    ['where the run does not ask for it', { run: {} }],
  ] satisfies [string, Partial<WorldOptions>][])('%s', async (_name, more) => {
    const { written, asked, options } = scene(more);
    await new World(options).run();
    expect([written.size, asked]).toEqual([0, []]);
  });
});
