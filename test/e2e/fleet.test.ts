import { mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until, Workshop } from './workshop.js';

const MINUTE = 60_000;
const OOM = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.';

/** A folder of runs, each of which last beat so long ago (ms). */
class Runs {
  readonly #began = new Date(Date.now() - 600 * MINUTE).toISOString();

  constructor(readonly path: string) {}

  /** Whole, and with its time, or not at all: somebody may be looking. */
  write(file: string, content: string, ago = 0): void {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, content);
    const at = new Date(Date.now() - ago);
    utimesSync(`${path}.new`, at, at);
    renameSync(`${path}.new`, path);
  }

  /** `progress: null`: none is written. */
  beat(
    run: string,
    { ago = 0, step = 1, progress = ago }: { ago?: number; step?: number; progress?: number | null } = {},
  ): void {
    const at = (ms: number) => new Date(Date.now() - ms).toISOString();
    const own = { run_id: run, status: 'running', phase: 'training', instance_id: 'i-1', start_time: this.#began };
    this.write(`${run}/metadata.json`, JSON.stringify({ ...own, last_update: at(ago) }), ago);
    if (progress === null) return;
    this.write(`${run}/progress.json`, JSON.stringify({ step, total_steps: 90, last_updated: at(progress) }), progress);
  }

  fail(run: string): void {
    this.write(`${run}/_error`, `Traceback (most recent call last):\n  File "train.py", line 7, in <module>\n${OOM}\n`);
  }
}

describe.concurrent('a directory of runs', () => {
  it('is told by --once, the worst run first, and by the exit code', async () => {
    using shop = new Workshop();
    const runs = new Runs(join(shop.directory, 'runs'));
    for (const run of ['alive', 'done', 'broken']) runs.beat(run);
    runs.beat('lame', { progress: 60 * MINUTE });
    runs.beat('dead', { ago: 60 * MINUTE });
    runs.write('done/_complete', '');
    runs.fail('broken');
    runs.write('notes/readme.md', 'no run');
    const table = await shop.cli(['watch', `${runs.path}/`, '--once']);
    expect(table.code).toBe(1);
    const rows = table.out.trim().split('\n').slice(1);
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
      ['broken', 'failed', 'training'],
      ['dead', 'timed_out', 'training'],
      ['lame', 'degraded', 'training'],
      ['alive', 'running', 'training'],
      ['done', 'succeeded', 'training'],
      [expect.stringContaining('5 runs below')],
    ]);
    expect(rows[0]).toContain(OOM);
    const told = await shop.cli(['watch', `${runs.path}/`, '--once', '--format', 'jsonl']);
    const all = told.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(all.map(({ run_id, state, code, step, total }) => [run_id, state, code, step, total])).toEqual([
      ['alive', 'running', null, 1, 90],
      ['broken', 'failed', null, 1, 90],
      ['dead', 'timed_out', 'HEARTBEATS_STALE', 1, 90],
      ['done', 'succeeded', null, 1, 90],
      ['lame', 'degraded', 'PROGRESS_STALE', 1, 90],
    ]);
    expect(readdirSync(shop.directory)).not.toContain('state');
  });

  it('is followed by a sigwatch that is killed: each transition is told once, and what happened meanwhile too', async () => {
    using shop = new Workshop();
    const runs = new Runs(join(shop.directory, 'runs'));
    for (const run of ['a', 'b', 'd']) runs.beat(run);
    // One file, so that nobody sees it fall silent by halves.
    runs.beat('c', { progress: null });
    runs.beat('dead', { ago: 60 * MINUTE });
    const follow = () => shop.watching('watch', [`${runs.path}/`, '--interval', '300ms']);
    const changes = ({ events }: { events: readonly { event_type: string; run_id: string; data: unknown }[] }) =>
      events
        .filter(({ event_type }) => event_type === 'state_changed')
        .map(({ run_id, data }) => `${run_id}: ${(data as { from: string }).from} -> ${(data as { to: string }).to}`);

    const first = follow();
    await until('the dead one is told', () => changes(first.now()).length === 1);
    runs.fail('a');
    await until('the failure is told', () => changes(first.now()).length === 2);
    const kept = () => {
      const [fleet = ''] = readdirSync(join(shop.state, 'runs'));
      return shop.read(`state/runs/${fleet}/events.jsonl`).trim().split('\n');
    };
    // The rest of its poll is told a moment later, and a kill would keep it from being printed.
    await until('all of it is printed', () => first.now().events.length === kept().length);
    first.child.kill('SIGKILL');
    await first.done;
    runs.write('b/_complete', '');
    runs.beat('dead', { step: 2 });
    runs.beat('new');
    const second = follow();
    await until('what happened meanwhile is told', () => changes(second.now()).length === 3);
    runs.beat('c', { ago: 30 * MINUTE, progress: null });
    await until('the silence is told', () => changes(second.now()).length === 4);
    second.child.kill('SIGINT');
    const ended = await second.done;

    expect(changes(first.now())).toEqual(['dead: pending -> timed_out', 'a: running -> failed']);
    expect(changes(ended)).toEqual([
      'b: running -> succeeded',
      'dead: timed_out -> running',
      'new: pending -> running',
      'c: running -> timed_out',
    ]);
    expect(ended.code).toBe(130);
    expect(kept()).toEqual([first.now(), ended].flatMap(({ events }) => events.map((event) => JSON.stringify(event))));
    const failure = first.now().events.find(({ event_type, run_id }) => event_type === 'signal' && run_id === 'a');
    expect(failure?.data).toMatchObject({
      error_type: 'oom',
      source: '_error',
      remedy: expect.stringContaining('GiB'),
    });
  });
});
