import { describe, expect, it } from 'vitest';
import type { EngineEvent, JobStatus, Signal } from '../../contract.js';
import { announcedAfter, announcedIn, endOf } from './ends.js';

const NOW = Date.UTC(2026, 0, 1, 12);
const job = { id: 'local:r.1', incarnation: 'a' } as const;
const status = (more: Partial<JobStatus> = {}): JobStatus => ({ job, state: 'running', ...more });
const signal = (fields: Signal['fields'], metadata: Signal['metadata'] = {}, time = NOW): Signal =>
  ({ name: 's', fields, metadata, time }) as unknown as Signal;

describe('the end of a job', () => {
  it('is what its platform says, before what its program was told', () => {
    expect(endOf(status({ ends_at: NOW + 5 }), { session: NOW + 3 }, NOW)).toEqual({ at: NOW + 5, by: 'platform' });
    expect(endOf(status(), { session: NOW + 3 }, NOW)).toEqual({ at: NOW + 3, by: 'session' });
  });

  it('is that of its machine where that is earlier', () => {
    const notice = { at: NOW + 4, signal: 'spot' };
    expect(endOf(status({ ends_at: NOW + 5 }), { notice }, NOW)).toEqual({ at: NOW + 4, by: 'notice' });
    expect(endOf(status({ ends_at: NOW + 3 }), { notice }, NOW)).toEqual({ at: NOW + 3, by: 'platform' });
    expect(endOf(status(), { notice }, NOW)).toEqual({ at: NOW + 4, by: 'notice' });
  });

  it('is not that of a machine that is still there a minute later', () => {
    const notice = { at: NOW, signal: 'spot' };
    expect(endOf(status(), { notice }, NOW + 60_000)).toEqual({ at: NOW, by: 'notice' });
    expect(endOf(status(), { notice }, NOW + 60_001)).toBeUndefined();
    expect(endOf(status({ ends_at: NOW + 90_000 }), { notice }, NOW + 60_001)?.by).toBe('platform');
  });

  it('is known only of a job that runs, and where somebody tells it', () => {
    expect(endOf(status(), {}, NOW)).toBeUndefined();
    for (const state of ['pending', 'suspended', 'completing', 'failed'] as const)
      expect(endOf(status({ state, ends_at: NOW + 5 }), {}, NOW), state).toBeUndefined();
  });
});

describe('what a line says of the end', () => {
  it.each([
    [
      'a session in Unix seconds',
      { session_start: 1_767_261_600, session_hours: 12 },
      { session: 1_767_261_600_000 + 43_200_000 },
    ],
    [
      'a session as texts, as JSON lines bring it',
      { session_start: '1767261600.5', session_hours: '0.5' },
      { session: 1_767_261_600_500 + 1_800_000 },
    ],
    ['a moment, as AWS writes it', { ends_at: '2026-01-01T12:02:00Z' }, { notice: { at: NOW + 120_000, signal: 's' } }],
    [
      'a moment, as Azure writes it',
      { ends_at: 'Thu, 01 Jan 2026 12:00:30 GMT' },
      { notice: { at: NOW + 30_000, signal: 's' } },
    ],
    ['a moment in Unix seconds', { ends_at: NOW / 1000 + 9 }, { notice: { at: NOW + 9_000, signal: 's' } }],
    ['a moment in milliseconds', { ends_at: NOW + 9 }, { notice: { at: NOW + 9, signal: 's' } }],
    ['a time that is left', { ends_in_seconds: '45' }, { notice: { at: NOW + 45_000, signal: 's' } }],
    ['nothing: half of a session', { session_start: 1_767_261_600 }, {}],
    ['nothing: a session of no hours', { session_start: 1_767_261_600, session_hours: 0 }, {}],
    ['nothing: words', { ends_at: 'soon', ends_in_seconds: 'a while', session_start: 'x', session_hours: 'y' }, {}],
    ['nothing: a time that has passed', { ends_in_seconds: -1 }, {}],
  ] as const)('%s', (_, fields, expected) => {
    expect(announcedAfter({}, [signal(fields)])).toEqual(expected);
  });

  it('the time that such a notice leaves counts from its line, where the line says none', () => {
    expect(announcedAfter({}, [signal({}, { notice_seconds: 120 }, NOW - 20_000)])).toEqual({
      notice: { at: NOW + 100_000, signal: 's' },
    });
    expect(announcedAfter({}, [signal({ ends_in_seconds: 7 }, { notice_seconds: 120 })])).toEqual({
      notice: { at: NOW + 7_000, signal: 's' },
    });
  });

  it('what repeats a notice leaves no more time, and a later one is another', () => {
    const spot = (time: number) => signal({}, { notice_seconds: 120 }, time);
    const first = announcedAfter({}, [spot(NOW)]);
    expect(announcedAfter(first, [spot(NOW + 5_000)])).toBe(first);
    expect(announcedAfter(first, [signal({ ends_in_seconds: 10 })])).toEqual({
      notice: { at: NOW + 10_000, signal: 's' },
    });
    expect(announcedAfter(first, [spot(NOW + 600_000)])).toEqual({ notice: { at: NOW + 720_000, signal: 's' } });
  });
});

describe('what is remembered', () => {
  const jobEvent = (ends_at: number | undefined, state: JobStatus['state'] = 'running'): EngineEvent => ({
    ...{ type: 'job', at: NOW },
    status: status({ state, ...(ends_at === undefined ? {} : { ends_at }) }),
  });
  const hello: EngineEvent = { type: 'signal', at: NOW, signal: signal({ session_start: 1, session_hours: 1 }) };

  it('changes with the lines and the platform of the attempt, and is nothing else’s', () => {
    const first = announcedIn({ attempt: 1 }, [jobEvent(NOW + 5), hello]).announced;
    expect(first).toEqual({ attempt: 1, platform: NOW + 5, session: 3_601_000 });
    expect(announcedIn({ attempt: 1, ...(first && { announced: first }) }, [jobEvent(NOW + 5), hello])).toEqual({});
    expect(announcedIn({ attempt: 2, ...(first && { announced: first }) }, [hello]).announced).toEqual({
      attempt: 2,
      session: 3_601_000,
    });
    expect(announcedIn({ attempt: 1, ...(first && { announced: first }) }, [jobEvent(undefined)]).announced).toEqual({
      attempt: 1,
      session: 3_601_000,
    });
  });

  it('of a job that does not run its platform’s word stands as it was', () => {
    const announced = { attempt: 1, platform: NOW };
    expect(announcedIn({ attempt: 1, announced }, [jobEvent(undefined, 'completing')])).toEqual({});
  });
});
