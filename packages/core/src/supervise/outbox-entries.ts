import type { ComponentConfig, Json, OutboxEntry, Signal } from '../contract.js';
import type { Output } from '../run/attempt-state.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

/** What an action's entry of the outbox holds: the action as the rule names it, and the signal that asked for it. */
export interface Payload {
  readonly action: ComponentConfig;
  readonly signal?: Signal;
}

type Trigger = { readonly decision?: readonly string[]; readonly state?: readonly string[] };

/** The actions that a step asks for, to be committed with it. */
export function entriesFor(
  run: RunContext,
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
    const rule =
      signal === undefined || signal.resolved ? undefined : run.monitor.rules.find((one) => one.name === signal.name);
    rule?.actions.forEach((action, index) => {
      if (action.on === undefined)
        add(`${signal?.id}/${index}`, action.class_name, { action, ...(signal && { signal }) });
    });
    const root = output.type === 'decision' ? output.incident.root : undefined;
    triggered(run, output).forEach((action, index) => {
      add(`${attempt}/${at}/${order}/${index}`, action.class_name, { action, ...(root && { signal: root }) });
    });
  }
  return entries;
}

/** Actions on a decision or a state: the monitor's own, and those of rules. */
function triggered(run: RunContext, output: Output): ComponentConfig[] {
  if (output.type !== 'decision' && output.type !== 'state') return [];
  const root = output.type === 'decision' ? output.incident.root.name : undefined;
  const ofRoot = run.monitor.rules.find((rule) => rule.name === root)?.actions ?? [];
  return [...run.monitor.actions, ...ofRoot].filter((action) => asksFor(action.on as Trigger | undefined, output));
}

function asksFor(on: Trigger | undefined, output: Output): boolean {
  if (output.type === 'decision') return on?.decision?.includes(output.decision.action) === true;
  return output.type === 'state' && on?.state?.includes(output.to) === true;
}
