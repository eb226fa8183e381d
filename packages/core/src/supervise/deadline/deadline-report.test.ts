import { describe, expect, it } from 'vitest';
import type { Json } from '../../contract.js';
import { deadlineLines, deadlineReport } from './deadline-report.js';

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const job = { id: 'slurm:1', incarnation: 'a' };
const snapshot = (more: object = {}): Json => ({
  ...{ phase: 'following', attempt: 1, job, announced: { attempt: 1, platform: NOW + 25 * MINUTE } },
  ...more,
});
const lines = (more: object = {}) => {
  const report = deadlineReport(snapshot(more), NOW);
  return report && deadlineLines(report, NOW);
};
const deadline = (more: object) => ({ deadline: { job: 'slurm:1 a', questions: 1, told: [], ...more } });

describe('when a job ends', () => {
  it('is told with whose word that is', () => {
    expect(lines()).toEqual(['ends: in 25 minutes, at 2026-01-01 12:25 UTC, as its platform says']);
    expect(lines({ announced: { attempt: 1, session: NOW + MINUTE } })).toEqual([
      'ends: in 1 minute, at 2026-01-01 12:01 UTC, with its session, as its program says',
    ]);
    expect(lines({ announced: { attempt: 1, platform: NOW - MINUTE } })).toEqual([
      'ends: was to end at 2026-01-01 11:59 UTC, as its platform says',
    ]);
  });

  it('is not known of another attempt, of a run that has ended, or where nobody tells', () => {
    expect(lines({ announced: { attempt: 2, platform: NOW } })).toBeUndefined();
    expect(lines({ announced: undefined })).toBeUndefined();
    expect(lines({ phase: 'ended' })).toBeUndefined();
    expect(deadlineReport(undefined, NOW)).toBeUndefined();
  });

  it('comes with what is saved', () => {
    const saved = { path: '/c/step_8.pt', step: 8, at: NOW - 3 * MINUTE, copied_to: '/drive/step_8.pt' };
    expect(lines(deadline({ began: NOW - 5 * MINUTE, saved }))?.[1]).toBe(
      'saved: /c/step_8.pt (step 8), copied to /drive/step_8.pt, 3 minutes ago',
    );
    expect(lines(deadline({ began: NOW }))?.[1]).toBe('not saved: it is waited for');
    expect(lines(deadline({ began: NOW, why: 'The program refuses.' }))?.[1]).toBe('not saved: The program refuses.');
    expect(lines({ deadline: { job: 'slurm:1 b', questions: 1, told: [], began: NOW } })).toHaveLength(1);
  });
});
