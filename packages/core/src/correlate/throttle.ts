import type { Correlator, Json, Millis, Signal } from '../contract.js';
import { type Groups, withGroup } from './group.js';

interface State {
  readonly inner: Json;
  /** When each group was told last, and how many were held back since. */
  readonly told: Groups<readonly [Millis, number]>;
}

/** Lets one signal of each group through in so many ms of the lines' time; the next one says how many were held back. */
export function throttled(operator: Correlator, span: Millis): Correlator<State> {
  return {
    init: () => ({ inner: operator.init(), told: {} }),
    step({ inner, told }, event, context) {
      const [next, signals] = operator.step(inner, event, context);
      let after = told;
      const out = signals.flatMap((signal): Signal[] => {
        // That something is over is told whenever it is: what follows from it must not wait.
        if (signal.resolved) return [signal];
        const key = signal.group ?? '';
        const [last, held] = after[key] ?? [Number.NEGATIVE_INFINITY, 0];
        if (signal.time - last < span) {
          after = withGroup(after, key, [last, held + 1] as const);
          return [];
        }
        after = withGroup(after, key, [signal.time, 0] as const);
        return [held === 0 ? signal : { ...signal, fields: { ...signal.fields, held_back: held } }];
      });
      return [{ inner: next, told: after }, out];
    },
    due: ({ inner }) => operator.due(inner),
  };
}
