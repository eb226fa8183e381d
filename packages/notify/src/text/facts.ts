import { amountText, type Notice } from '@sigwatch/core';

/** What is known beside the sentences, in the order in which people ask for it. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

export function factsOf(notice: Notice): readonly Fact[] {
  const { run_id, attempt, state, step, total, phase, node, instance, duration_seconds, incident, decision } = notice;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['Run', run_id],
    ['Status', notice.transition === 'restarted' ? `${state}, begun anew` : state],
    ['Attempt', attempt],
    ['Error type', notice.root?.error_type],
    ['Step', step === undefined ? undefined : total === undefined ? step : `${step} of ${total}`],
    ['Phase', phase],
    ['Node', node === instance ? undefined : node],
    ['Instance', instance],
    ['Duration', duration_seconds === undefined ? undefined : durationText(duration_seconds)],
    ['Cost so far', notice.cost && amountText(notice.cost)],
    ['Log', notice.log],
    [
      'Restart',
      decision?.restart === undefined ? undefined : `${decision.restart} of ${decision.max_retries} at the most`,
    ],
    ['Resumes from', decision?.resume_from],
    ['Incident', incident],
    ['Reminder', notice.reminder],
  ];
  return facts.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value: String(value) }],
  );
}

/** What stands above the remedy. After a restart nobody has to do anything yet. */
export const remedyTitle = ({ transition, runs }: Notice): string =>
  (runs ?? [{ transition }]).every((run) => run.transition === 'restarted') ? 'If it fails again' : 'Action required';

/** When it was, for people: `2026-03-01 12:00:05 UTC`. */
export const momentOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** The line that tells why, with its place; none of several runs, which have their own, nor where no log has it and the reason says the same. */
export function rootLine({
  root,
  reason,
  runs,
}: Notice): { readonly place: string; readonly text: string } | undefined {
  if (root === undefined || runs !== undefined || (root.line <= 0 && reason.includes(root.text))) return undefined;
  return { place: root.line > 0 ? `${root.source}:${root.line}` : root.source, text: root.text };
}

/** `2 d 3 h`, `5 min 2 s`: the two largest units. */
function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const units: readonly (readonly [string, number])[] = [
    ['d', Math.floor(whole / 86_400)],
    ['h', Math.floor(whole / 3_600) % 24],
    ['min', Math.floor(whole / 60) % 60],
    ['s', whole % 60],
  ];
  const first = units.findIndex(([, count]) => count > 0);
  if (first < 0) return '0 s';
  return units
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(' ');
}
