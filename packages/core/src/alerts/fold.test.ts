import { describe, expect, it } from 'vitest';
import type { Notice, SigwatchEvent } from '../contract.js';
import type { AlertContext, AlertState, News } from './alert-state.js';
import { digestOf } from './digest.js';
import { noticeEntries, noticePayload, type ToldNotifier } from './entries.js';
import { alertsAfter, alertsAt, alertsDue } from './fold.js';
import { type AlertSettings, defaultAlerts } from './settings.js';

const START = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Told = readonly [after: number, type: SigwatchEvent['event_type'], data?: SigwatchEvent['data'], attempt?: number];

const contextOf = (more: Partial<AlertContext> = {}): AlertContext => ({
  ...{ run_id: 'r', name: 'train', settings: defaultAlerts, dry_run: false, began: START },
  ...more,
});

/** Plays events, and the moments between them at which time alone has something to tell, until `end` (ms). */
function play(story: readonly Told[], more: Partial<AlertContext> = {}, end = 0): readonly News[] {
  const context = contextOf(more);
  const all: News[] = [];
  let state: AlertState | undefined;
  let attempt = 1;
  const tickUntil = (at: number) => {
    for (let due = alertsDue(state, context); due !== undefined && due <= at; due = alertsDue(state, context)) {
      const [next, news] = alertsAt(state, due, attempt, context);
      state = JSON.parse(JSON.stringify(next)) as AlertState;
      all.push(...news);
    }
  };
  for (const [after, event_type, data = {}, of = attempt] of story) {
    const at = START + after;
    tickUntil(at - 1);
    attempt = of;
    const event: SigwatchEvent = { timestamp: new Date(at).toISOString(), event_type, run_id: 'r', attempt, data };
    const [next, news] = alertsAfter(state, event, context);
    state = JSON.parse(JSON.stringify(next)) as AlertState;
    all.push(...news);
  }
  tickUntil(START + end);
  return all;
}

const keys = (news: readonly News[]) =>
  news.map(
    ({ notice, suspicion }) =>
      `${notice.dedup_key}${notice.reminder ? ` ${notice.reminder}` : ''}${suspicion ? ' ?' : ''}`,
  );
const root = { signal: 'nccl', error_type: 'nccl', source: 'a.log', line: 7, text: 'NCCL WARN died' };
const hit = {
  ...root,
  kind: 'error',
  severity: 'critical',
  offset: 0,
  fields: { node: 'n7', phase: 'eval' },
  remedy: 'Look at n7.',
};
const state = (from: string, to: string, more: SigwatchEvent['data'] = {}) => ({
  from,
  to,
  reason: `it is ${to}`,
  ...more,
});
const fails: readonly Told[] = [
  [0, 'attempt_started', { restart: false }],
  [0, 'run_started'],
  [0, 'state_changed', state('pending', 'running')],
  [MINUTE, 'signal', hit],
  [MINUTE, 'incident_opened', { incident: 'r/1/1', mode: 'crash', root, suspected: true }],
  [MINUTE, 'state_changed', state('running', 'degraded')],
  [2 * MINUTE, 'state_changed', state('degraded', 'failed')],
  [
    2 * MINUTE,
    'incident_closed',
    { incident: 'r/1/1', root, ignored: false, remedy: 'Drain n7.', culprit: { node: 'n7' } },
  ],
];
const decision = (action: string, more: SigwatchEvent['data'] = {}) => ({
  ...{ action, reason: 'so says the policy', mode: 'crash', error_type: 'nccl', restarts_used: 0, max_retries: 3 },
  ...more,
});

/** Each of `period` (ms) it is `wrong` for `lasting`. */
const comesAndGoes = (count: number, period: number, lasting: number): Told[] =>
  Array.from({ length: count }, (_, n): Told[] => [
    [n * period, 'state_changed', state('running', 'degraded', { signal: 'heartbeat_degraded' })],
    [n * period + lasting, 'state_changed', state('degraded', 'running')],
  ]).flat();

describe('what comes and goes', () => {
  const transitions = (news: readonly News[]) => news.map(({ notice }) => notice.transition);

  it('is told three times in a day, and that it is', () => {
    const news = play(comesAndGoes(144, 10 * MINUTE, MINUTE), {}, 24 * HOUR);
    expect(transitions(news)).toEqual(['degraded', 'recovered', 'degraded', 'recovered', 'degraded', 'recovered']);
    expect(news[2]?.notice.reason).toBe('It is degraded.');
    expect(news[4]?.notice.reason).toBe(
      'It is degraded. It comes and goes: until it has stayed away for 4 hours it is told only where it lasts.',
    );
    expect(new Set(keys(news)).size).toBe(6);
  });

  it('is told once it lasts, with its end and its reminders', () => {
    const often = comesAndGoes(3, 10 * MINUTE, MINUTE);
    const lasts: Told[] = [
      [HOUR, 'state_changed', state('running', 'degraded', { signal: 'heartbeat_degraded' })],
      [6 * HOUR, 'state_changed', state('degraded', 'running')],
    ];
    const news = play([...often, ...lasts], {}, 7 * HOUR).slice(6);
    expect(news.map(({ notice }) => [notice.transition, notice.reminder, notice.at - START])).toEqual([
      ['degraded', undefined, HOUR + 15 * MINUTE],
      ['degraded', 1, 5 * HOUR + 15 * MINUTE],
      ['recovered', undefined, 6 * HOUR],
    ]);
  });

  it('is told anew when it has stayed away for four hours', () => {
    const again = comesAndGoes(1, HOUR, MINUTE).map(([at, ...rest]): Told => [at + 9 * HOUR, ...rest]);
    expect(transitions(play([...comesAndGoes(20, 10 * MINUTE, MINUTE), ...again])).slice(6)).toEqual([
      'degraded',
      'recovered',
    ]);
  });

  it('hides nothing that is worse, nor the end', () => {
    const news = play([
      ...comesAndGoes(6, 10 * MINUTE, MINUTE),
      [HOUR, 'state_changed', state('running', 'degraded', { signal: 'heartbeat_degraded' })],
      [HOUR + MINUTE, 'state_changed', state('degraded', 'stalled', { signal: 'heartbeat_step_stalled' })],
      [HOUR + 2 * MINUTE, 'state_changed', state('stalled', 'failed')],
      [HOUR + 2 * MINUTE, 'run_ended', { state: 'failed', root: null, decision: null, reason: 'exit code 1' }],
    ]);
    expect(transitions(news).slice(6)).toEqual(['stalled', 'failed']);
  });
});

describe('what is told', () => {
  it('a suspicion only to who asks for it; a failure with its restart as one', () => {
    const news = play([
      ...fails,
      [2 * MINUTE, 'decision', decision('restart', { delay_seconds: 30 })],
      [2.5 * MINUTE, 'attempt_ended', { state: 'failed' }],
      [2.5 * MINUTE, 'attempt_started', { restart: true, resume_from: '/ckpt/500' }, 2],
      [3 * MINUTE, 'state_changed', state('pending', 'running')],
      [4 * MINUTE, 'progress', { step: 501, source: 'a.log', line: 9 }],
      [9 * MINUTE, 'run_ended', { state: 'succeeded', root: null, decision: null, reason: 'done' }],
    ]);
    expect(keys(news)).toEqual([
      'r/1/started',
      'r/1/degraded/1 ?',
      'r/2/restarted',
      'r/2/recovered/1',
      'r/2/succeeded',
    ]);
    expect(news[2]).toMatchObject({ decision: 'restart', states: ['failed'] });
    expect(news[2]?.notice).toMatchObject({
      ...{ attempt: 2, root, incident: 'r/1/1', problem: 'r/1/1', node: 'n7', phase: 'eval' },
      title: 'train: restarted after nccl (restart 1 of 3)',
      reason: 'It is failed. So says the policy.',
      action_required: 'Drain n7.',
      decision: { action: 'restart', restart: 1, max_retries: 3, resume_from: '/ckpt/500' },
      duration_seconds: 150,
    });
    expect(news[2]?.notice.text).toContain('a.log:7: NCCL WARN died');
    expect(news[2]?.notice.text).toContain('If it fails again: Drain n7.');
    expect(news[2]?.notice.text).toContain('It resumes from /ckpt/500.');
    expect(news[3]?.notice).toMatchObject({
      resolved: true,
      problem: 'r/1/1',
      title: 'train: running again with attempt 2',
    });
    expect(news[3]?.notice.reason).toBe('Attempt 2 makes steps, resumed from /ckpt/500.');
  });

  it('a restart that is long in coming is told when it is decided, and once', () => {
    const news = play([
      ...fails,
      [2 * MINUTE, 'decision', decision('restart', { delay_seconds: 1_800 })],
      [33 * MINUTE, 'attempt_started', { restart: true }, 2],
    ]);
    expect(keys(news).slice(2)).toEqual(['r/2/restarted']);
    expect(news[2]?.notice.at).toBe(START + 2 * MINUTE);
  });

  it('a restart whose job is long in coming is told as the attempt that it is, and once', () => {
    const [context, at] = [contextOf(), START + 2 * MINUTE];
    const told = (event_type: SigwatchEvent['event_type'], after: number, attempt: number, data = {}) => ({
      ...{ timestamp: new Date(at + after).toISOString(), event_type, run_id: 'r', attempt, data },
    });
    let state: AlertState | undefined;
    const all: News[] = [];
    const take = ([next, news]: readonly [AlertState, readonly News[]]) => {
      state = next;
      all.push(...news);
    };
    take(alertsAfter(state, told('state_changed', 0, 1, { from: 'running', to: 'failed', reason: 'gone' }), context));
    take(alertsAfter(state, told('decision', 1, 1, decision('restart')), context));
    take(alertsAfter(state, told('attempt_ended', 2, 1, { state: 'failed' }), context));
    // Attempt 2 is the present one, and the platform has not taken its job yet.
    take(alertsAt(state, alertsDue(state, context) as number, 2, context));
    expect(alertsDue(state, context)).toBeUndefined();
    take(alertsAfter(state, told('attempt_started', 5 * MINUTE, 2, { restart: true }), context));
    expect(keys(all)).toEqual(['r/2/restarted']);
    expect(all[0]?.notice.attempt).toBe(2);
  });

  it('a failure that its platform answers with a new job of its own is none', () => {
    const story: readonly Told[] = [
      [0, 'state_changed', state('running', 'failed')],
      [MINUTE, 'state_changed', state('failed', 'pending')],
      [9 * MINUTE, 'state_changed', state('pending', 'running')],
    ];
    expect(keys(play(story, {}, 9 * HOUR))).toEqual([]);
  });

  it('a new attempt that stalls before its first step is news, though it was begun because the one before did', () => {
    const news = play([
      [0, 'state_changed', state('running', 'stalled')],
      [MINUTE, 'decision', decision('restart')],
      [MINUTE, 'attempt_ended', { state: 'stalled' }],
      [MINUTE, 'attempt_started', { restart: true }, 2],
      [2 * MINUTE, 'state_changed', state('pending', 'running')],
      [9 * MINUTE, 'state_changed', state('running', 'stalled')],
    ]);
    expect(keys(news)).toEqual(['r/1/stalled/p1', 'r/2/restarted', 'r/2/stalled/p1']);
  });

  it('a stop that was decided is one notice, told when the attempt ends; the end itself says nothing new', () => {
    const news = play([
      ...fails,
      [2 * MINUTE, 'decision', decision('stop')],
      [2 * MINUTE, 'attempt_ended', { state: 'failed' }],
      [8 * MINUTE, 'run_ended', { state: 'failed', root, decision: decision('stop'), reason: 'so says the policy' }],
    ]);
    expect(keys(news).slice(2)).toEqual(['r/1/gave_up']);
    expect(news[2]).toMatchObject({ also: ['failed'], notice: { severity: 'fatal', at: START + 2 * MINUTE } });
  });

  it('a restart that can not be done is left to a person; where nothing is ever done it is what would be', () => {
    const end: readonly Told[] = [
      ...fails,
      [2 * MINUTE, 'decision', decision('restart')],
      [2 * MINUTE, 'attempt_ended', { state: 'failed' }],
      [
        2 * MINUTE,
        'run_ended',
        { state: 'failed', root, decision: decision('restart'), reason: 'its command is not known' },
      ],
    ];
    expect(keys(play(end)).slice(2)).toEqual(['r/1/gave_up']);
    const dry = play(end, { dry_run: true }).at(-1)?.notice;
    expect(dry).toMatchObject({
      transition: 'restarted',
      title: 'train: would be restarted after nccl (restart 1 of 3)',
    });
  });

  it('a failure that nothing follows is told after two minutes', () => {
    expect(keys(play(fails, {}, 3 * MINUTE)).slice(2)).toEqual([]);
    const news = play(fails, {}, 5 * MINUTE);
    expect(keys(news).slice(2)).toEqual(['r/1/failed']);
    expect(news[2]?.notice.at).toBe(START + 4 * MINUTE);
    // Who was away meanwhile has still to decide on it.
    expect(play(fails, { awake: START + HOUR }, 2 * HOUR)[2]?.notice.at).toBe(START + HOUR + 2 * MINUTE);
  });

  it('what rules show at once is told at once, again when it comes again, and that it is over', () => {
    const said = (to: string, from = 'running') => state(from, to, { signal: 'nccl' });
    const news = play([
      [0, 'state_changed', state('pending', 'running')],
      [MINUTE, 'signal', hit],
      [MINUTE, 'state_changed', said('degraded')],
      [2 * MINUTE, 'state_changed', said('timed_out', 'degraded')],
      [3 * MINUTE, 'state_changed', state('timed_out', 'running')],
      [4 * MINUTE, 'state_changed', said('timed_out')],
      [5 * MINUTE, 'state_changed', state('timed_out', 'running')],
    ]);
    expect(keys(news)).toEqual([
      ...['r/1/degraded/p1', 'r/1/timed_out/p1', 'r/1/recovered/p1'],
      ...['r/1/timed_out/p2', 'r/1/recovered/p2'],
    ]);
    expect(news[0]?.notice).toMatchObject({ root, action_required: 'Look at n7.', problem: 'r/1/p1' });
    expect(news.map(({ notice }) => notice.problem)).toEqual(['r/1/p1', 'r/1/p1', 'r/1/p1', 'r/1/p2', 'r/1/p2']);
    expect(news.map(({ notice }) => notice.resolved)).toEqual([undefined, undefined, true, undefined, true]);
  });

  it('that a run is cancelled, which ends the problem that was told', () => {
    const news = play([
      [0, 'state_changed', state('running', 'stalled')],
      [MINUTE, 'run_ended', { state: 'cancelled', root: null, decision: null, reason: 'a person asked for a stop' }],
    ]);
    expect(news[1]).toMatchObject({ closes: true, notice: { transition: 'cancelled', resolved: true } });
  });

  it('nothing after the end, and nothing of a log that just ends', () => {
    const ended: Told = [0, 'run_ended', { state: 'unknown', root: null, decision: null, reason: 'the log ends here' }];
    expect(play([ended, [1, 'state_changed', state('running', 'stalled')]], { dry_run: true }, 9 * HOUR)).toEqual([]);
    expect(keys(play([ended]))).toEqual(['r/1/failed']);
  });

  it('links whose parts are known', () => {
    const links = [
      { name: 'Board', url: 'https://b/{run_id}?a={attempt}' },
      { name: 'Job', url: 'https://j/{job_id}' },
    ];
    const settings = { ...defaultAlerts, links };
    const of = (more: Partial<AlertContext>) => play([[0, 'run_started']], { settings, ...more })[0]?.notice.links;
    expect(of({})).toEqual([{ name: 'Board', url: 'https://b/r?a=1' }]);
    expect(of({ job_id: 'a b' })).toHaveLength(2);
  });

  it('the place of the run comes before the links of the settings, and its log among the facts', () => {
    const settings = { ...defaultAlerts, links: [{ name: 'Board', url: 'https://b/{run_id}' }] };
    const place = { links: [{ name: 'S3 console', url: 'https://s3/r' }], log: '/runs/r/train.log' };
    const { notice } = play([[0, 'run_started']], { settings, ...place })[0] as News;
    expect(notice.links.map(({ name }) => name)).toEqual(['S3 console', 'Board']);
    expect(notice.log).toBe('/runs/r/train.log');
    expect(notice.text.split('\n').slice(-3)).toEqual([
      'Log: /runs/r/train.log',
      'S3 console: https://s3/r',
      'Board: https://b/r',
    ]);
  });
});

describe('reminders', () => {
  const stalled: readonly Told[] = [[0, 'state_changed', state('running', 'stalled')]];

  it('come every four hours with the same key and a count, until it is over', () => {
    const news = play([...stalled, [9 * HOUR, 'state_changed', state('stalled', 'running')]], {}, 30 * HOUR);
    expect(keys(news)).toEqual(['r/1/stalled/p1', 'r/1/stalled/p1 1', 'r/1/stalled/p1 2', 'r/1/recovered/p1']);
    expect(news[2]?.notice.title).toBe('train: stalled (reminder 2)');
  });

  it('what is over only since the job is over is told as its end, which closes it', () => {
    const over = { state: 'succeeded', reason: 'the job completed' };
    const told = (ends: boolean) =>
      play([...stalled, [HOUR, 'state_changed', state('stalled', 'running')], [HOUR, 'run_ended', over]], { ends });
    expect(keys(told(false))).toEqual(['r/1/stalled/p1', 'r/1/recovered/p1', 'r/1/succeeded']);
    const [, end, ...more] = told(true);
    expect(end?.notice).toMatchObject({ transition: 'succeeded', problem: 'r/1/p1', resolved: true });
    expect(more).toEqual([]);
  });

  it('not in quiet hours: of what would come then one comes at their end', () => {
    const quiet_hours = { from: '13:00', to: '22:30', timezone: 'UTC', except: [] };
    const news = play(stalled, { settings: { ...defaultAlerts, remind_every: 2 * HOUR, quiet_hours } }, 11 * HOUR);
    expect(news.map(({ notice }) => (notice.at - START) / HOUR)).toEqual([0, 10.5]);
  });

  it('none any more where an earlier life had been asked for them', () => {
    const at = START + 30 * HOUR;
    const event = { timestamp: new Date(START).toISOString(), event_type: 'state_changed', run_id: 'r', attempt: 1 };
    const [before] = alertsAfter(
      undefined,
      { ...event, data: state('running', 'stalled') } as SigwatchEvent,
      contextOf(),
    );
    const now = contextOf({ settings: { ...defaultAlerts, remind_every: 0 } });
    expect(alertsDue(before, now)).toBeUndefined();
    expect(alertsAt(before, at, 1, now)).toEqual([before, []]);
    expect(alertsDue(before, contextOf())).toBe(START + 4 * HOUR);
  });

  it('none where none are wanted; and of a run of which nothing is known for long there is news', () => {
    expect(play(stalled, { settings: { ...defaultAlerts, remind_every: 0 } }, 30 * HOUR)).toHaveLength(1);
    const lost: readonly Told[] = [[0, 'state_changed', state('running', 'unknown')]];
    const news = play([...lost, [9 * HOUR, 'state_changed', state('unknown', 'running')]]);
    expect(keys(news)).toEqual(['r/1/degraded/p1', 'r/1/degraded/p1 1', 'r/1/recovered/p1']);
    expect(news[0]?.notice.title).toBe('train: nobody knows how it is');
  });
});

describe('who is told', () => {
  const told = (on: object | undefined, news: readonly News[], settings: Pick<AlertSettings, 'on'> = {}) => {
    const bell: ToldNotifier = {
      id: 'Bell:1',
      config: { class_name: 'Bell', ...(on && { on: on as never }) },
      open: true,
    };
    return noticeEntries(news, [bell], settings, 5).map((entry) => noticePayload(entry)?.notice.transition);
  };
  const stop = play([
    ...fails,
    [2 * MINUTE, 'decision', decision('stop')],
    [2 * MINUTE, 'attempt_ended', { state: 'failed' }],
  ]);

  it.each([
    ['what needs a person, and the outcome', undefined, ['gave_up']],
    ['of a run that is given up who asks for failures', { transition: ['failed'] }, ['failed']],
    ['of suspicions who names them', { transition: ['degraded', 'started'] }, ['started', 'degraded']],
    ['by decisions', { decision: ['stop'] }, ['gave_up']],
    ['by states', { state: ['failed', 'running'] }, ['started', 'gave_up']],
    ['nothing of what is not asked for', { transition: ['succeeded'] }, []],
  ])('%s', (_, on, transitions) => {
    expect(told(on, stop)).toEqual(transitions);
  });

  it('as the file says for all who say nothing themselves', () => {
    expect(told(undefined, stop, { on: ['started'] })).toEqual(['started']);
    expect(told({ transition: ['gave_up'] }, stop, { on: ['started'] })).toEqual(['gave_up']);
  });

  it('no secret is queued, nor what is not needed', () => {
    const config = { class_name: 'Bell', token: 'xoxb-1', on: { decision: ['stop'] } };
    const [entry] = noticeEntries(stop, [{ id: 'Bell:1', config, open: false }], {}, 5);
    expect(JSON.stringify(entry)).not.toContain('xoxb-1');
    expect(entry).toMatchObject({ key: 'notice/r/1/gave_up/Bell:1', kind: 'notifier', status: 'queued' });
  });
});

it('several are told as one: who, and the worst of them', () => {
  const of = (run_id: string) => ({
    ...(play([[0, 'state_changed', state('running', 'stalled')]])[0]?.notice as Notice),
    run_id,
  });
  const one = digestOf([of('a'), { ...of('b'), severity: 'fatal', transition: 'gave_up' }, of('c')]);
  expect(one).toMatchObject({ title: '3 runs', severity: 'fatal', run_id: 'a' });
  expect(one.runs?.map(({ run_id }) => run_id)).toEqual(['a', 'b', 'c']);
  expect(one.text).toContain('2 stalled, 1 gave up');
  expect(one.dedup_key).not.toBe(digestOf([of('a'), of('b')]).dedup_key);
  expect(one.problem).toBeUndefined();
  expect(digestOf([of('a')])).toEqual(of('a'));
});

it('of several what is not the same for all is counted, or left out', () => {
  const notice = play([[0, 'state_changed', state('running', 'stalled')]])[0]?.notice as Notice;
  const board = { name: 'Board', url: 'https://b.example' };
  const of = (run_id: string, error_type: string, action_required: string): Notice => ({
    ...{ ...notice, run_id, name: run_id, title: `${run_id}: failed (${error_type})`, transition: 'failed' },
    root: { signal: 's', error_type, source: 'a.log', line: 3, text: `Error of ${run_id}` },
    ...{ action_required, node: 'n1', step: 7, last_line: 'step 7', dedup_key: `${run_id}/1/failed` },
    links: [board, { name: 'Own', url: `https://b.example/${run_id}` }],
  });
  const oom = [of('a', 'oom', 'Reduce it.'), of('b', 'oom', 'Reduce it.')];
  const alike = digestOf(oom);
  expect(alike).toMatchObject({
    title: '2 runs',
    reason: '2 × failed (oom).',
    action_required: 'Reduce it.',
    node: 'n1',
  });
  expect(alike.root?.error_type).toBe('oom');
  expect(alike.links).toEqual([board]);
  expect(alike.runs?.[1]?.reason).toBe(`Error of b · ${notice.reason}`);
  expect([alike.step, alike.last_line]).toEqual([undefined, undefined]);
  const restart = {
    ...of('d', 'nan', 'Lower the rate.'),
    transition: 'restarted' as const,
    title: 'd: restarted after nan',
  };
  const mixed = digestOf([restart, ...oom, of('c', 'disk', 'Make room.')]);
  expect(mixed.reason).toBe('2 × failed (oom), 1 × restarted after nan, 1 × failed (disk).');
  // Who is restarted already needs nobody.
  expect(mixed.action_required).toBe('2 × Reduce it.\n1 × Make room.');
  expect(mixed.root).toBeUndefined();
  expect(mixed.runs?.[0]?.reason).toBe(notice.reason);
});

it('what can’t wait is told at once, as a piece of news of its own that no step ends', () => {
  const lost = { severity: 'critical', text: 'No checkpoint is saved, and slurm:1 ends in 2 minutes: It was asked.' };
  const news = play([
    [0, 'attempt_started', { restart: false }],
    [0, 'run_started'],
    [0, 'state_changed', state('pending', 'running')],
    [MINUTE, 'signal', hit],
    [2 * MINUTE, 'notice', { severity: 'warning', text: '30 minutes left.' }],
    [3 * MINUTE, 'notice', lost],
    [4 * MINUTE, 'progress', {}],
    [5 * MINUTE, 'notice', lost],
  ]);
  expect(keys(news)).toEqual(['r/1/started', 'r/1/urgent', 'r/1/urgent.2']);
  const { notice } = news[1] as News;
  expect(notice).toMatchObject({
    severity: 'critical',
    state: 'running',
    reason: lost.text,
    title: 'train: needs somebody now',
  });
  expect(notice).not.toHaveProperty('root');
  expect(notice).not.toHaveProperty('problem');
});
