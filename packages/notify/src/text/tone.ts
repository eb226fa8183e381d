import type { Notice, Transition } from '@sigwatch/core';

/** How news look: a sign before it, a colour beside it, and whether somebody has to do something. */
export interface Tone {
  readonly sign: string;
  readonly colour: string;
  readonly urgent: boolean;
}

const RED = '#d92d20';
const AMBER = '#f79009';
const GREEN = '#17b26a';
const BLUE = '#2e90fa';
const GREY = '#98a2b3';

const tones: Readonly<Record<Transition, Tone>> = {
  started: { sign: '🚀', colour: BLUE, urgent: false },
  degraded: { sign: '⚠️', colour: AMBER, urgent: false },
  stalled: { sign: '⏸️', colour: AMBER, urgent: true },
  timed_out: { sign: '⏰', colour: RED, urgent: true },
  failed: { sign: '🔴', colour: RED, urgent: true },
  restarted: { sign: '🔁', colour: AMBER, urgent: false },
  gave_up: { sign: '🛑', colour: RED, urgent: true },
  recovered: { sign: '💚', colour: GREEN, urgent: false },
  succeeded: { sign: '✅', colour: GREEN, urgent: false },
  cancelled: { sign: '⏹️', colour: GREY, urgent: false },
};

/** Of several at once it is that of the first that is urgent, else of the first. */
export function toneOf({ transition, runs }: Notice): Tone {
  const all = [transition, ...(runs ?? []).map((run) => run.transition)].map((one) => tones[one]);
  return all.find(({ urgent }) => urgent) ?? tones[transition];
}

/** `timed out`, as people write it. */
export const wordOf = (transition: Transition): string => transition.replaceAll('_', ' ');

/** Of several at once: `3 failed, 2 timed out`. */
export function countsOf(runs: NonNullable<Notice['runs']>): string {
  const counts = new Map<Transition, number>();
  for (const { transition } of runs) counts.set(transition, (counts.get(transition) ?? 0) + 1);
  return [...counts].map(([transition, count]) => `${count} ${wordOf(transition)}`).join(', ');
}

/** What makes this sending another than those before it: a reminder has the key of what it reminds of. */
export const sendingId = ({ dedup_key, reminder }: Notice): string =>
  reminder === undefined ? dedup_key : `${dedup_key}#${reminder}`;
