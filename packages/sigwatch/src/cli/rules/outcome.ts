import {
  emptyScanState,
  type Fields,
  type Incident,
  type Matcher,
  type RuleTestCase,
  type SigwatchEvent,
} from '@sigwatch/core';
import { type Played, play } from './play.js';

type Data = SigwatchEvent['data'];

/** A signal, as it came. */
export interface Fired {
  readonly name: string;
  readonly source: string;
  /** 0: the engine's own, which stands in no line. */
  readonly line: number;
  readonly text: string;
  readonly fields?: Fields;
  readonly error_type?: string;
  /** When it was known; undefined of a hit that the engine did not tell of. */
  readonly at?: number;
}

/** An incident as it closed. */
export type Closed = Data & {
  readonly opened_at?: number;
  readonly closed_at?: number;
  /** What was found out about it, of which an event holds only what people read. */
  readonly whole?: Incident;
};

/** What came out of a log. */
export interface Outcome {
  /** When the test began. */
  readonly start: number;
  /** All of them, in the order in which they came; without progress. */
  readonly signals: readonly Fired[];
  /** Hits of progress rules. */
  readonly progressed: readonly Fired[];
  /** The last value of each progress field. */
  readonly progress: Data;
  readonly incident: Closed | undefined;
  readonly falseAlarm: Closed | undefined;
  /** The states that the run came to after `pending`. */
  readonly states: readonly { readonly state: string; readonly at: number; readonly because: string }[];
  readonly state: string;
  /** Why the state is what it is. */
  readonly because: string;
  readonly decisions: readonly (Data & { readonly at: number })[];
}

/** Plays the log of a test through the engine. */
export async function outcomeOf(
  test: Pick<RuleTestCase, 'monitor' | 'policy' | 'sources' | 'ending' | 'script'>,
  matcher: Matcher,
  registry?: Played['registry'],
): Promise<Outcome> {
  const whole: Incident[] = [];
  const events = await play({ ...test, matcher, registry, closed: (incident) => whole.push(incident) });
  const of = (type: string) =>
    events
      .filter((event) => event.event_type === type)
      .map(({ data, timestamp }) => ({ data, at: Date.parse(timestamp) }));
  const dataOf = (type: string) => of(type).map(({ data }) => data);
  const opened = new Map(of('incident_opened').map(({ data, at }) => [data.incident, at]));
  const closed = of('incident_closed').map(({ data, at }, i) => {
    const opened_at = opened.get(data.incident);
    const incident = whole[i];
    return {
      ...data,
      ...{ closed_at: at, ...(opened_at === undefined ? {} : { opened_at }) },
      ...(incident === undefined ? {} : { whole: incident }),
    } as Closed;
  });
  const steps = dataOf('progress').map(({ source, line, ...fields }) => fields);
  const metrics = dataOf('signal').filter(({ kind }) => kind === 'progress');
  const changes = of('state_changed');
  return {
    start: Date.parse(events[0]?.timestamp ?? ''),
    signals: of('signal')
      .filter(({ data }) => data.kind !== 'progress')
      .map(firedOf),
    progressed: progressHits(test.sources, matcher, [...of('progress'), ...of('signal')]),
    progress: Object.assign({}, ...metrics.map(({ fields }) => fields), ...steps),
    incident: closed.findLast(({ ignored }) => ignored !== true),
    falseAlarm: closed.findLast(({ ignored }) => ignored === true),
    states: changes.map(({ data, at }) => ({ state: String(data.to), at, because: String(data.reason) })),
    state: String(dataOf('run_ended').at(-1)?.state ?? 'unknown'),
    because: String(changes.at(-1)?.data.reason ?? 'nothing was said of the run'),
    decisions: of('decision').map(({ data, at }) => ({ ...data, at })),
  };
}

interface Told {
  readonly data: Data;
  readonly at: number;
}

function firedOf({ data, at }: Told): Fired {
  const { signal, source, line, text, fields, error_type } = data;
  return {
    ...({ name: signal, source, line, text, fields } as unknown as Fired),
    ...(typeof error_type === 'string' ? { error_type } : {}),
    at,
  };
}

/** The engine tells of steps and not of the rules that found them; the matcher does. */
function progressHits(sources: RuleTestCase['sources'], matcher: Matcher, told: readonly Told[]): readonly Fired[] {
  const moments = new Map(told.map(({ data: { source, line }, at }) => [`${line} ${source}`, at]));
  return sources.flatMap(({ id, text }) =>
    matcher
      .scan(Buffer.from(text), { offset: 0, line: 1 }, emptyScanState)
      .hits.filter(({ rule }) => rule.kind === 'progress' && rule.when === undefined)
      .map((hit) => {
        const at = moments.get(`${hit.line} ${id}`);
        const { rule, line, text: found, fields } = hit;
        return { name: rule.name, source: id, line, text: found, fields, ...(at === undefined ? {} : { at }) };
      }),
  );
}
