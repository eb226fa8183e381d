import type { Correlating, Correlator, Json, Millis, Signal } from '../contract.js';
import { type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { neverDue } from './never-due.js';

interface Told {
  /** When the group was told last, and how many were held back since. */
  readonly last: Millis;
  readonly held: number;
  /** That it is so was told, and not yet that it is over. */
  readonly open?: boolean;
}
interface State {
  readonly inner: Json;
  readonly told: Groups<Told>;
}

/** Lets one signal of each group through in so many ms of the lines' time; the next one says how many were held back. */
export function throttled(operator: Correlator, span: Millis): Correlator<State> {
  // What the operator is given, for as long as a step takes: most steps have no use for it.
  let outer: Correlating | undefined;
  let before: Groups<Told> = noGroups;
  const given: { -readonly [K in keyof Correlating]: Correlating[K] } = {
    active: 0,
    roles: [],
    readUpTo: () => false,
    // How many were held back stands in the sentence of the next one, too.
    fired(how) {
      const held = groupIn(before, how.group ?? '')?.held ?? 0;
      return (outer as Correlating).fired(how.resolved ? how : { ...how, fields: { ...how.fields, held_back: held } });
    },
  };
  return {
    init: () => ({ inner: operator.init(), told: noGroups }),
    step(state, event, context) {
      const { inner, told } = state;
      outer = context;
      before = told;
      given.active = context.active;
      given.roles = context.roles;
      given.readUpTo = context.readUpTo;
      const answer = operator.step(inner, event, given);
      const next = answer[0];
      const signals = answer[1];
      if (signals.length === 0) return [next === inner ? state : { inner: next, told }, signals];
      let after = told;
      const out = signals.flatMap((signal): Signal[] => {
        const key = signal.group ?? '';
        const { open, ...before } = groupIn(after, key) ?? { last: Number.MIN_SAFE_INTEGER, held: 0 };
        if (signal.resolved) {
          // That something is over is told at once, since more may follow from it; of what was held back nobody knows.
          after = withGroup(after, key, before);
          return open ? [signal] : [];
        }
        const { last, held } = before;
        if (signal.time - last < span) {
          after = withGroup(after, key, { last, held: held + 1, ...(open ? { open } : {}) });
          return [];
        }
        after = withGroup(after, key, { last: signal.time, held: 0, open: true });
        return [signal];
      });
      return [next === inner && after === told ? state : { inner: next, told: after }, out];
    },
    due: operator.due === neverDue ? neverDue : ({ inner }) => operator.due(inner),
  };
}
