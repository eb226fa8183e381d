import type { Notice, Severity, Transition } from '../contract.js';
import { costText } from '../cost/cost-text.js';

/** A notice before it has words. */
export type Said = Omit<Notice, 'title' | 'text'>;

const severities: Readonly<Record<Transition, Severity>> = {
  started: 'warning',
  degraded: 'warning',
  stalled: 'error',
  timed_out: 'error',
  failed: 'critical',
  restarted: 'error',
  gave_up: 'fatal',
  recovered: 'warning',
  succeeded: 'warning',
  cancelled: 'warning',
};

/** What is bad news while nothing is done about it. */
export const problems: ReadonlySet<Transition> = new Set(['degraded', 'stalled', 'timed_out', 'failed', 'gave_up']);

export const severityOf = (transition: Transition): Severity => severities[transition];

/** The title, and all of it in plain text. Pure. */
export function wordsOf(said: Said, dryRun: boolean): Pick<Notice, 'title' | 'text'> {
  const title = `${said.name}: ${headline(said, dryRun)}${said.reminder === undefined ? '' : ` (reminder ${said.reminder})`}`;
  const { root, step, total, phase, node, instance, duration_seconds, cost, last_line, log, action_required, links } =
    said;
  const place =
    root === undefined ? undefined : root.line > 0 ? `${root.source}:${root.line}: ${root.text}` : root.text;
  const came = step === undefined ? undefined : `step ${step}${total === undefined ? '' : ` of ${total}`}`;
  const facts = [
    `run ${said.run_id}, attempt ${said.attempt}`,
    phase && `phase ${phase}`,
    came,
    node && node !== instance && `node ${node}`,
    instance && `instance ${instance}`,
    duration_seconds === undefined ? undefined : `after ${spoken(duration_seconds)}`,
  ];
  const lines = [
    said.reason,
    place !== undefined && !said.reason.includes(place) ? place : undefined,
    action_required === undefined
      ? undefined
      : `${said.transition === 'restarted' ? 'If it fails again' : 'Action required'}: ${action_required}`,
    resumed(said),
    `${facts.filter(Boolean).join(', ')}.`,
    cost === undefined ? undefined : `Cost so far: ${costText(cost)}.`,
    last_line === undefined || root?.text === last_line ? undefined : `Last line: ${last_line}`,
    log === undefined ? undefined : `Log: ${log}`,
    ...links.map(({ name, url }) => `${name}: ${url}`),
  ];
  return { title, text: lines.filter((line) => line !== undefined).join('\n') };
}

function headline({ transition, state, severity, root, decision, attempt, step }: Said, dryRun: boolean): string {
  const why = root?.error_type === undefined ? '' : ` after ${root.error_type}`;
  switch (transition) {
    case 'restarted': {
      const count =
        decision?.restart === undefined
          ? ` (attempt ${attempt})`
          : ` (restart ${decision.restart} of ${decision.max_retries})`;
      return `${dryRun ? 'would be restarted' : 'restarted'}${why}${count}`;
    }
    case 'gave_up':
      return `${dryRun ? 'would be given up' : 'given up'}${why}`;
    case 'failed':
      return `${state === 'unknown' ? 'ended, and nobody knows how' : state}${root?.error_type === undefined ? '' : ` (${root.error_type})`}`;
    case 'timed_out':
      return 'timed out';
    case 'degraded':
      if (severity === 'critical') return 'needs somebody now';
      return state === 'unknown'
        ? 'nobody knows how it is'
        : `degraded${root === undefined ? '' : ` (${root.signal})`}`;
    case 'stalled':
      return `stalled${step === undefined ? '' : ` after step ${step}`}`;
    case 'recovered':
      return attempt > 1 ? `running again with attempt ${attempt}` : 'running again';
    default:
      return transition;
  }
}

function resumed({ decision, transition }: Said): string | undefined {
  if (transition !== 'restarted' || decision === undefined) return undefined;
  return decision.resume_from === undefined ? undefined : `It resumes from ${decision.resume_from}.`;
}

/** `3 h 5 min`, for people. */
function spoken(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
