import { asyncScheduler, Observable, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import { ruleOf } from '../config/rule.js';
import { rulesOfInputs } from '../config/when.js';
import type { EngineEvent, JobState, Rule, Signal } from '../contract.js';
import { systemDeps } from '../deps.js';
import type { RuleEntry } from '../generated/monitor.js';
import { createRegistry } from '../plugin/registry.js';
import { emptyLedger } from '../policy/ledger.js';
import { attemptOperator } from '../run/attempt.js';
import type { AttemptState } from '../run/attempt-state.js';
import { makeOperators, operatorsOf } from './operators.js';

/** What a letter stands for: a signal, or anything else that the engine is told. */
export type Marble =
  | {
      readonly signal: string;
      readonly fields?: Signal['fields'];
      readonly source?: string;
      readonly kind?: Signal['kind'];
      readonly text?: string;
      readonly error_type?: string;
      readonly metadata?: Signal['metadata'];
      /** Printed so long (ms) before it was read. */
      readonly late?: number;
    }
  | { readonly read: string }
  | { readonly blind: string }
  | { readonly ended: string }
  | { readonly job: JobState | 'unknown' };

export type Entry = Omit<RuleEntry, 'name'> & { readonly name?: string };
const registry = createRegistry();

/** Rules as YAML has them; the one without a name is called `rule`. */
export function rulesOf(entries: readonly Entry[]): readonly Rule[] {
  return entries.flatMap((one) => {
    const entry = { name: 'rule', ...one } as RuleEntry;
    return [ruleOf(entry, registry), ...rulesOfInputs(entry, registry)];
  });
}

function eventOf(letter: string, marble: Marble, at: number, frame: number): EngineEvent {
  if ('read' in marble) return { type: 'watermark', at, source: marble.read, as_of: at };
  if ('blind' in marble) return { type: 'blind', at, source: marble.blind, error: 'stale' };
  if ('ended' in marble) return { type: 'source_ended', at, source: marble.ended };
  if ('job' in marble && marble.job === 'unknown') return { type: 'job_unknown', at, error: 'no answer' };
  if ('job' in marble)
    return { type: 'job', at, status: { job: { id: 'slurm:1', incarnation: '' }, state: marble.job as JobState } };
  const {
    signal: name,
    source = 'log',
    text = name,
    kind = 'notice',
    late = 0,
    ...more
  } = marble as Extract<Marble, { signal: string }>;
  const base = {
    id: `${letter}${frame}`,
    name,
    kind,
    severity: 'warning',
    source,
    line: frame + 1,
    offset: frame,
    time: at - late,
    text,
  } as const;
  return { type: 'signal', at, signal: { fields: {}, order: 0, symptom_of: [], metadata: {}, ...base, ...more } };
}

/** The engine over a stream of marbles: ticks come when it asks for them, and what the rule tells is put out. */
function told(
  rules: readonly Rule[],
  events: Observable<string>,
  marbles: Readonly<Record<string, Marble>>,
  now: () => number,
) {
  const engine = attemptOperator({
    ...{
      run_id: 'run',
      attempt: 1,
      has_job: true,
      hold: 0,
      hang_symptom_of: [],
      policies: undefined,
      ledger: emptyLedger,
    },
    operators: makeOperators(registry, operatorsOf(rules), systemDeps),
  });
  return new Observable<string>((subscriber) => {
    let state: AttemptState = engine.init();
    let ticking: { unsubscribe(): void } | undefined;
    const step = (event: EngineEvent) => {
      // The state is what the journal keeps: Json, and nothing else.
      const [next, outputs] = engine.step(JSON.parse(JSON.stringify(state)), event);
      state = next;
      for (const output of outputs) {
        if (output.type === 'notice') subscriber.next(`! ${output.text}`);
        if (
          output.type !== 'signal' ||
          !rules.some((rule) => rule.when !== undefined && rule.name === output.signal.name)
        )
          continue;
        const { name, resolved, text, group } = output.signal;
        subscriber.next(`${resolved ? 'over ' : ''}${name}${group === undefined ? '' : `[${group}]`}: ${text}`);
      }
      ticking?.unsubscribe();
      const due = engine.due(state);
      ticking =
        due === undefined
          ? undefined
          : timer(Math.max(0, due - now())).subscribe(() => step({ type: 'tick', at: now() }));
    };
    const source = events.subscribe({
      next: (letter) => step(eventOf(letter, marbles[letter] as Marble, now(), now())),
      complete: () => subscriber.complete(),
    });
    return () => {
      source.unsubscribe();
      ticking?.unsubscribe();
    };
  });
}

/**
 * Plays marbles on the virtual clock, a frame each ms, and compares what the rules tell; they listen until the input ends, and no longer.
 * `expected` has a letter for each text of `says`.
 */
export function plays(
  entries: Entry | readonly Entry[],
  marbles: Readonly<Record<string, Marble>>,
  input: string,
  expected: string,
  says: Readonly<Record<string, string>> = {},
): void {
  const rules = rulesOf([entries].flat() as readonly Entry[]);
  new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(
    ({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(input);
      expectObservable(told(rules, source, marbles, () => asyncScheduler.now())).toBe(expected, says);
      expectSubscriptions(source.subscriptions).toBe(`^ ${frameOfEnd(input) - 1}ms !`);
    },
  );
}

/** In which frame the input completes. */
function frameOfEnd(marbles: string): number {
  let frame = 0;
  for (const part of marbles.split(' ')) {
    const time = /^(\d+)ms$/.exec(part);
    const signs =
      time === null ? part.split('|', 1)[0]?.replace(/\([^)]*\)/g, (group) => '-'.repeat(group.length)) : undefined;
    frame += time === null ? (signs?.length ?? 0) : Number(time[1]);
  }
  return frame;
}
