import type { Component, Correlator, Json } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';
import type { EveryOperator } from '../generated/EveryOperator.js';
import { grouping } from './group.js';
import { type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { neverDue } from './never-due.js';

interface State {
  /** How many came since the last that was told. */
  readonly groups: Groups<number>;
}

/** Tells the first hit, and then every so many; each says how many were left out before it. */
function everySo({ every = 1, by }: EveryOperator): Correlator<State> {
  const groupOf = grouping(by);
  return {
    init: () => ({ groups: noGroups }),
    step(state, event, { fired }) {
      if (event.type !== 'signal') return [state, []];
      const { groups } = state;
      const { signal } = event;
      const key = groupOf(signal);
      const before = groupIn(groups, key);
      const since = (before ?? every - 1) + 1;
      if (since < every) return [{ groups: withGroup(groups, key, since) }, []];
      const fields = before === undefined || every === 1 ? {} : { left_out: before };
      return [{ groups: withGroup(groups, key, 0) }, [fired({ text: signal.text, from: signal, fields, group: key })]];
    },
    due: neverDue,
  };
}

export const everyOperator: Component<'operator'> = {
  kind: 'operator',
  class_name: 'EveryOperator',
  summary: 'Tells the first of its input and then every so many, or (with `throttle`) one in a time.',
  config: componentSchemas.EveryOperator,
  create: (config) => everySo(config as unknown as EveryOperator) as unknown as Correlator<Json>,
};
