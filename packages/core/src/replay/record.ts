import type { PolicySet } from '../config/policy.js';
import type { EngineEvent, Json, Millis, Registry, SigwatchEvent } from '../contract.js';
import { makeOperators, type OperatorSpecs, operatorsOf } from '../correlate/operators.js';
import { systemDeps } from '../deps.js';
import { makeAll } from '../plugin/make.js';
import { createRegistry } from '../plugin/registry.js';
import { event, eventOf } from '../report/events.js';
import { afterReload } from '../run/after-reload.js';
import { attemptOperator } from '../run/attempt.js';
import type { AttemptConfig, AttemptState, Output } from '../run/attempt-state.js';
import { digestsOf, type Ruled, type RulesDigest } from './rules-digest.js';

/** What stands before the engine inputs of each attempt in a record. */
export interface RecordHeading {
  readonly type: 'attempt';
  readonly config: Omit<AttemptConfig, 'policies' | 'operators'>;
  readonly policy: PolicySet['policies'] | null;
  /** The operators of rules, by the rule's name. */
  readonly operators?: OperatorSpecs;
  /** What its rules, settings and policy say, in short. */
  readonly digests?: RulesDigest;
}

/** Where other rules take over in the midst of an attempt. */
export interface RulesEntry extends Omit<RecordHeading, 'type'> {
  readonly type: 'rules';
  readonly at: Millis;
  /** Rules of which nothing is remembered any more. */
  readonly anew: readonly string[];
  /** What its event says. */
  readonly told: SigwatchEvent['data'];
}

/** What judges an attempt. */
export interface Judging extends Ruled {
  readonly config: AttemptConfig;
}

export const headingOf = (judging: Judging): Json => ({ type: 'attempt', ...judgedBy(judging) }) as unknown as Json;

export const rulesEntry = (judging: Judging, entry: Pick<RulesEntry, 'at' | 'anew' | 'told'>): Json =>
  ({ type: 'rules', ...judgedBy(judging), ...entry }) as unknown as Json;

function judgedBy(judging: Judging): Omit<RecordHeading, 'type'> {
  const { config, monitor, policy } = judging;
  const { policies: _, operators: __, ...recorded } = config;
  return {
    config: recorded,
    policy: policy?.policies ?? null,
    operators: operatorsOf(monitor.rules),
    digests: digestsOf(judging),
  };
}

/** Whether an entry says by what is judged, and is nothing that happened. */
export const isHeading = (entry: Json): boolean => {
  const { type } = entry as { readonly type?: Json };
  return type === 'attempt' || type === 'rules';
};

/** The engine of a recorded attempt. Throws where the registry lacks what it names. */
export function recordedEngine({ config, policy, operators }: Omit<RecordHeading, 'type'>, registry: Registry) {
  return attemptOperator({
    ...config,
    policies: policy === null ? undefined : makeAll(registry, 'policy', policy, systemDeps),
    operators: makeOperators(registry, operators ?? {}, systemDeps),
  });
}

/** What judged the last attempt of a record at its end. */
export function lastJudged(record: Iterable<Json>): Omit<RecordHeading, 'type'> | undefined {
  let last: RecordHeading | RulesEntry | undefined;
  for (const item of record as Iterable<unknown>) {
    const entry = item as RecordHeading | RulesEntry | EngineEvent;
    if (entry.type === 'attempt' || entry.type === 'rules') last = entry;
  }
  return last;
}

/**
 * Runs the engine again over what a live run recorded. The events are those that the live run told, byte for byte:
 * nothing but the record goes in, and the plugins that it names.
 */
export function* replayRecord(record: Iterable<Json>, registry: Registry = createRegistry()): Generator<SigwatchEvent> {
  let heading: RecordHeading | RulesEntry | undefined;
  let operator: ReturnType<typeof attemptOperator> | undefined;
  let state: AttemptState | undefined;
  for (const item of record as Iterable<unknown>) {
    const entry = item as RecordHeading | RulesEntry | EngineEvent;
    if (entry.type === 'attempt') {
      heading = entry;
      operator = recordedEngine(entry, registry);
      state = operator.init();
      continue;
    }
    if (heading === undefined || operator === undefined || state === undefined)
      throw new Error('the record does not begin with an attempt');
    let outputs: readonly Output[];
    if (entry.type === 'rules') {
      heading = entry;
      operator = recordedEngine(entry, registry);
      [state, outputs] = afterReload(state, new Set(entry.anew));
    } else [state, outputs] = operator.step(state, entry);
    const { run_id, attempt, has_job } = heading.config;
    const context = { run_id, attempt, dry_run: !has_job };
    if (entry.type === 'rules') yield event(context, entry.at, 'rules_reloaded', entry.told);
    for (const output of outputs) {
      const told = eventOf(context, entry.at, output);
      if (told !== undefined) yield JSON.parse(JSON.stringify(told)) as SigwatchEvent;
    }
  }
}
