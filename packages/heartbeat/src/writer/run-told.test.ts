import type { Json, SigwatchEvent } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { filesOf, type Known } from './files-of.js';
import { nothingTold, toldAfter } from './run-told.js';

const T = Date.UTC(2026, 2, 1, 12);
const event = (
  seconds: number,
  event_type: SigwatchEvent['event_type'],
  data: Record<string, Json> = {},
  attempt = 1,
) => ({
  ...{ timestamp: new Date(T + seconds * 1000).toISOString(), event_type, run_id: 'r1', attempt, data },
});
const step = (seconds: number, n: number, more: Record<string, Json> = {}) =>
  event(seconds, 'progress', { step: n, total: 100, loss: 2, source: 'a', line: n, ...more });
const toldBy = (...events: SigwatchEvent[]) => events.reduce(toldAfter, nothingTold);
const running = (seconds: number): Known => ({ state: 'running', at: T + seconds * 1000, nodes: ['n1', 'n2'] });
const written = (told: ReturnType<typeof toldBy>, known: Known | undefined, now: number) =>
  Object.fromEntries(
    filesOf(told, known, 'host', T + now * 1000).map(({ path, bytes }) => {
      const text = bytes.toString('utf8');
      return [path, path.endsWith('.json') ? JSON.parse(text) : text];
    }),
  );
const started = event(0, 'attempt_started', { job: 'local:r1.1' });
const iso = (seconds: number) => new Date(T + seconds * 1000).toISOString();

describe('heartbeats of a supervised run', () => {
  it('tell nothing before there is a job, or while nobody knows of it', () => {
    expect(written(nothingTold, running(0), 1)).toEqual({});
    expect(written(toldBy(started), undefined, 1)).toEqual({});
    expect(written(toldBy(started), { state: 'unknown', at: T }, 1)).toEqual({});
    expect(written(toldBy(event(0, 'attempt_started', {}, 2)), running(-5), 1)).toEqual({});
  });

  it('tell that it lives as of when the platform has said so', () => {
    expect(written(toldBy(started), running(30), 90)).toEqual({
      'metadata.json': {
        ...{ run_id: 'r1', status: 'running', phase: 'setup', instance_id: 'n1,n2', node: 'n1' },
        ...{ start_time: iso(0), last_update: iso(30) },
      },
    });
    const waiting = written(toldBy(started), { state: 'pending', at: T + 5000 }, 90);
    expect(waiting['metadata.json']).toMatchObject({ status: 'pending', node: 'host', instance_id: 'host' });
  });

  it('tell the step of the training, and when it was printed first', () => {
    const again = toldBy(
      started,
      step(10, 5),
      step(20, 5),
      event(30, 'progress', { step: 9, total: 20, source: 'e', line: 1 }),
    );
    expect(written(again, running(40), 40)['progress.json']).toEqual({
      ...{ step: 5, total_steps: 100, loss: 2, last_updated: iso(10) },
    });
  });

  it('tell the phase as far as it is known', () => {
    const saving = (phase: string) => event(20, 'signal', { kind: 'checkpoint', metadata: { phase } });
    const phaseOf = (...events: SigwatchEvent[]) => toldBy(started, ...events).phase;
    expect([phaseOf(), phaseOf(saving('started')), phaseOf(saving('done'))]).toEqual(['setup', 'checkpoint', 'setup']);
    expect(phaseOf(step(1, 1), saving('started'), saving('done'))).toBe('training');
  });

  it('tell of a restart until its delay is over, and of the new attempt by its own start', () => {
    const decided = toldBy(started, step(10, 5), event(60, 'decision', { action: 'restart', delay_seconds: 30 }));
    const failed: Known = { state: 'failed', at: T + 59_000 };
    expect(written(decided, failed, 70)['metadata.json']).toMatchObject({ status: 'restarting', last_update: iso(70) });
    expect(written(decided, failed, 500)['metadata.json']).toMatchObject({ last_update: iso(90) });
    const next = toldAfter(decided, event(95, 'attempt_started', {}, 2));
    expect(Object.keys(written(next, running(96), 97))).toEqual(['metadata.json']);
    expect(written(next, running(96), 97)['metadata.json']).toMatchObject({ status: 'running', start_time: iso(95) });
  });

  it('end with the sentinel, and the traceback of the root', () => {
    expect(
      Object.keys(written(toldBy(started, step(1, 1), event(9, 'run_ended', { state: 'succeeded' })), running(3), 10)),
    ).toEqual([...['progress.json', '_complete', 'metadata.json']]);
    const place = { signal: 'oom', source: 'a.log', line: 7, text: 'RuntimeError: CUDA out of memory' };
    const block = ['Traceback (most recent call last):', '  File "a.py"', place.text];
    const ended = toldBy(
      ...[
        started,
        event(5, 'signal', { ...place, kind: 'error', block }),
        event(6, 'signal', { ...place, line: 8, kind: 'error', block: ['x'] }),
      ],
      event(9, 'run_ended', { state: 'failed', reason: 'oom is not restarted', root: { ...place, error_type: 'oom' } }),
    );
    const files = written(ended, running(3), 10);
    expect(files._error).toBe(
      `${block.join('\n')}\nsigwatch: the run ended as failed: oom is not restarted; oom (a.log:7)\n`,
    );
    expect(files['metadata.json']).toMatchObject({ status: 'failed', last_update: iso(9) });
    expect(
      written(toldBy(started, event(9, 'run_ended', { state: 'cancelled', root: null })), undefined, 9)._error,
    ).toBe('sigwatch: the run ended as cancelled\n');
  });
});
