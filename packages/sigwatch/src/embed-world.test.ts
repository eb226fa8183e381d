import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { virtualClock } from '@sigwatch/testkit';
import { createFsFromVolume, Volume } from 'memfs';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { lives } from './common.js';
import { definePack, type Logger, replay, type SigwatchEvent, scan, type Watch, watch } from './index.js';
import { carefulLogger } from './log-run.js';

const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';
const step = (n: number) => ` iteration ${n}/ 100 | lm loss: 2.0E+00 | number of nan iterations: 0 |\n`;

const impatient = definePack({
  name: 'impatient',
  class_name: 'LogMonitor',
  defaults: ['megatron_basic'],
  inactivity_threshold_seconds: 120,
  startup_allowance_seconds: 120,
} as const);

/** A file system in memory, which no path of this machine leads to. */
function memory(files: Record<string, string>) {
  const volume = Volume.fromJSON(files);
  return { fs: createFsFromVolume(volume), volume };
}

/** All that a watch tells, as it tells it. */
function told(watched: Watch): SigwatchEvent[] {
  const events: SigwatchEvent[] = [];
  watched.events$.subscribe((event) => events.push(event));
  return events;
}

describe('a clock and a file system of the embedder’s own', () => {
  it('are all that a watch goes by: a log in memory stalls after two minutes that take no time', async () => {
    const { fs, volume } = memory({ '/logs/train.log': '' });
    const deps = virtualClock();
    const watched = watch('/logs/train.log', { monitor: impatient, deps, fs });
    const events = told(watched);
    await deps.advance(1_000);
    for (let n = 1; n <= 3; n += 1) {
      volume.appendFileSync('/logs/train.log', step(n));
      await deps.advance(10_000);
    }
    const steps = events.filter(({ event_type }) => event_type === 'progress');
    expect(steps.map(({ data }) => data.step)).toEqual([1, 2, 3]);
    expect(events.some(({ data }) => data.to === 'stalled')).toBe(false);
    await deps.advance(200_000);
    const stalled = events.find(({ event_type, data }) => event_type === 'state_changed' && data.to === 'stalled');
    expect(stalled?.timestamp).toMatch(/^2024-01-01T00:0[23]:/);
    const stopping = watched.stop();
    await deps.run(stopping);
    expect(deps.pending()).toBe(0);
    expect(lives.users).toBe(0);
  });

  it('are rotated, truncated and found by a glob as the disk is', async () => {
    const { fs, volume } = memory({ '/logs/a.log': step(1) });
    const deps = virtualClock();
    const watched = watch('/logs/*.log', { monitor: 'megatron_basic', deps, fs });
    const events = told(watched);
    await deps.advance(1_000);
    volume.renameSync('/logs/a.log', '/logs/a.log.1');
    volume.writeFileSync('/logs/a.log', step(2));
    await deps.advance(6_000);
    volume.truncateSync('/logs/a.log', 0);
    await deps.advance(1_000);
    volume.appendFileSync('/logs/a.log', step(3));
    volume.writeFileSync('/logs/b.log', oom);
    await deps.advance(12_000);
    const steps = events.filter(({ event_type }) => event_type === 'progress').map(({ data }) => data.step);
    expect(steps).toEqual([1, 2, 3]);
    const found = events.find(({ data }) => data.error_type === 'oom');
    expect(found?.data.source).toBe('/logs/b.log');
    await deps.run(watched.stop());
  });

  it('serve scan and replay as well', async () => {
    const { fs } = memory({ '/logs/done.log': step(1) + oom });
    const signals = [];
    for await (const { error_type, source, line } of scan('/logs/done.log', { fs }))
      signals.push([error_type, source, line]);
    expect(signals).toEqual([['oom', '/logs/done.log', 2]]);
    const types = [];
    for await (const { event_type } of replay('/logs/*.log', { monitor: 'megatron_basic', fs })) types.push(event_type);
    expect(types.at(-1)).toBe('run_ended');
  });

  it('leave no folder behind, and nothing to be waited for when they can’t be used', () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('sigwatch-')).length;
    expect(() => watch('a.log', { monitor: 'megatron_basics' })).toThrow(/megatron_basics/);
    expect(lives.users).toBe(0);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('sigwatch-'))).toHaveLength(before);
  });
});

describe('a logger', () => {
  const logged = (): { lines: Record<string, unknown>[]; logger: Logger } => {
    const lines: Record<string, unknown>[] = [];
    const logger: Logger = pino({ base: null, level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line)) });
    return { lines, logger };
  };
  const level = { info: 30, warn: 40, error: 50 };

  it('of pino is told which rules hold, what becomes of the run, and of notices', async () => {
    const { fs, volume } = memory({ '/logs/train.log': step(1) });
    const deps = virtualClock();
    const { lines, logger } = logged();
    const watched = watch('/logs/train.log', { monitor: 'megatron_basic', deps, fs, logger, runId: 'told' });
    await deps.advance(1_000);
    // What was read of it is gone, and nothing else holds it: lines may be lost.
    volume.unlinkSync('/logs/train.log');
    volume.writeFileSync('/logs/train.log', `${'other bytes\n'.repeat(20)}${oom}`);
    await deps.advance(10_000);
    await deps.run(watched.stop());
    expect(lines[0]).toMatchObject({
      level: level.info,
      msg: 'rules loaded',
      run_id: 'told',
      monitor: ['megatron_basic'],
    });
    expect(lines).toContainEqual(expect.objectContaining({ level: level.info, msg: 'state changed', new: 'running' }));
    expect(lines.every(({ run_id }) => run_id === 'told')).toBe(true);
  });

  it('is told at once of a line that was cut', async () => {
    const { fs } = memory({ '/logs/train.log': `${'x'.repeat((1 << 20) + 9)}\n` });
    const deps = virtualClock();
    const { lines, logger } = logged();
    const watched = watch('/logs/train.log', { monitor: 'megatron_basic', deps, fs, logger });
    await deps.advance(1_000);
    await deps.run(watched.stop());
    const cut = lines.find(({ msg }) => String(msg).includes('its rest was skipped'));
    expect(cut).toMatchObject({ level: level.warn, attempt: 1 });
  });

  it('is told no secret, neither in what it says nor beside it', () => {
    const { lines, logger } = logged();
    const cover = <T>(told: T): T => JSON.parse(JSON.stringify(told).replaceAll('hunter2', '***'));
    carefulLogger(logger, cover).warn({ run_id: 'r', url: 'https://me:hunter2@a.example/' }, 'hunter2 was refused');
    expect(lines).toMatchObject([{ url: 'https://me:***@a.example/', msg: '*** was refused' }]);
  });

  it('whose promises are rejected is in nobody’s way', async () => {
    const unhandled: unknown[] = [];
    const hear = (error: unknown) => unhandled.push(error);
    process.once('unhandledRejection', hear);
    const fails = async () => {
      throw new Error('the log is elsewhere, and does not answer');
    };
    carefulLogger({ debug: fails, info: fails, warn: fails, error: fails }, (told) => told).warn({}, 'told');
    await new Promise(setImmediate);
    process.off('unhandledRejection', hear);
    expect(unhandled).toEqual([]);
  });

  it('that throws changes nothing of the run', async () => {
    const { fs } = memory({ '/logs/train.log': oom });
    const deps = virtualClock();
    const fails = () => {
      throw new Error('the disk is full');
    };
    const logger: Logger = { debug: fails, info: fails, warn: fails, error: fails };
    const watched = watch('/logs/train.log', { deps, fs, logger, follow: false });
    const { end } = await deps.run(watched.done);
    expect(end?.state).toBe('failed');
  });
});
