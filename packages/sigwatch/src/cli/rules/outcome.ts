import { emptyScanState, type Matcher, type RuleTestCase, type SigwatchEvent } from '@sigwatch/core';
import { play } from './play.js';

type Data = SigwatchEvent['data'];

/** A signal where it came first. */
export interface Fired {
  readonly name: string;
  readonly source: string;
  /** 0: the engine's own, which stands in no line. */
  readonly line: number;
  readonly text: string;
}

/** What came out of a log. */
export interface Outcome {
  /** Each once, in the order in which they came; without progress. */
  readonly signals: readonly Fired[];
  /** Progress rules that hit. */
  readonly progressed: readonly Fired[];
  /** The last value of each progress field. */
  readonly progress: Data;
  readonly incident: Data | undefined;
  readonly falseAlarm: Data | undefined;
  readonly state: string;
  /** Why the state is what it is. */
  readonly because: string;
  readonly decision: Data | undefined;
}

/** Plays the log of a test through the engine. */
export async function outcomeOf(test: RuleTestCase, matcher: Matcher): Promise<Outcome> {
  const events = await play({ ...test, matcher });
  const dataOf = (type: string) => events.filter((event) => event.event_type === type).map(({ data }) => data);
  const signals = dataOf('signal').filter(({ kind }) => kind !== 'progress');
  const closed = dataOf('incident_closed');
  const steps = dataOf('progress').map(({ source, line, ...fields }) => fields);
  const metrics = dataOf('signal').filter(({ kind }) => kind === 'progress');
  return {
    signals: firstOf(signals.map(({ signal, source, line, text }) => ({ name: signal, source, line, text }) as Fired)),
    progressed: progressHits(test, matcher),
    progress: Object.assign({}, ...metrics.map(({ fields }) => fields), ...steps),
    incident: closed.findLast(({ ignored }) => ignored !== true),
    falseAlarm: closed.findLast(({ ignored }) => ignored === true),
    state: String(dataOf('run_ended').at(-1)?.state ?? 'unknown'),
    because: String(dataOf('state_changed').at(-1)?.reason ?? 'nothing was said of the run'),
    decision: dataOf('decision').at(-1),
  };
}

/** The engine tells of steps and not of the rules that found them; the matcher does. */
function progressHits({ sources }: RuleTestCase, matcher: Matcher): readonly Fired[] {
  return firstOf(
    sources.flatMap(({ id, text }) =>
      matcher
        .scan(Buffer.from(text), { offset: 0, line: 1 }, emptyScanState)
        .hits.filter(({ rule }) => rule.kind === 'progress')
        .map((hit) => ({ name: hit.rule.name, source: id, line: hit.line, text: hit.text })),
    ),
  );
}

function firstOf(fired: readonly Fired[]): readonly Fired[] {
  const first = new Map<string, Fired>();
  for (const one of fired) if (!first.has(one.name)) first.set(one.name, one);
  return [...first.values()];
}
