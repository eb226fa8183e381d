import type { Decision, Incident, Notice, Severity } from '../contract.js';
import type { Output } from '../run/attempt-state.js';
import { culpritText } from './culprit-text.js';
import { remedyOf } from './incident-data.js';

/** Whose news it is. `dry_run`: nothing is done, since no job is held. */
export interface NoticeContext {
  readonly run_id: string;
  readonly name: string;
  readonly attempt: number;
  readonly dry_run: boolean;
}

/** What a person is told of a decision or of a state; undefined for all else. Pure. */
export function noticeOf(context: NoticeContext, output: Output): Notice | undefined {
  const { run_id, attempt, name } = context;
  if (output.type === 'state') {
    const severity: Severity = output.to === 'failed' || output.to === 'timed_out' ? 'error' : 'warning';
    return { run_id, attempt, title: `${name}: ${output.to}`, text: sentence(output.reason), severity };
  }
  if (output.type !== 'decision') return undefined;
  const { decision, incident } = output;
  const { root } = incident;
  const where = root.line > 0 ? [`${root.source}:${root.line}: ${root.text}`] : [];
  const who = culpritText(incident.culprit);
  const step = incident.progress === 'unknown' ? [] : [`It came to step ${incident.progress.step}.`];
  const text = [sentence(decision.reason), ...where, ...(who ? [sentence(who)] : []), ...step, remedyOf(incident)];
  return {
    run_id,
    attempt,
    title: `${name}: ${verbOf(decision, context.dry_run)} after ${decision.error_type}${countOf(decision, incident)}`,
    text: text.join('\n'),
    severity: root.severity,
  };
}

function verbOf({ action }: Decision, dryRun: boolean): string {
  const verb = { restart: 'restarted', stop: 'stopped', ignore: 'left as it is' }[action];
  return dryRun && action !== 'ignore' ? `would be ${verb}` : verb;
}

function countOf({ action, restarts_used, max_retries }: Decision, { mode }: Incident): string {
  return action === 'restart' ? ` (${mode} restart ${restarts_used + 1} of ${max_retries})` : '';
}

const sentence = (text: string) =>
  (text.endsWith('.') ? text : `${text}.`).replace(/^./, (first) => first.toUpperCase());
