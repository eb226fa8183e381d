import type { SigwatchEvent } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { event, step, storyOfARestart, timeout } from './events.fixture.js';
import { type Look, renderLine } from './line.js';
import { flush, view } from './view.js';
import { initialView, type ViewOptions } from './view-state.js';
import { widthOf } from './width.js';

const page: Look = { width: Number.POSITIVE_INFINITY, color: false };

function show(events: readonly SigwatchEvent[], look: Look = page, options: Partial<ViewOptions> = {}): string[] {
  let state = initialView({ cwd: '/w', home: '/home/me', ...options });
  const rows: string[] = [];
  for (const one of events) {
    const [next, lines] = view(state, one);
    // The view must survive being stored: it is JSON at every moment.
    state = JSON.parse(JSON.stringify(next));
    rows.push(...lines.flatMap((line) => renderLine(line, look)));
  }
  return [...rows, ...flush(state)[1].flatMap((line) => renderLine(line, look))];
}

describe('view', () => {
  it('tells the story of a restart', () => {
    expect(show(storyOfARestart(), page, { record: '/home/me/runs/demo-1' })).toEqual([
      '10:04:00  attempt 1   local:demo-1',
      '10:04:00  run         demo: node train.mjs',
      '          rules       megatron_basic; restarts by demo-restart',
      '10:04:00  state       running (was pending): the first output came',
      '10:04:01  progress    step 10/200  loss 2.500',
      '10:04:02  checkpoint  logs/out.log:25  successfully saved checkpoint from iteration 20',
      '10:04:03  progress    step 30/200  loss 0.7500  10.0 steps/s  ETA 17s',
      '10:04:04  critical    nccl_watchdog_timeout (nccl_timeout)  logs/out.log:120',
      '                      [rank0]:[E1122 10:04:31] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=42, OpType=ALLREDUCE)',
      '10:04:04  state       degraded (was running): nccl_timeout is suspected',
      '10:04:04  incident    suspected: nccl_timeout; waiting to see whether the steps go on',
      '                      nccl_watchdog_timeout … 6 times until 10:04:05',
      '10:04:06  attempt 1   failed, killed by SIGABRT',
      '10:04:06  incident    nccl_timeout, a crash, after step 30/200',
      '          root cause  nccl_watchdog_timeout  logs/out.log:120',
      '          confidence  high',
      '          explains    5 other signals',
      '          remedy      Restart from the last checkpoint; when it comes again at the same step, look for a rank that left the collective.',
      '10:04:06  decision    restart 1 of 3 in 1s from ckpt/iter_0000020: nccl_timeout is restarted.',
      '10:04:07  attempt 2   local:demo-1 → local:demo-1.2, resumes from ckpt/iter_0000020',
      '10:04:08  progress    step 30/200  loss 0.7500',
      '10:04:20  progress    step 200/200  loss 0.01230  14.2 steps/s',
      '10:04:20  attempt 2   succeeded, exit code 0',
      '10:04:20  succeeded   demo',
      '          steps       200 of 200, loss 0.01230',
      '          restarts    1',
      '          duration    20s',
      '          record      ~/runs/demo-1',
    ]);
  });

  it('says that a job which hangs is cancelled before the next one is submitted', () => {
    const hangs = [
      event(0, 'attempt_started', { job: 'slurm:15' }),
      event(9, 'decision', { action: 'restart', reason: 'hang is restarted.', attempt: 2, delay_seconds: 5 }),
      event(14, 'attempt_ended', { state: 'stalled', job: 'slurm:15' }),
      event(15, 'attempt_started', { job: 'slurm:16', restart: true }, 2),
    ];
    const rows = show(hangs);
    expect(rows).toContain('10:04:14  attempt 1   stalled, cancelling slurm:15');
    expect(rows).toContain('10:04:15  attempt 2   slurm:15 → slurm:16');
    const ended = event(14, 'attempt_ended', { state: 'failed', job: 'slurm:15', reason: 'FAILED' });
    expect(show([hangs[0]!, hangs[1]!, ended]).at(-1)).toBe('10:04:14  attempt 1   failed, FAILED');
    expect(show([hangs[0]!, hangs[2]!]).at(-1)).toBe('10:04:14  attempt 1   stalled');
  });

  it('begins each attempt as one that waits, whatever became of the one before', () => {
    let state = initialView();
    const states = storyOfARestart().map((one) => {
      [state] = view(state, one);
      return [one.event_type, state.state] as const;
    });
    expect(states.filter(([type]) => type === 'attempt_started').map(([, is]) => is)).toEqual(['pending', 'pending']);
  });

  it('fits every width', () => {
    for (const width of [10, 20, 40, 59, 60, 80, 120])
      for (const row of show(storyOfARestart(), { width, color: false }))
        expect(widthOf(row), row).toBeLessThanOrEqual(width);
  });

  it('prints a progress line at most every five seconds, and the last one before a failure', () => {
    const steps = Array.from({ length: 12 }, (_, i) => step(i, i + 1));
    const rows = show([...steps, timeout(12, 0)]).filter((row) => row.includes('progress'));
    expect(rows.map((row) => row.slice(0, 8))).toEqual(['10:04:00', '10:04:05', '10:04:10', '10:04:11']);
  });

  it('prints fewer of them the longer a log is that is read at once', () => {
    const steps = Array.from({ length: 3600 }, (_, at) => step(at * 10, at));
    const rows = show(steps, page, { progress_share: 0.05 }).filter((row) => row.includes('progress'));
    expect(rows.length).toBeGreaterThan(80);
    expect(rows.length).toBeLessThan(130);
    expect(rows[1]).toContain('step 1');
  });

  it('prints the progress once more when the state changes', () => {
    const change = event(2, 'state_changed', { from: 'running', to: 'degraded', reason: 'x' });
    const rows = show([step(0, 1), step(1, 2), change, step(3, 3)]);
    expect(rows.map((row) => row.slice(10, 30).trim())).toEqual([
      'progress    step 1/2',
      'progress    step 2/2',
      'state       degraded',
      'progress    step 3/2',
    ]);
  });

  it('prints a step once that two sources tell', () => {
    const change = event(2, 'state_changed', { from: 'pending', to: 'running', reason: 'the job runs' });
    const beside = (seconds: number) => step(seconds, 1, { source: 'progress.json' });
    const rows = show([step(0, 1), beside(1), change, beside(3), step(9, 1), step(15, 2)]);
    expect(rows.filter((row) => row.includes('progress')).map((row) => row.slice(22, 30).trim())).toEqual([
      'step 1/2',
      'step 2/2',
    ]);
  });

  it('folds equal signals of all ranks, tells of them after a while, and takes them as news after ten minutes', () => {
    const warn = (seconds: number) =>
      event(seconds, 'signal', {
        signal: 'nan_grad',
        kind: 'warning',
        severity: 'warning',
        source: 'out.log',
        line: seconds,
        text: 'NaN',
      });
    const rows = show([0, 10, 20, 70, 80, 200, 1000].map(warn));
    expect(rows).toEqual([
      '10:04:00  warning     nan_grad  out.log',
      '                      NaN',
      '                      nan_grad … 3 times until 10:04:20',
      '                      nan_grad … 5 times until 10:05:20',
      '                      nan_grad … 6 times until 10:07:20',
      '10:20:40  warning     nan_grad  out.log:1000',
      '                      NaN',
    ]);
  });

  it('does not fold checkpoints that differ', () => {
    const saved = (seconds: number, text: string) =>
      event(seconds, 'signal', {
        signal: 'saved',
        kind: 'checkpoint',
        severity: 'warning',
        source: 'o',
        line: 1,
        text,
      });
    expect(show([saved(0, 'iteration 50'), saved(1, 'iteration 100'), saved(2, 'iteration 100')])).toEqual([
      '10:04:00  checkpoint  o:1  iteration 50',
      '10:04:01  checkpoint  o:1  iteration 100',
      '                      saved … 2 times until 10:04:02',
    ]);
  });

  it('stays small however many different milestones a run has', () => {
    let state = initialView();
    const saved = (n: number) =>
      event(n, 'signal', { signal: 's', kind: 'checkpoint', source: 'o', line: n, text: `${n}` });
    for (let n = 0; n < 1000; n++) [state] = view(state, saved(n));
    expect(Object.keys(state.folds).length).toBeLessThanOrEqual(65);
    expect(view(state, saved(999))[1]).toEqual([]);
  });

  it('shows the last line of a traceback, which says what happened', () => {
    const block = ['Traceback (most recent call last):', '  File "a.py", line 1', 'ValueError: no', ''];
    const rows = show([timeout(0, 0, { signal: 'exception', error_type: 'exception', block, text: block[0]! })]);
    expect(rows[1]?.trim()).toBe('ValueError: no');
  });

  it('says in one line that an incident was ignored and why', () => {
    const root = { signal: 'exception', error_type: 'exception', source: '/w/a', line: 1, text: 't' };
    const closed = event(1, 'incident_closed', { root, mode: 'crash', ignored: true, reason: 'two steps followed' });
    expect(show([closed])).toEqual(['10:04:01  incident    ignored: exception: two steps followed.']);
  });

  it('says what is run before the attempt, once, as soon as it is known', () => {
    const about = { name: 'demo', command: ['node', 'train.mjs'], monitor: ['default'] };
    const rows = show([event(0, 'attempt_started', { ...about, job: 'local:demo' }), event(1, 'run_started', about)]);
    expect(rows.map((row) => row.slice(10))).toEqual([
      'run         demo: node train.mjs',
      'rules       default; no restart policy: observes only',
      'attempt 1   local:demo',
    ]);
  });

  it('has no attempt where logs are followed and nothing was submitted', () => {
    const rows = show([event(0, 'attempt_started'), event(9, 'attempt_ended', { state: 'unknown' })]);
    expect(rows).toEqual([]);
  });

  it('shows a log line once, however many rules hit it, and again when it is out of sight', () => {
    const root = { signal: 'nccl_watchdog_timeout', error_type: 'nccl_timeout', source: '/w/logs/out.log', line: 120 };
    const closed = event(3, 'incident_closed', { root: { ...root, text: 'Watchdog' }, mode: 'crash', ignored: false });
    const other = timeout(1, 0, { signal: 'exception', error_type: 'exception' });
    const near = show([timeout(0, 0), other, closed]);
    expect(near.filter((row) => row.includes('Watchdog'))).toHaveLength(1);
    expect(near.some((row) => row.includes('exception'))).toBe(false);
    const between = Array.from({ length: 15 }, (_, n) => timeout(2, 1, { signal: `other-${n}`, line: 500 + n }));
    expect(show([timeout(0, 0), ...between, closed]).at(-1)).toContain('Watchdog');
  });

  it('shows what was hidden behind another name when it comes again in an incident of its own', () => {
    const behind = (seconds: number, line: number) => timeout(seconds, 0, { signal: 'python_exception', line });
    const ignored = event(3, 'incident_closed', { root: { signal: 'oom' }, reason: 'steps followed', ignored: true });
    const rows = show([timeout(1, 0), behind(1, 120), ignored, behind(4, 300)]);
    expect(rows.filter((row) => row.includes('python_exception'))).toEqual([
      expect.stringMatching(/critical +python_exception \(nccl_timeout\) +logs\/out\.log:300$/),
    ]);
    expect(rows.join('\n')).not.toContain(' times');
    // In one incident it is counted, as ever.
    expect(show([timeout(1, 0), behind(1, 120), behind(4, 300)]).join('\n')).toContain('python_exception … 2 times');
  });

  it('names no root cause at the end that the run had none of', () => {
    const ignored = event(1, 'incident_closed', { root: { signal: 'oom' }, reason: 'steps followed', ignored: true });
    const end = (root: null | { signal: string }) => event(2, 'run_ended', { state: 'unknown', root });
    expect(show([ignored, end(null)]).join('\n')).not.toContain('root cause');
    expect(show([ignored, end({ signal: 'hang' })]).join('\n')).toContain('root cause  hang');
  });

  it('says of an incident who failed, where it began to show, and what the root explains', () => {
    const place = (rank: number) => ({ signal: 'nccl_timeout', source: `/w/rank_${rank}.log`, line: 9 });
    const rows = show([
      event(3, 'incident_closed', {
        root: { signal: 'cuda_oom', error_type: 'oom', source: '/w/rank_3.log', line: 4, text: 'CUDA out of memory' },
        ...{ mode: 'crash', ignored: false, confidence: 'high', explained: 5, first: place(0) },
        ...{ explains: [0, 1, 2, 4].map(place), culprit: { rank: 3, node: 'a\u001b[2J2', gpu: '1' } },
      }),
    ]);
    expect(rows).toContain('          at fault    rank 3 on a2 (GPU 1)');
    expect(rows).toContain('          first line  nccl_timeout rank_0.log:9');
    expect(rows).toContain(
      '          explains    5 other signals: nccl_timeout rank_0.log:9, nccl_timeout rank_1.log:9, nccl_timeout rank_2.log:9, …',
    );
  });

  it('names the files of the run by where they are in its record', () => {
    const source = '/home/me/runs/demo-1/attempt-2/output.log';
    const [row] = show([timeout(0, 0, { source })], page, { record: '/home/me/runs/demo-1' });
    expect(row).toContain('  attempt-2/output.log:120');
  });

  it('waits for steps only where there were some', () => {
    const opened = event(1, 'incident_opened', { root: { error_type: 'oom' }, suspected: true });
    expect(show([opened])[0]).toContain('suspected: oom; waiting to see how the run goes on');
    expect(show([step(0, 1), opened])[1]).toContain('waiting to see whether the steps go on');
  });

  it('says each decision as one sentence', () => {
    const decide = (data: Record<string, string | number | boolean | string[]>) =>
      show([
        event(0, 'decision', { mode: 'crash', error_type: 'oom', restarts_used: 0, max_retries: 3, ...data }),
      ])[0]?.slice(22);
    expect(decide({ action: 'stop', reason: 'oom is never restarted' })).toBe('stop: oom is never restarted.');
    expect(decide({ action: 'stop', reason: 'x.', restarts_used: 3 })).toBe('stop after 3 of 3 restarts: x.');
    expect(decide({ action: 'ignore', reason: 'nobody asked' })).toBe('do nothing: nobody asked.');
    expect(decide({ action: 'restart', reason: 'y', dry_run: true, exclude_nodes: ['n1', 'n2'] })).toBe(
      'would restart 1 of 3 without n1, n2: y.',
    );
  });

  it('lets nothing of a log reach the terminal but its words', () => {
    const evil = '\u001b[2J\u001b]0;title\u0007bad\r\nline\u0000 \u009b1m';
    const rows = show([
      timeout(0, 0, { text: evil, source: `/w/${evil}`, signal: evil }),
      event(1, 'run_started', { name: evil, command: evil, monitor: [evil] }),
      event(2, 'notice', { severity: 'warning', text: evil }),
      event(3, 'action', { action: evil, ok: false, detail: evil }),
      event(4, 'attempt_ended', { state: evil, reason: evil }),
      event(5, 'state_changed', { from: evil, to: evil, reason: evil }),
      event(6, 'run_ended', { state: evil, restarts: 0, final_metric: { name: evil, value: evil } }),
    ]);
    for (const row of rows)
      for (const char of row) expect(char >= ' ' && !(char >= '\u007f' && char < '\u00a0')).toBe(true);
  });

  it('takes events with missing or wrong data as they are', () => {
    for (const type of [
      'run_started',
      'attempt_started',
      'progress',
      'signal',
      'state_changed',
      'incident_opened',
    ] as const)
      expect(() => show([event(0, type, { step: 'x', root: 5, source: 7 })])).not.toThrow();
    for (const type of [
      'incident_closed',
      'decision',
      'action',
      'notice',
      'gpu_stats',
      'rules_reloaded',
      'attempt_ended',
      'run_ended',
    ] as const)
      expect(() => show([event(0, type)])).not.toThrow();
    expect(() => show([{ ...event(0, 'progress', { step: 1 }), timestamp: 'never' }])).not.toThrow();
  });
});
