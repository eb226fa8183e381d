import { momentFrom, type RuleTestCase } from '@sigwatch/core';
import type { Change } from './changes.js';
import { common } from './common.js';
import { sameSecond, shownMoment, sinceStart } from './moments.js';
import type { Outcome } from './outcome.js';

type Wanted = NonNullable<RuleTestCase['expect']['states']>;

/** The states of a run in their order, each at its moment where one is named. */
export function stateChanges(given: Wanted, { states, start }: Outcome): readonly Change[] {
  const all: readonly { readonly state: string; readonly at?: string | number }[] = given.map((one) =>
    typeof one === 'string' ? { state: one } : one,
  );
  // A run begins as pending, of which no change tells.
  const begins = all[0]?.state === 'pending' && states[0]?.state !== 'pending';
  const found = begins ? [{ state: 'pending', at: start, because: 'the run began' }, ...states] : states;
  const kept = common(
    all.map(({ state }) => state),
    found.map(({ state }) => state),
  );
  return [
    ...all
      .filter((_, i) => !kept.some(([a]) => a === i))
      .map(({ state }) => ({ what: 'states', expected: state, because: `the states were ${listed(found, start)}` })),
    ...found
      .filter((_, i) => !kept.some(([, b]) => b === i))
      .map(({ state, at, because }) => ({
        what: 'states',
        found: `${state} at ${sinceStart(at, start)}`,
        because,
      })),
    ...kept.flatMap(([a, b]) => {
      const [wanted, came] = [all[a], found[b]];
      if (wanted?.at === undefined || came === undefined) return [];
      if (sameSecond(came.at, momentFrom(start, wanted.at))) return [];
      const { state, because } = came;
      return [
        {
          what: 'states',
          expected: `${state} at ${wanted.at}`,
          found: `${state} at ${shownMoment(came.at, wanted.at, start)}`,
          because,
        },
      ];
    }),
  ];
}

function listed(states: readonly { readonly state: string; readonly at: number }[], start: number): string {
  if (states.length === 0) return 'none';
  return states.map(({ state, at }) => `${state} (${sinceStart(at, start)})`).join(', ');
}
