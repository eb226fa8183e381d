import type { FailureOf, HeartbeatStatus } from '../heartbeat/status-report.js';
import { number, wholeDuration } from './format.js';
import { sanitize } from './sanitize.js';

/** What `sigwatch watch --once` prints of a run's heartbeats. `now` in ms; pure. */
export function heartbeatLines(status: HeartbeatStatus, now: number): readonly string[] {
  const { run_id, location, reason, failure, action_required, notices, last_lines } = status;
  const called = location.endsWith(`/${run_id}`) ? location : `${location} (${run_id})`;
  return [
    `${called}  ${stateText(status, now)}`,
    reason,
    ...(hasContext(status) ? [contextText(status, now)] : []),
    ...(status.state === 'unknown' ? [] : [agesText(status)]),
    ...(failure === undefined ? [] : failureText(failure, reason)),
    ...(action_required === undefined ? [] : [`remedy: ${action_required}`]),
    ...notices.map((notice) => `note: ${notice}`),
    ...(last_lines === undefined ? [] : ['last lines:', ...last_lines.map((line) => `  ${line}`)]),
  ].map(sanitize);
}

/** What the rules make of the heartbeats themselves says the reason once more, and stands in no file. */
function failureText({ error_type, signal, text, source, line }: FailureOf, reason: string): readonly string[] {
  if (text.startsWith(reason)) return error_type === undefined ? [] : [`error type: ${error_type}`];
  return [`${error_type ?? signal}: ${text}  (${source}:${line})`];
}

function stateText({ state, code, since }: HeartbeatStatus, now: number): string {
  const how = code === null ? state : `${state} ${code}`;
  return since === null ? how : `${how}, for ${wholeDuration(now - Date.parse(since))}`;
}

const hasContext = ({ phase, step, instance, node, started_at }: HeartbeatStatus): boolean =>
  [phase, step, instance, node, started_at].some((one) => one !== null);

/** `training  step 120/934  loss 0.4312  lr 1.00e-4  on i-0abc, gpu-1  began 2h 07m ago` */
function contextText(status: HeartbeatStatus, now: number): string {
  const { phase, step, total, loss, learning_rate, instance, node, started_at } = status;
  const where = [instance, node === instance ? null : node].filter((one) => one !== null).join(', ');
  const parts = [
    phase ?? '',
    step === null ? '' : `step ${step}${total === null ? '' : `/${total}`}`,
    loss === null ? '' : `loss ${number(loss)}`,
    learning_rate === null ? '' : `lr ${number(learning_rate)}`,
    where === '' ? '' : `on ${where}`,
    started_at === null ? '' : `began ${wholeDuration(now - Date.parse(started_at))} ago`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function agesText({ age_seconds, stale_seconds }: HeartbeatStatus): string {
  const { metadata, progress, step } = age_seconds;
  const ago = (seconds: number | null) => (seconds === null ? 'never' : `${wholeDuration(seconds * 1000)} ago`);
  // Until a file is written that tells the same step once more, nobody knows more of the step than of the file.
  const stands = step !== null && step >= (progress ?? 0) + 1;
  const stood = stands ? `, the step has stood for ${wholeDuration(step * 1000)}` : '';
  return `metadata.json ${ago(metadata)}, progress.json ${ago(progress)}${stood}; stale after ${wholeDuration(stale_seconds * 1000)}`;
}
