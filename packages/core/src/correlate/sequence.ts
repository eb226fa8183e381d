import { duration } from '../config/duration.js';
import type { Component, Correlating, Correlator, EngineEvent, Json, Millis, Signal } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';
import type { SequenceOperator } from '../generated/SequenceOperator.js';
import { groupFields, grouping, groupText } from './group.js';
import { entriesOf, type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { sooner } from './sources-read.js';
import { inWords } from './words.js';

/** One way of how far the sequence has come: line times (and active ones) of its places, `null` where it is still to come. */
interface Way {
  readonly at: readonly (Millis | null)[];
  /** Active time of its first place. */
  readonly began: Millis;
  readonly where: string;
}
interface Group {
  readonly ways: readonly Way[];
  /** What the group is held apart by. */
  readonly fields?: Signal['fields'];
  /** The whole sequence came at least once. */
  readonly whole?: boolean;
  /** The last place was missing and was told of. */
  readonly fired?: boolean;
  /** Of `missing: first`: line time of the last first place. */
  readonly first?: Millis;
}
interface State {
  readonly groups: Groups<Group>;
  /** No deadline of any group is sooner; looked for among all only when it has come. */
  readonly next?: Millis;
}

/** Ways that are followed at once: a first place may come again before the last one does. */
const MOST_WAYS = 16;

/** Fires when all places came in time, or (`missing`) when all others did and the last (the first) did not. */
function sequence({
  sequence: places,
  within,
  ordered = true,
  missing,
  after_first,
  by,
}: SequenceOperator): Correlator<State> {
  const count = places.length;
  const groupOf = grouping(by);
  const span = duration(within) ?? 0;
  const nameOf = (i: number) => {
    const place = places[i];
    return typeof place === 'string' ? place : `place ${i + 1}`;
  };
  const done = ({ at }: Way) => at.every((time) => time !== null);
  const lacksLast = ({ at }: Way) => at.every((time, i) => (i === count - 1) === (time === null));

  /** Every way goes on by the place that came, where that is the next (or any) that it lacks; a first place begins one anew. */
  const advanced = (ways: readonly Way[], place: number, signal: Signal, active: Millis): readonly Way[] => {
    const went = ways.flatMap((way): Way[] => {
      const oldest = Math.min(...way.at.flatMap((time) => time ?? []));
      const late = signal.time - oldest > span;
      const next = ordered ? way.at.indexOf(null) === place : way.at[place] === null;
      if (late && !(missing === 'last' && lacksLast(way))) return [];
      return next && !late ? [{ ...way, at: way.at.map((time, i) => (i === place ? signal.time : time)) }] : [way];
    });
    const begins = ordered ? place === 0 : true;
    if (!begins || (missing === 'first' && place === 0)) return went;
    const fresh: Way = {
      at: places.map((_, i) => (i === place ? signal.time : null)),
      began: active,
      where: `${signal.source}:${signal.line}`,
    };
    return [...went, fresh].slice(-MOST_WAYS);
  };

  const take = (
    state: State,
    signal: Signal,
    { active, roles, fired }: Correlating,
  ): readonly [State, readonly Signal[]] => {
    const key = groupOf(signal);
    const whose = groupText(signal, by);
    const out: Signal[] = [];
    let group: Group = groupIn(state.groups, key) ?? {
      ways: [],
      ...(by === undefined ? {} : { fields: groupFields(signal, by) }),
    };
    // A signal that is the first and the last at once does not stand before itself.
    const at = roles.map(Number).filter(Number.isInteger);
    for (const place of missing === 'first' ? at.reverse() : at) {
      const last = place === count - 1;
      if (missing === 'first') {
        if (place === 0) group = { ...group, first: signal.time };
        else if (last && (group.first === undefined || signal.time - group.first > span))
          out.push(
            fired({
              text: `${signal.name} came without ${nameOf(0)} in the ${inWords(span)} before${whose}: ${signal.text}`,
              from: signal,
              group: key,
            }),
          );
        continue;
      }
      if (missing === 'last' && last) {
        if (group.fired)
          out.push(
            fired({
              text: `${nameOf(place)} came after all${whose}: ${signal.text}`,
              from: signal,
              group: key,
              resolved: true,
            }),
          );
        const { fired: _, first: __, ...rest } = group;
        group = { ...rest, ways: [], ...(group.whole || group.ways.some(lacksLast) ? { whole: true } : {}) };
        continue;
      }
      const ways = advanced(group.ways, place, signal, active);
      const whole = missing === undefined && ways.some(done);
      if (whole)
        out.push(
          fired({
            text: `${places.map((_, i) => nameOf(i)).join(', ')} came within ${inWords(span)}${whose}.`,
            from: signal,
            group: key,
          }),
        );
      group = { ...group, ways: whole ? [] : ways };
    }
    const next = sooner(state.next, deadline(group));
    return [{ ...state, groups: withGroup(state.groups, key, group), ...(next === undefined ? {} : { next }) }, out];
  };

  const deadline = ({ ways, whole }: Group): Millis | undefined => {
    const waiting =
      missing === 'last' && (whole || !after_first) ? ways.filter(lacksLast).map(({ began }) => began + span) : [];
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  };

  const fire = (state: State, { active, fired, readUpTo }: Correlating): readonly [State, readonly Signal[]] => {
    const { next: soonest, ...rest } = state;
    if (soonest === undefined || soonest > active) return [state, []];
    const out: Signal[] = [];
    let { groups } = state;
    for (const [key, group] of entriesOf(groups)) {
      const at = deadline(group);
      if (at === undefined || at > active || !readUpTo(undefined, at)) continue;
      const way = group.ways.find((one) => lacksLast(one) && one.began + span === at);
      const text = `${nameOf(count - 1)} did not follow within ${inWords(span)}${key === '' ? '' : ` (${by?.join(', ')}: ${key})`}; ${nameOf(0)} stands at ${way?.where}.`;
      groups = withGroup(groups, key, { ...group, ways: [], fired: true });
      out.push(fired({ text, at, group: key, absence: true, fields: group.fields ?? {} }));
    }
    const next = entriesOf(groups).reduce<Millis | undefined>((min, [, one]) => sooner(min, deadline(one)), undefined);
    return [{ ...rest, groups, ...(next === undefined ? {} : { next }) }, out];
  };

  return {
    init: () => ({ groups: noGroups }),
    step(state, event: EngineEvent, context) {
      // A job that is queued again begins anew: what it was about to finish it will begin once more.
      if (event.type === 'job' && event.status.state === 'pending') return [begunAnew(state), []];
      if (event.type === 'signal') return take(state, event.signal, context);
      return event.type === 'watermark' || event.type === 'tick' ? fire(state, context) : [state, []];
    },
    due: ({ next }) => next,
  };
}

function begunAnew(state: State): State {
  let { groups } = state;
  for (const [key, group] of entriesOf(groups)) groups = withGroup(groups, key, { ...group, ways: [] });
  return { ...state, groups };
}

export const sequenceOperator: Component<'operator'> = {
  kind: 'operator',
  class_name: 'SequenceOperator',
  summary: 'Fires when signals came one after the other in time, or when the last or the first of them is missing.',
  config: componentSchemas.SequenceOperator,
  inputs: ['sequence'],
  // What came together, or without the first place, has happened: there is nothing that ends it.
  resolves: ({ missing }) => missing === 'last',
  create: (config) => sequence(config as unknown as SequenceOperator) as unknown as Correlator<Json>,
};
