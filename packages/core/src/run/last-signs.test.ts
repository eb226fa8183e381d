import { describe, expect, it } from 'vitest';
import type { EngineEvent, JobStatus } from '../contract.js';
import { exception, play, restartsAfter, seen, status, step } from './attempt.fixture.js';
import { lastSigns } from './last-signs.js';

const job = { id: 'modal:ap-1', incarnation: '' } as const;
const gone = (more: Partial<JobStatus>, said?: string): EngineEvent[] => [
  status(40_000, 'failed', { job, reason: 'EXIT_UNKNOWN', ...more }),
  {
    ...{ type: 'drained', at: 41_000 },
    ...(said === undefined ? {} : { last_words: { text: said, source: 'ta-1', at: 33_000 } }),
  },
];
const steps = [step(1_000, 1, 'ta-1', { total: 100 }), step(31_000, 4, 'ta-1', { total: 100 })];

describe('an app that is gone without a word', () => {
  it('has failed of something unknown, and one sentence names its last step, its last words and when', () => {
    const run = play(
      [seen(0, 'ta-1'), steps, gone({ detail: 'no part of Modal says how' }, 'saving to /out')],
      restartsAfter(0),
    );
    expect(run.state.run).toBe('failed');
    const incident = run.closed.at(-1)?.incident;
    expect(incident).toMatchObject({ mode: 'crash', root: { name: 'job_failed', error_type: 'unknown' } });
    expect(incident?.root.text).toBe(
      'The job ended: EXIT_UNKNOWN: no part of Modal says how; its last step was 4 of 100 at 1970-01-01T00:00:31Z, ' +
        'and its last words at 1970-01-01T00:00:33Z were: saving to /out',
    );
  });

  it('says so where it said nothing, and is explained by any line that tells of a failure', () => {
    const mute = play([seen(0, 'ta-1'), gone({})], restartsAfter(0));
    expect(mute.closed.at(-1)?.incident.root.text).toBe(
      'The job ended: EXIT_UNKNOWN; no step of it was seen, and it printed nothing',
    );
    const told = play([seen(0, 'ta-1'), steps, exception(35_000, 'ta-1'), gone({}, 'x')], restartsAfter(0));
    expect(told.closed.at(-1)?.incident.root).toMatchObject({ error_type: 'exception' });
  });

  it('has succeeded where its log says that it was done', () => {
    const all = [step(1_000, 99, 'ta-1', { total: 100 }), step(31_000, 100, 'ta-1', { total: 100 })];
    expect(play([seen(0, 'ta-1'), all, gone({}, 'x')], restartsAfter(0)).state.run).toBe('succeeded');
  });

  it('is not said of a job that ended with an exit code', () => {
    const run = play(
      [seen(0, 'ta-1'), steps, gone({ reason: undefined as never, exit_code: 1 }, 'x')],
      restartsAfter(0),
    );
    expect(run.closed.at(-1)?.incident.root.text).toBe('The job ended: exit code 1');
  });
});

describe('last words', () => {
  it('are cut, and need no time', () => {
    expect(lastSigns({ progress: { bars: {}, fields: {}, gaps: [] } }, { text: 'x'.repeat(300) })).toBe(
      `no step of it was seen, and its last words were: ${'x'.repeat(199)}…`,
    );
  });
});
