import type { Deps, Discovery, EngineEvent, LogSource, Rule } from '../contract.js';
import { compileRules } from '../match/compile-rules.js';
import { namedSources } from '../named-sources.js';
import { Intake, type IntakeOptions, type Taken, type TrackStates } from './intake.js';

const base = { pattern_type: 'regex', severity: 'error', symptom_of: [], actions: [], metadata: {} } as const;

export const rules: readonly Rule[] = [
  { ...base, name: 'step', pattern: 'step (?P<step>\\d+)', kind: 'progress', severity: 'warning' },
  { ...base, name: 'loss', pattern: 'loss (?P<loss>[\\d.]+)', kind: 'progress', severity: 'warning' },
  { ...base, name: 'failed', pattern: 'FAIL (?P<what>\\w+)', kind: 'error', mode: 'crash' },
  { ...base, name: 'exit', pattern: 'EXIT', kind: 'error', mode: 'crash', symptom_of: ['*'] },
  { ...base, name: 'exception', pattern: 'Traceback', kind: 'error', mode: 'crash', lines: 20 },
];

const matcher = compileRules(rules);

export function discoveryOf(...sources: readonly LogSource[]): Discovery {
  return {
    async *sources() {
      yield* sources;
    },
  };
}

export function intakeOf(deps: Pick<Deps, 'now'>, discovery: Discovery, more: Partial<IntakeOptions> = {}): Intake {
  return new Intake({ discovery, matcher, attempt: 1, now: deps.now, replay: false, states: new Map(), ...more });
}

/** What a person would write down of a batch: signals as `source:line name`, everything else by its type. */
export function told(taken: Taken | readonly EngineEvent[]): string[] {
  const events = 'events' in taken ? taken.events : taken;
  return events.map((event) => {
    if (event.type === 'signal') return `${event.signal.source}:${event.signal.line} ${event.signal.name}`;
    const sources = event.type === 'notice' ? [event.source] : namedSources(event);
    return [...sources, event.type].join(' ');
  });
}

export function signals(taken: Taken) {
  return taken.events.flatMap((event) => (event.type === 'signal' ? [event.signal] : []));
}

/** As the journal keeps it. */
export function kept(states: TrackStates): TrackStates {
  return new Map(JSON.parse(JSON.stringify([...states])));
}
