import { describe, expect, it } from 'vitest';
import { event, START, step, storyOfARestart, timeout } from '../view/events.fixture.js';
import { markdownOf, textOf } from './render.js';
import { reportOf } from './report.js';
import { sectionsOf } from './sections.js';

const place = { cwd: '/w', home: '/home/me' };
const utc = (seconds: number) => `${new Date(START + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const text = (events = storyOfARestart()) => textOf(sectionsOf(reportOf(events), place));

describe('a report', () => {
  it('tells what ran, each attempt, each incident with what came of it', () => {
    expect(text().split('\n')).toEqual([
      'demo-1: succeeded after 20s, 1 restart',
      '  name        demo',
      '  command     node train.mjs',
      '  rules       megatron_basic; restarts by demo-restart',
      `  started     ${utc(0)}`,
      `  ended       ${utc(20)}`,
      '  steps       200 of 200, loss 0.01230',
      '',
      'Attempts',
      '  1: failed, killed by SIGABRT, after 6s, steps 10 to 30',
      '    job         local:demo-1',
      `    started     ${utc(0)}`,
      '  2: succeeded, exit code 0, after 13s, steps 30 to 200',
      '    job         local:demo-1.2',
      `    started     ${utc(7)}`,
      '    from        ckpt/iter_0000020',
      '',
      'Incidents',
      '  nccl_timeout, a crash in attempt 1, after step 30 of 200',
      `    when        ${utc(6)}`,
      '    root cause  nccl_watchdog_timeout, logs/out.log:120',
      '    confidence  high',
      '    explains    5 other signals',
      '    remedy      Restart from the last checkpoint; when it comes again at the same step, look for a rank that left the collective.',
      '    decision    restart 1 of 3 in 1s from ckpt/iter_0000020: nccl_timeout is restarted.',
      '    | Watchdog caught collective operation timeout: WorkNCCL(SeqNum=42, OpType=ALLREDUCE)',
      '',
    ]);
  });

  it('is the same as data', () => {
    const report = reportOf(storyOfARestart());
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      run_id: 'demo-1',
      ended: true,
      state: 'succeeded',
      restarts: 1,
      duration_seconds: 20,
      attempts: [
        { attempt: 1, first_step: 10, last_step: 30 },
        { attempt: 2, last_step: 200 },
      ],
      incidents: [{ error_type: 'nccl_timeout', line: 120, decisions: [{ action: 'restart' }], actions: [] }],
    });
  });

  it('names the folder of what was kept of a hung job, told from the record', () => {
    const folder = '/runs/demo-1/evidence/1-1';
    const kept = event(6, 'notice', { severity: 'warning', text: 'Evidence is kept.', folder });
    const report = reportOf([...storyOfARestart().slice(0, -4), kept]);
    expect(report.incidents.map(({ evidence }) => evidence)).toEqual([folder]);
    expect(textOf(sectionsOf(report, { ...place, record: '/runs/demo-1' }))).toMatch(/evidence +evidence\/1-1\n/);
  });

  it('of a run that goes on says so', () => {
    expect(
      text([
        event(0, 'attempt_started', { job: 'local:a', name: 'a' }),
        event(0, 'state_changed', { to: 'running' }),
        step(5, 7),
      ]),
    ).toMatch(/^demo-1: running for 5s\n[\s\S]*last news[\s\S]*1: not ended, step 7/);
  });

  it('of nothing is no failure', () => {
    expect(text([])).toBe(': pending\n  rules       no restart policy\n');
  });

  it('has the traceback of the root, cut in its middle, and the actions on it', () => {
    const block = Array.from({ length: 40 }, (_, i) => `frame ${i}`);
    const root = {
      signal: 'nccl_watchdog_timeout',
      error_type: 'nccl_timeout',
      source: '/w/logs/out.log',
      line: 120,
      text: 'x',
    };
    const told = text([
      timeout(1, 0, { block }),
      event(2, 'incident_closed', { root, mode: 'crash', ignored: false, confidence: 'low' }),
      event(3, 'action', { action: 'ErrorNoteAction', ok: true, detail: 'seen' }),
      event(4, 'action', { action: 'SnsNotifier', ok: false, detail: 'refused', notice: 'train: failed' }),
    ]);
    expect(told).toContain('| frame 1\n    | … 20 lines left out …\n    | frame 22\n');
    expect(told).toContain('| frame 39\n');
    expect(told).toContain('action      ErrorNoteAction done: seen');
    expect(told).toContain('alert       “train: failed” not sent by SnsNotifier: refused');
  });

  it('tells lines of its own record from there, so that nobody’s home stands in an issue', () => {
    const root = {
      signal: 's',
      error_type: 'oom',
      source: '/home/me/state/runs/r/attempt-1/output.log',
      line: 3,
      text: '',
    };
    const events = [event(1, 'incident_closed', { root, mode: 'crash', ignored: false })];
    const told = textOf(sectionsOf(reportOf(events), { ...place, record: '/home/me/state/runs/r' }));
    expect(told).toContain('root cause  s, attempt-1/output.log:3\n');
  });

  it('says who failed, where it began to show, and what the root explains', () => {
    const place = (rank: number) => ({ signal: 'nccl_timeout', source: `/w/rank_${rank}.log`, line: 9 });
    const told = text([
      event(1, 'incident_closed', {
        root: {
          signal: 'cuda_oom',
          error_type: 'oom',
          category: 'memory',
          source: '/w/rank_3.log',
          line: 4,
          text: 'x',
        },
        ...{ mode: 'crash', ignored: false, explained: 3, first: place(0), explains: [place(0), place(1)] },
        culprit: { local_rank: 3, node: 'a2' },
      }),
    ]);
    expect(told).toContain('at fault    local rank 3 on a2\n');
    expect(told).toContain('first line  nccl_timeout rank_0.log:9\n');
    expect(told).toContain('explains    3 other signals: nccl_timeout rank_0.log:9, nccl_timeout rank_1.log:9, …\n');
  });

  it('keeps what was disproved apart', () => {
    const root = { signal: 'oom', error_type: 'oom', source: '/w/a.log', line: 3, text: 'x' };
    const told = text([
      event(1, 'incident_closed', { root, mode: 'crash', ignored: true, reason: 'the steps went on' }),
    ]);
    expect(told).toContain('Suspected, and disproved\n  oom: the steps went on\n    line        a.log:3');
    expect(told).not.toContain('Incidents');
  });
});

describe('as markdown', () => {
  const markdown = (line: string, command = 'x') => {
    const root = { signal: 's', error_type: 'oom', source: '/w/a.log', line: 3, text: line };
    const events = [
      event(0, 'run_started', { command }),
      event(1, 'incident_closed', { root, mode: 'crash', ignored: false }),
    ];
    return markdownOf(sectionsOf(reportOf(events), place));
  };

  it('quotes lines of a log in a fence that they cannot close', () => {
    expect(markdown('before ```` after')).toContain('\n  `````text\n  before ```` after\n  `````\n');
  });

  it.each([
    ['python a.py', '- command: `python a.py`'],
    ['sh -c `x`', '- command: `` sh -c `x` ``'],
  ])('quotes a command: %s', (command, wanted) => {
    expect(markdown('a', command)).toContain(wanted);
  });

  it('takes nothing that is told for markup', () => {
    expect(markdownOf([{ title: '<b> @me #1', items: [{ head: '*x*', rows: [['reason', '[a](b)']] }] }])).toBe(
      '## \\<b\\> \\@me \\#1\n\n- **\\*x\\***\n  - reason: \\[a\\](b)\n',
    );
  });
});
