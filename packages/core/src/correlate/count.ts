import { duration } from '../config/duration.js';
import type { Component, Correlator, Json, Millis } from '../contract.js';
import type { CountOperator } from '../generated/CountOperator.js';
import { componentSchemas } from '../generated/component-schemas.js';
import { grouping, groupText, namedValue, tellsGroup } from './group.js';
import { type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { neverDue } from './never-due.js';
import { numberOf } from './number.js';
import { inWords } from './words.js';

/** Times of the hits that count, oldest first, and what each was about where only different ones count. */
interface Hits {
  readonly at: readonly Millis[];
  readonly of?: readonly string[];
  /** The furthest step of them. */
  readonly step?: number;
}
interface State {
  readonly groups: Groups<Hits>;
}

/** Fires at the hit that makes up the number, and then counts anew. Windows run on the time of the lines. */
function counter({ count, within, by, distinct, quiet_steps }: CountOperator): Correlator<State> {
  const span = within === undefined ? undefined : duration(within);
  const groupOf = grouping(by);
  return {
    init: () => ({ groups: noGroups }),
    step(state, event, { roles, fired }) {
      if (event.type !== 'signal') return [state, []];
      const { groups } = state;
      const { signal } = event;
      if (roles.includes('reset_on'))
        return [{ groups: tellsGroup(signal, by) ? withGroup(groups, groupOf(signal), undefined) : noGroups }, []];
      const about = distinct === undefined ? '' : namedValue(signal, distinct);
      if (about === undefined) return [{ groups }, []];
      const key = groupOf(signal);
      const step = quiet_steps === undefined ? undefined : numberOf(signal.fields.step);
      const hits = counted(
        since(groupIn(groups, key), step, Number(quiet_steps)),
        signal.time,
        span,
        distinct === undefined ? undefined : about,
      );
      const held = step === undefined ? hits : { ...hits, step };
      if (hits.at.length < count) return [{ groups: withGroup(groups, key, held) }, []];
      const times = distinct === undefined ? `${count} times` : `with ${count} different values of ${distinct}`;
      const text = `${signal.name} came ${times}${span === undefined ? '' : ` within ${inWords(span)}`}${groupText(signal, by)}: ${signal.text}`;
      const fields = { count, ...(hits.of === undefined ? {} : { values: hits.of.slice(-MOST_TOLD).join(', ') }) };
      return [{ groups: withGroup(groups, key, undefined) }, [fired({ text, from: signal, fields, group: key })]];
    },
    due: neverDue,
  };
}

const MOST_TOLD = 16;

/** What came before and still counts. A step that goes back, as after a rollback, is no quiet. */
function since(before: Hits | undefined, step: number | undefined, quiet: number): Hits {
  const last = before?.step;
  const isQuiet = last !== undefined && step !== undefined && step - last >= quiet;
  return before === undefined || isQuiet ? { at: [] } : before;
}

/** Lines of several sources come in any order: what counts is what lies within the time of the latest of all. */
function counted(
  { at, of, step }: Hits,
  time: Millis,
  span = Number.POSITIVE_INFINITY,
  about: string | undefined,
): Hits {
  const latest = at.reduce((a, b) => Math.max(a, b), time);
  const keep = (i: number) => latest - (at[i] as Millis) <= span && (about === undefined || of?.[i] !== about);
  const kept = at.flatMap((_, i) => (keep(i) ? [i] : []));
  const late = latest - time > span;
  return {
    ...(step === undefined ? {} : { step }),
    at: [...kept.map((i) => at[i] as Millis), ...(late ? [] : [time])],
    ...(about === undefined ? {} : { of: [...kept.map((i) => of?.[i] ?? ''), ...(late ? [] : [about])] }),
  };
}

export const countOperator: Component<'operator'> = {
  kind: 'operator',
  class_name: 'CountOperator',
  summary: 'Fires when its input came so often, within a time.',
  config: componentSchemas.CountOperator,
  inputs: ['reset_on'],
  // Steps that are well again do not take back that it came so often: nothing ends what lasts but the attempt.
  resolves: ({ quiet_steps }) => quiet_steps !== undefined,
  create: (config) => counter(config as unknown as CountOperator) as unknown as Correlator<Json>,
};
