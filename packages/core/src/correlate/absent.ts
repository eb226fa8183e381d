import { duration } from '../config/duration.js';
import type { Component, Correlating, Correlator, EngineEvent, Json, Millis, Signal } from '../contract.js';
import type { AbsentOperator } from '../generated/AbsentOperator.js';
import { componentSchemas } from '../generated/component-schemas.js';
import { namedSources } from '../named-sources.js';
import { groupFields, grouping, groupText, tellsGroup } from './group.js';
import { entriesOf, type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { sooner } from './sources-read.js';
import { inWords } from './words.js';

/** Times are active ones: they stand while nothing can be known of the run. */
interface Awaited {
  /** The last match, or (`began`) when it began to be awaited for the first time. */
  readonly since: Millis;
  readonly began?: boolean;
  /** Where the last match stands, for the sentence. */
  readonly last?: string;
  readonly source: string;
  /** What the group is held apart by. */
  readonly fields?: Signal['fields'];
  readonly fired?: boolean;
  /** Nothing is awaited any more. */
  readonly stopped?: boolean;
}
interface State {
  readonly groups: Groups<Awaited>;
  /** No deadline of any group is sooner; looked for among all only when it has come. */
  readonly next?: Millis | undefined;
  /** Where each source is awaited from the start: all that are known. */
  readonly found?: readonly string[] | undefined;
  /** Since when those are awaited. */
  readonly awaited?: Millis | undefined;
  /** When the job began to run, or was seen first. */
  readonly started?: Millis | undefined;
  readonly stopped?: boolean | undefined;
}

/**
 * Fires when what came before does not come again in time, or (`start_within`) does not come at all. That a time has
 * passed is no evidence: everything has to be read up to then.
 */
function absence({ absent, start_within, by }: AbsentOperator): Correlator<State> {
  const again = absent === undefined ? undefined : duration(absent);
  const first = start_within === undefined ? undefined : duration(start_within);
  const bySource = by?.includes('source') === true;
  const eachSource = bySource && by?.length === 1;
  const wholeRun = by === undefined || by.length === 0;
  const span = ({ began }: Awaited) => (began ? first : again);
  const deadline = (group: Awaited): Millis | undefined => {
    const wait = group.fired || group.stopped ? undefined : span(group);
    return wait === undefined ? undefined : group.since + wait;
  };
  const groupOf = grouping(by);
  const withNext = (state: State, next: Millis | undefined): State => {
    if (next === state.next) return state;
    if (next !== undefined) return { ...state, next };
    const { next: _, ...rest } = state;
    return rest;
  };

  /** Groups that can be awaited before they ever told anything: the whole run, or each source. */
  const await_ = (before: State, event: EngineEvent): State => {
    if (first === undefined || before.stopped) return before;
    const named = eachSource ? namedSources(event).filter((name) => name !== '') : [];
    const known = named.length === 0 ? undefined : new Set(before.found);
    const fresh = named.filter((name) => !known?.has(name));
    const found = [...(before.found ?? []), ...fresh];
    const since = before.started;
    if (fresh.length === 0 && (since === undefined || since === before.awaited)) return before;
    const state = {
      ...before,
      ...(fresh.length === 0 ? {} : { found }),
      ...(since === undefined ? {} : { awaited: since }),
    };
    if (since === undefined) return state;
    const each = before.awaited === since ? fresh : found;
    let { groups } = state;
    for (const name of wholeRun ? [''] : each)
      if (groupIn(groups, name) === undefined)
        groups = withGroup(groups, name, {
          since,
          began: true,
          source: name,
          ...(name && { fields: { source: name } }),
        });
    if (groups === before.groups) return state;
    return withNext({ ...state, groups }, sooner(state.next, since + first));
  };

  const fire = (state: State, { active, fired, readUpTo }: Correlating): readonly [State, readonly Signal[]] => {
    if (state.next === undefined || state.next > active) return [state, []];
    const out: Signal[] = [];
    let { groups } = state;
    for (const [key, group] of entriesOf(groups)) {
      const at = deadline(group);
      if (at === undefined || at > active || !readUpTo(bySource ? group.source : undefined, at)) continue;
      groups = withGroup(groups, key, { ...group, fired: true });
      const waited = inWords(span(group) ?? 0);
      const whose = key === '' ? '' : ` (${by?.join(', ')}: ${key})`;
      const text = group.began
        ? `It did not come within ${waited} from the start${whose}.`
        : `It did not come for ${waited}${whose}; last at ${group.last}.`;
      out.push(
        fired({
          text,
          at,
          group: key,
          absence: true,
          fields: { ...group.fields, waited_seconds: (span(group) ?? 0) / 1000 },
        }),
      );
    }
    const next = entriesOf(groups).reduce<Millis | undefined>((min, [, one]) => sooner(min, deadline(one)), undefined);
    return [withNext({ ...state, groups }, next), out];
  };

  const take = (
    state: State,
    signal: Signal,
    { active, roles, fired }: Correlating,
  ): readonly [State, readonly Signal[]] => {
    const key = groupOf(signal);
    const before = groupIn(state.groups, key);
    if (roles.includes('stop_on')) {
      if (!tellsGroup(signal, by) || by === undefined) return [{ ...state, groups: noGroups, stopped: true }, []];
      const group = { since: active, source: signal.source, ...before, stopped: true };
      return [{ ...state, groups: withGroup(state.groups, key, group) }, []];
    }
    if (state.stopped || before?.stopped) return [state, []];
    const { source, line } = signal;
    const since = Math.max(active, before?.since ?? active);
    const last = `${source}:${line}`;
    const group: Awaited =
      by === undefined ? { since, source, last } : { since, source, last, fields: groupFields(signal, by) };
    const again = () =>
      `It came ${before?.last === undefined ? 'after all' : 'again'}${groupText(signal, by)}: ${signal.text}`;
    const over = before?.fired ? [fired({ text: again(), from: signal, group: key, resolved: true })] : NO_SIGNALS;
    // Written out, since this is done for every step of a run.
    const after: State = {
      groups: withGroup(state.groups, key, group),
      next: sooner(state.next, deadline(group)),
      found: state.found,
      awaited: state.awaited,
      started: state.started,
      stopped: state.stopped,
    };
    return [after, over];
  };

  return {
    init: () => ({ groups: noGroups }),
    step(before, event, context) {
      if (event.type === 'signal') return take(before, event.signal, context);
      const state = await_(noted(before, event, context.active), event);
      return event.type === 'watermark' || event.type === 'tick' ? fire(state, context) : [state, []];
    },
    due: ({ next }) => next,
  };
}

const NO_SIGNALS: readonly Signal[] = Object.freeze([]);

/** What an event says of when the job began. */
function noted(state: State, event: EngineEvent, active: Millis): State {
  if (event.type === 'watermark') return state.started === undefined ? { ...state, started: active } : state;
  if (event.type !== 'job') return state;
  // A job that waits has not begun: what counts is when it runs.
  if (event.status.state === 'pending') return begunAnew(state);
  return event.status.state === 'running' && state.started === undefined ? { ...state, started: active } : state;
}

const begunAnew = ({ started: _, stopped: __, next: ___, awaited: ____, ...state }: State): State => ({
  ...state,
  groups: noGroups,
});

export const absentOperator: Component<'operator'> = {
  kind: 'operator',
  class_name: 'AbsentOperator',
  summary: 'Fires when its input does not come again, or does not come at all, in time.',
  config: componentSchemas.AbsentOperator,
  inputs: ['stop_on'],
  resolves: () => true,
  create: (config) => absence(config as unknown as AbsentOperator) as unknown as Correlator<Json>,
};
