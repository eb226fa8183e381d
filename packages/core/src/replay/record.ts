import type { PolicySet } from '../config/policy.js';
import type { EngineEvent, Json, Registry, Rule, SigwatchEvent } from '../contract.js';
import { makeOperators, type OperatorSpecs, operatorsOf } from '../correlate/operators.js';
import { systemDeps } from '../deps.js';
import { makeAll } from '../plugin/make.js';
import { createRegistry } from '../plugin/registry.js';
import { eventOf } from '../report/events.js';
import { attemptOperator } from '../run/attempt.js';
import type { AttemptConfig } from '../run/attempt-state.js';

/** What stands before the engine inputs of each attempt in a record. */
export interface RecordHeading {
  readonly type: 'attempt';
  readonly config: Omit<AttemptConfig, 'policies' | 'operators'>;
  readonly policy: PolicySet['policies'] | null;
  /** The operators of rules, by the rule's name. */
  readonly operators?: OperatorSpecs;
}

export function headingOf(
  config: AttemptConfig,
  policy: PolicySet['policies'] | undefined,
  rules: readonly Rule[],
): Json {
  const { policies: _, operators: __, ...recorded } = config;
  const operators = operatorsOf(rules);
  const heading: RecordHeading = { type: 'attempt', config: recorded, policy: policy ?? null, operators };
  return heading as unknown as Json;
}

/**
 * Runs the engine again over what a live run recorded. The events are those that the live run told, byte for byte:
 * nothing but the record goes in, and the plugins that it names.
 */
export function* replayRecord(record: Iterable<Json>, registry: Registry = createRegistry()): Generator<SigwatchEvent> {
  let heading: RecordHeading | undefined;
  let operator: ReturnType<typeof attemptOperator> | undefined;
  let state: ReturnType<NonNullable<typeof operator>['init']> | undefined;
  for (const item of record as Iterable<unknown>) {
    const entry = item as RecordHeading | EngineEvent;
    if (entry.type === 'attempt') {
      heading = entry;
      operator = attemptOperator({
        ...entry.config,
        policies: entry.policy === null ? undefined : makeAll(registry, 'policy', entry.policy, systemDeps),
        operators: makeOperators(registry, entry.operators ?? {}, systemDeps),
      });
      state = operator.init();
      continue;
    }
    if (heading === undefined || operator === undefined || state === undefined)
      throw new Error('the record does not begin with an attempt');
    const { run_id, attempt, has_job } = heading.config;
    const [next, outputs] = operator.step(state, entry);
    state = next;
    for (const output of outputs) {
      const told = eventOf({ run_id, attempt, dry_run: !has_job }, entry.at, output);
      if (told !== undefined) yield JSON.parse(JSON.stringify(told)) as SigwatchEvent;
    }
  }
}
