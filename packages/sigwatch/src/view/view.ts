import type { SigwatchEvent } from '@sigwatch/core';
import { type Data, dataOf, timeOf } from './event-data.js';
import { fold, tellFolds, withoutUnread } from './fold.js';
import { clock } from './format.js';
import { closedLines, decisionLines, openedLines } from './incident-lines.js';
import type { Line } from './line.js';
import { progressText } from './progress-text.js';
import {
  actionLine,
  attemptEndedLine,
  attemptStartedLines,
  noticeLines,
  reloadedLine,
  startedLines,
  stateLine,
  summaryLines,
} from './run-lines.js';
import { isShown, showing } from './shown.js';
import { signalFold, signalKey, signalLines } from './signal-lines.js';
import { type Mutable, RECENT, type ToldProgress, type ViewState } from './view-state.js';
import { whereOf } from './where.js';

type Step = readonly [ViewState, readonly Line[]];

/** Pure: what a person reads of one event, and what the view remembers of it. All time comes from the events. */
export function view(before: ViewState, event: SigwatchEvent): Step {
  const at = timeOf(event);
  const data = dataOf(event);
  const [due, dueLines] = tellFolds(before, at);
  const isNamed = due.run_id === event.run_id && due.name !== '';
  const state = isNamed
    ? due
    : { ...due, run_id: event.run_id, name: due.name || event.run_id, began: due.began ?? at };
  const [next, lines] = react(state, event, data, at);
  const all = [...dueLines, ...lines];
  return [all.length === 0 ? next : { ...next, rows: next.rows + all.length }, all];
}

/** Tells what was held back: folds, and the last progress. For the end, and before a failure. */
export function flush(state: ViewState): Step {
  const [told, folded] = tellFolds(state);
  if (!told.progress_untold || isToldAlready(told)) return [{ ...told, progress_untold: false }, folded];
  const at = told.recent.at(-1)?.at ?? Number.NaN;
  return [progressTold(told, at), [progressLine(told, at), ...folded]];
}

function react(state: ViewState, event: SigwatchEvent, data: Data, at: number): Step {
  switch (event.event_type) {
    case 'run_started':
      return introduced(state, data, at);
    case 'attempt_started': {
      const [told, held] = flush(state);
      const [named, header] = data.text('name') === undefined ? [told, []] : introduced(told, data, at);
      const next = attemptStarted(named, event.attempt, at, data.text('job'));
      return [next, [...held, ...header, ...attemptStartedLines(data, named, at, event.attempt)]];
    }
    case 'progress':
      return progressed(state, data, at);
    case 'signal':
      // That the job failed, and with which exit code, stands in the change of state that follows.
      if (data.text('kind') === 'progress' || data.text('signal') === 'job_failed') return [state, []];
      return signalled(state, data, at);
    case 'notice': {
      const key = JSON.stringify(['notice', data.text('text'), data.text('source')]);
      const name = data.text('text') ?? 'notice';
      return fold(state, key, at, { name, tone: 'dim' }, () => noticeLines(data, at, whereOf(data, state)));
    }
    case 'state_changed':
      return stateChanged(state, data, at);
    case 'incident_opened':
      // Without suspense it is closed at once, and told of then.
      return data.flag('suspected') ? toldFirst(state, (s) => openedLines(data, s, at), false) : [state, []];
    case 'incident_closed': {
      const root = data.object('root');
      const seen = root !== undefined && isShown(state, whereOf(root, state));
      const [next, lines] = toldFirst(state, (s) => closedLines(data, s, at, seen));
      return [withoutUnread(next), lines];
    }
    case 'decision':
      return toldFirst(decided(state, data, at), (s) => decisionLines(data, s, at));
    case 'action':
      return [state, [actionLine(data, at)]];
    case 'rules_reloaded':
      return toldFirst(state, () => [reloadedLine(data, at)]);
    case 'attempt_ended':
      return toldFirst(state, () =>
        data.text('job') === undefined ? [] : [attemptEndedLine(data, state, at, event.attempt)],
      );
    case 'run_ended': {
      const { restart_at: _, ...rest } = state;
      const next = {
        ...rest,
        ended: true,
        state: data.text('state') ?? state.state,
        restarts: data.number('restarts') ?? state.restarts,
      };
      return toldFirst(next, (s) => summaryLines(data, s, at));
    }
    default:
      return [state, []];
  }
}

/** What is run, and by which rules, is told once: when it is submitted, or else when it runs. */
function introduced(state: ViewState, data: Data, at: number): Step {
  const next = { ...state, name: data.text('name') ?? state.name, introduced: true };
  return [next, state.introduced && !data.flag('resumed') ? [] : startedLines(data, next, at)];
}

function signalled(state: ViewState, data: Data, at: number): Step {
  const key = signalKey(data);
  const failing = data.text('kind') === 'error' && !(key in state.folds);
  const [told, held] = failing ? flushProgress(state) : [state, []];
  const where = whereOf(data, state);
  // Several rules may hit one line. The first is the one that would be the root, and the line is shown with it.
  const seen = failing && isShown(told, where);
  const fresh = { ...signalFold(data), ...(seen ? ({ unread: true } as const) : {}) };
  const [next, lines] = fold(told, key, at, fresh, () => (seen ? [] : signalLines(data, told, at)));
  return [lines.length > 0 && where !== '' ? showing(next, where) : next, [...held, ...lines]];
}

/** What was held back comes before the lines of what it led to. */
function toldFirst(state: ViewState, lines: (state: ViewState) => readonly Line[], folds = true): Step {
  const [next, held] = folds ? flush(state) : flushProgress(state);
  return [next, [...held, ...lines(next)]];
}

function flushProgress(state: ViewState): Step {
  const [next, lines] = flush({ ...state, folds: {} });
  return [{ ...next, folds: state.folds }, lines];
}

/** A new attempt counts anew: its steps may begin below those of the last one, and its signals are news. */
function attemptStarted(state: ViewState, attempt: number, at: number, job: string | undefined): ViewState {
  const { restart_at: _due, progress_told_at: _told, step: _step, loss: _loss, step_time: _time, ...kept } = state;
  const { job: _job, progress_told: _progress, ...rest } = kept;
  const restarts = Math.max(state.restarts, attempt - 1);
  return {
    ...rest,
    ...(job === undefined ? {} : { job }),
    // Its state is told of when it is no longer this one.
    state: 'pending',
    attempt,
    attempt_started: at,
    recent: [],
    folds: {},
    restarts,
  };
}

function stateChanged(state: ViewState, data: Data, at: number): Step {
  const [next, held] = flushProgress(state);
  const { progress_told_at: _told, last_reason: _why, ...rest } = next;
  const reason = data.text('reason');
  const known = {
    ...rest,
    state: data.text('to') ?? next.state,
    ...(reason === undefined ? {} : { last_reason: reason }),
  };
  return [known, [...held, stateLine(data, at)]];
}

function decided(state: ViewState, data: Data, at: number): ViewState {
  const action = data.text('action');
  const most = data.number('max_retries');
  const restart = action === 'restart' && !data.flag('dry_run');
  return {
    ...state,
    ...(most === undefined ? {} : { max_retries: most }),
    ...(action === undefined ? {} : { last_decision: action }),
    ...(restart ? { restart_at: at + (data.number('delay_seconds') ?? 0) * 1000 } : {}),
  };
}

function progressed(state: ViewState, data: Data, at: number): Step {
  const step = data.number('step');
  const recent = step === undefined ? state.recent : remember(state.recent, at, step);
  const known = measured({ ...state, progress_untold: true, recent }, data);
  const since = state.progress_told_at;
  const { progress_every, progress_share } = state.options;
  const every = Math.max(progress_every, progress_share * (at - (state.began ?? at)));
  if ((since !== undefined && at - since < every) || isToldAlready(known)) return [known, []];
  return [progressTold(known, at), [progressLine(known, at)]];
}

/** Two sources may tell the same step, as a log and the file beside it do. */
const isToldAlready = ({ step, total, loss, progress_told: told }: ViewState): boolean =>
  told !== undefined && told.step === step && told.total === total && told.loss === loss;

const progressTold = ({ step, total, loss, ...state }: ViewState, at: number): ViewState => {
  const told: ToldProgress = {
    ...(step === undefined ? {} : { step }),
    ...(total === undefined ? {} : { total }),
    ...(loss === undefined ? {} : { loss }),
  };
  return { ...state, ...told, progress_untold: false, progress_told_at: at, progress_told: told };
};

/** Sets what the event tells, in a state that nobody else has yet: this is done for each step of a replay. */
function measured(state: Mutable<ViewState>, data: Data): ViewState {
  const loss = data.metric('loss');
  const stepTime = data.number('step_time_ms');
  for (const name of ['step', 'total', 'epoch'] as const) {
    const value = data.number(name);
    if (value !== undefined) state[name] = value;
  }
  if (loss !== undefined) state.loss = loss;
  if (stepTime !== undefined) state.step_time = stepTime;
  return state;
}

/** A step that goes back begins a new series: the way back is no speed. */
function remember(recent: ViewState['recent'], at: number, step: number): ViewState['recent'] {
  const last = recent.at(-1);
  if (last && (step < last.step || at < last.at)) return [{ at, step }];
  return last?.step === step ? recent : [...recent.slice(1 - RECENT), { at, step }];
}

function progressLine(state: ViewState, at: number): Line {
  return { time: clock(at), label: 'progress', tone: 'dim', text: progressText(state, at), progress: true };
}
