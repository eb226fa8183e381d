import type { RunState } from '@sigwatch/core';

/** How bad a state is, the worst first. */
const ORDER: readonly RunState[] = [
  'failed',
  'timed_out',
  'stalled',
  'degraded',
  'unknown',
  'cancelled',
  'running',
  'pending',
  'succeeded',
];

export const byWorst = (one: RunState, other: RunState): number => ORDER.indexOf(one) - ORDER.indexOf(other);

/** The worst of them; undefined of none. */
export const worstOf = (states: Iterable<RunState>): RunState | undefined => [...states].sort(byWorst)[0];

/** `3 failed, 1 timed out, 996 running`, the worst first. */
export function countsText(states: Iterable<RunState>): string {
  const counts = new Map<RunState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const all = [...counts].sort(([one], [other]) => byWorst(one, other));
  return all.map(([state, count]) => `${count} ${state.replace('_', ' ')}`).join(', ');
}
