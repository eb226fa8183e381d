import { costText } from '@sigwatch/core';
import { actionWords } from './action-words.js';
import { costIn } from './cost.js';
import type { Data } from './event-data.js';
import { clock, duration, number, shortPath } from './format.js';
import { rootName } from './incident-lines.js';
import type { Line } from './line.js';
import { stateTone } from './status-line.js';
import type { ViewState } from './view-state.js';

/** A command may be a whole script: so many rows of it are shown on a terminal. */
const LONGEST = 6;

export function startedLines(data: Data, state: ViewState, at: number): Line[] {
  const command = data.text('command') ?? data.list('command').join(' ');
  const what = [state.name, command].filter((part) => part !== '').join(': ');
  const resumed = data.flag('resumed') ? ' (taken up again)' : '';
  const rules = data.list('monitor').join(', ');
  const policy = data.text('policy');
  const lines: Line[] = [{ time: clock(at), label: 'run', tone: 'strong', text: what + resumed, rows: LONGEST }];
  const watching = [rules, policy ? `restarts by ${policy}` : 'no restart policy: observes only']
    .filter((part) => part !== '')
    .join('; ');
  lines.push({ time: '', label: 'rules', tone: 'dim', text: watching, textTone: 'dim' });
  return lines;
}

/**
 * None for logs that are followed without knowing of a job: nothing was submitted. `before`: the view as it was with the
 * attempt before, whose job this one goes on for.
 */
export function attemptStartedLines(data: Data, before: ViewState, at: number, attempt: number): Line[] {
  const job = data.text('job');
  if (job === undefined && !data.flag('restart')) return [];
  const from = data.text('resume_from');
  const previous = before.job ?? before.options.job_before;
  const goesOnFor = attempt > 1 && previous !== undefined && previous !== job ? previous : undefined;
  const what = job === undefined ? 'would be submitted' : jobText(job, goesOnFor, before.options.plain === true);
  const parts = [what, from ? `resumes from ${shortPath(from, before.options)}` : ''];
  const text = parts.filter((part) => part !== '').join(', ');
  return [{ time: clock(at), label: `attempt ${attempt}`, tone: 'strong', text }];
}

const jobText = (job: string, previous: string | undefined, plain: boolean): string => {
  if (previous === undefined) return job;
  return plain ? `${job}, after ${previous}` : `${previous} → ${job}`;
};

/** `before`: the view before it. A job of which no end was seen, and that is to be restarted, is cancelled first. */
export function attemptEndedLine(data: Data, before: ViewState, at: number, attempt: number): Line {
  const state = data.text('state') ?? 'ended';
  const signal = data.text('signal');
  const code = data.number('exit_code');
  const how = signal ? `killed by ${signal}` : code === undefined ? '' : `exit code ${code}`;
  const reason = data.text('reason') ?? '';
  const lives = how === '' && reason === '' && state !== 'cancelled' && before.restart_at !== undefined;
  const text = [state, how, reason, lives ? `cancelling ${data.text('job')}` : '']
    .filter((part) => part !== '')
    .join(', ');
  return { time: clock(at), label: `attempt ${attempt}`, tone: stateTone(state), text };
}

export function stateLine(data: Data, at: number): Line {
  const to = data.text('to') ?? 'unknown';
  const from = data.text('from');
  const reason = data.text('reason');
  const text = `${to}${from ? ` (was ${from})` : ''}${reason ? `: ${reason}` : ''}`;
  return { time: clock(at), label: 'state', tone: stateTone(to), text };
}

/** The last thing that a person reads: how it ended, how far it came, what it cost, where its record is. */
export function summaryLines(data: Data, state: ViewState, at: number): Line[] {
  const ended = data.text('state') ?? state.state;
  // That nothing was decided is no reason why it ended.
  const reason = data.object('decision')?.text('action') === 'ignore' ? undefined : data.text('reason');
  const head = `${state.name || state.run_id}${reason ? `: ${reason}` : ''}`;
  const lines: Line[] = [{ time: clock(at), label: ended, tone: stateTone(ended), text: head, textTone: 'strong' }];
  const row = (label: string, text: string | undefined) => {
    if (text) lines.push({ time: '', label, tone: 'dim', text });
  };
  const step = data.number('final_step') ?? state.step;
  const metric = data.object('final_metric');
  const value = metric?.metric('value');
  const steps = step === undefined ? '' : state.total === undefined ? String(step) : `${step} of ${state.total}`;
  row(
    'steps',
    [steps, value === undefined ? '' : `${metric?.text('name') ?? 'loss'} ${number(value)}`].filter(Boolean).join(', '),
  );
  row('restarts', String(data.number('restarts') ?? state.restarts));
  const seconds = data.number('duration_seconds');
  row('duration', seconds === undefined ? undefined : duration(seconds * 1000));
  const cost = costIn(data);
  row('cost', cost && costText(cost));
  const root = data.object('root');
  row('root cause', ended === 'succeeded' || root === undefined ? undefined : rootName(root));
  const record = state.options.record;
  row('record', record === undefined ? undefined : shortPath(record, state.options));
  return lines;
}

export function noticeLines(data: Data, at: number, where: string): Line[] {
  const severity = data.text('severity') ?? 'notice';
  const tone = severity === 'warning' ? 'warn' : severity === 'notice' ? 'dim' : 'bad';
  const text = [data.text('text') ?? '', where && `(${where})`].filter((part) => part !== '').join(' ');
  return [{ time: clock(at), label: severity === 'notice' ? 'notice' : severity, tone, text }];
}

const BY: Readonly<Record<string, string>> = {
  signal: ', by SIGHUP',
  files: ', since a file has changed',
  restart: ', since their files say something else than when it was supervised last',
};

/** `3 rules added (a, b, c), 1 changed (d); monitor: hold_seconds`. */
export function reloadedLine(data: Data, at: number): Line {
  const few = (names: readonly string[]) => (names.length > 4 ? `${names.slice(0, 3).join(', ')} …` : names.join(', '));
  const rules = (['added', 'removed', 'changed'] as const).flatMap((how) => {
    const names = data.list(how);
    return names.length === 0 ? [] : [`${names.length} ${how} (${few(names)})`];
  });
  const settings = data.list('settings');
  const later = data.list('later');
  const policy = data.text('policy');
  const packs = data.object('packs')?.objects('after') ?? [];
  const parts = [
    ...rules,
    ...(settings.length === 0 ? [] : [`settings ${few(settings)}`]),
    ...(policy === undefined ? [] : [`policy ${policy}`]),
    ...(packs.length === 0 ? [] : [`packs ${few(packs.map((one) => `${one.text('name')}@${one.text('version')}`))}`]),
    ...(later.length === 0 ? [] : [`${few(later)} only when sigwatch starts again`]),
  ];
  const text = `other rules hold from here on${BY[data.text('by') ?? ''] ?? ''}: ${parts.join('; ')}`;
  return { time: clock(at), label: 'rules', tone: 'strong', text };
}

export function actionLine(data: Data, at: number): Line {
  const name = data.text('action') ?? 'action';
  const detail = data.text('detail') ?? '';
  const isNote = name === 'ErrorNoteAction';
  const ok = data.flag('ok');
  const notice = data.text('notice');
  const text = isNote && ok ? detail : actionWords({ action: name, ok, detail, notice });
  const label = notice !== undefined ? 'alert' : isNote ? 'note' : 'action';
  return { time: clock(at), label, tone: ok ? 'dim' : 'bad', text };
}
