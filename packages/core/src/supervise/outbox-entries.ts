import type { ComponentConfig, Json, OutboxEntry, Rule, Signal } from '../contract.js';
import type { Output } from '../run/attempt-state.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

/** What an action's entry of the outbox holds: the action as the rule names it, and the signal that asked for it. */
export interface Payload {
  readonly action: ComponentConfig;
  readonly signal?: Signal;
  /** Settings of the next attempt, where its decision changes them. */
  readonly overrides?: Json;
}

type Trigger = { readonly decision?: readonly string[]; readonly state?: readonly string[] };

/** Every signal asks for its rule. */
export type RulesByName = ReadonlyMap<string, Rule>;

export const rulesByName = ({ monitor }: RunContext): RulesByName =>
  new Map(monitor.rules.map((rule) => [rule.name, rule]));

/** The actions that a step asks for, to be committed with it. */
export function entriesFor(
  run: RunContext,
  rules: RulesByName,
  journal: Journal,
  outputs: readonly { at: number; output: Output }[],
): OutboxEntry[] {
  const { attempt } = journal.snapshot;
  const entries: OutboxEntry[] = [];
  const add = (key: string, kind: string, payload: Payload) =>
    entries.push({
      key,
      attempt,
      kind,
      payload: payload as unknown as Json,
      status: 'queued',
      tries: 0,
      not_before: 0,
    });
  for (const [order, { at, output }] of outputs.entries()) {
    const signal = output.type === 'signal' || output.type === 'progress' ? output.signal : undefined;
    // That something is over asks for nothing once more.
    const rule = signal === undefined || signal.resolved ? undefined : rules.get(signal.name);
    rule?.actions.forEach((action, index) => {
      if (action.on === undefined)
        add(`${signal?.id}/${index}`, action.class_name, { action, ...(signal && { signal }) });
    });
    const root = output.type === 'decision' ? output.incident.root : undefined;
    const overrides = output.type === 'decision' ? output.decision.overrides : undefined;
    triggered(run, rules, output).forEach((action, index) => {
      const about = { ...(root && { signal: root }), ...(overrides === undefined ? {} : { overrides }) };
      add(`${attempt}/${at}/${order}/${index}`, action.class_name, { action, ...about });
    });
  }
  return entries;
}

/** Actions on a decision or a state: the monitor's own, and those of rules. */
function triggered(run: RunContext, rules: RulesByName, output: Output): ComponentConfig[] {
  if (output.type !== 'decision' && output.type !== 'state') return [];
  const root = output.type === 'decision' ? output.incident.root.name : undefined;
  const ofRoot = (root === undefined ? undefined : rules.get(root)?.actions) ?? [];
  return [...run.monitor.actions, ...ofRoot].filter((action) => asksFor(action.on as Trigger | undefined, output));
}

function asksFor(on: Trigger | undefined, output: Output): boolean {
  if (output.type === 'decision') return on?.decision?.includes(output.decision.action) === true;
  return output.type === 'state' && on?.state?.includes(output.to) === true;
}
