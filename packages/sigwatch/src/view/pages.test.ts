import type { RunSummary } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { event, START, storyOfARestart } from './events.fixture.js';
import { historyRows } from './history.js';
import { runsTable } from './runs-table.js';
import { widthOf } from './width.js';

const run = (run_id: string, more: Partial<RunSummary> = {}): RunSummary => ({
  run_id,
  name: run_id,
  state: 'running',
  attempt: 1,
  jobs: [],
  restarts: 0,
  started_at: START,
  updated_at: START,
  ...more,
});

describe('runsTable', () => {
  const runs = [
    run('a', { step: 120, total: 200, job: 'local:a', updated_at: START + 5 }),
    run('nightly', { name: '7b', state: 'failed', restarts: 3, root: 'oom', ended_at: START + 60_000, step: 9 }),
  ];

  it('aligns the columns, the last change first', () => {
    expect(runsTable(runs, START + 3_600_000, { width: 80, color: false })).toEqual([
      'run           state       step  restarts     age  job      root cause',
      'a             running  120/200         0  1h 00m  local:a',
      'nightly (7b)  failed         9         3  1m 00s           oom',
    ]);
  });

  it('marks states that nobody has seen lately, and never cuts the name of a run', () => {
    const [, row] = runsTable([run('x'.repeat(70))], START, { width: 130, color: false }, new Set(['x'.repeat(70)]));
    expect(row).toMatch(/^x{70} {2}running\*/);
  });

  it('says that there is nothing, and fits the width', () => {
    expect(runsTable([], 0, { width: 80, color: false })).toEqual(['No runs yet.']);
    const long = [run('损失'.repeat(60), { job: 'x'.repeat(90), root: '\u001b[31moom' })];
    for (const row of runsTable(long, START, { width: 60, color: false })) {
      expect(widthOf(row)).toBeLessThanOrEqual(60);
      expect(row).not.toContain('\u001b');
    }
  });
});

describe('historyRows', () => {
  it('tells of attempts, incidents, decisions and notes, with durations', () => {
    const note = event(6, 'action', { action: 'ErrorNoteAction', ok: true, detail: 'rank 3 left', signal: 'x' });
    const story = storyOfARestart();
    const rows = historyRows(
      [...story.slice(0, 14), note, ...story.slice(14)],
      { width: Number.POSITIVE_INFINITY, color: false },
      { cwd: '/w' },
    );
    const told = rows.map((row) => row.slice(10));
    expect(told).toContain('note        rank 3 left');
    expect(told).toContain('attempt 1   failed, killed by SIGABRT, after 6s, at step 30/200');
    expect(told).toContain('attempt 2   local:demo-1 → local:demo-1.2, resumes from ckpt/iter_0000020');
    expect(told).toContain('decision    restart 1 of 3 in 1s from ckpt/iter_0000020: nccl_timeout is restarted.');
    expect(told).toContain('attempt 2   succeeded, exit code 0, after 13s, at step 200/200');
    expect(told.some((row) => row.startsWith('progress'))).toBe(false);
  });

  it('says that nothing has happened', () => {
    expect(historyRows([], { width: 80, color: false })).toEqual(['Nothing has happened in this run yet.']);
  });
});
