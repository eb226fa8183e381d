import { builtInActions } from '../action/built-in.js';
import type { RunnableAction } from '../action/component.js';
import { noRetry } from '../action/component.js';
import { runOutbox } from '../action/run-outbox.js';
import { checkpointFolder } from '../checkpoint/folder-of.js';
import type { ActionContext, ComponentConfig, Deps, Json, OutboxEntry, Signal } from '../contract.js';
import { randomOf } from '../policy/decide.js';
import { event } from '../report/events.js';
import type { Output } from '../run/attempt-state.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

/** What an entry of the outbox holds: the action as the rule names it, and the signal that asked for it. */
interface Payload {
  readonly action: ComponentConfig;
  readonly signal?: Signal;
}

export interface ActionRunner {
  add(entries: readonly OutboxEntry[]): void;
  idle(): Promise<void>;
}

type Trigger = { readonly decision?: readonly string[]; readonly state?: readonly string[] };

/** The actions that a step asks for, to be committed with it. */
export function entriesFor(
  run: RunContext,
  journal: Journal,
  outputs: readonly { at: number; output: Output }[],
): OutboxEntry[] {
  const entries: OutboxEntry[] = [];
  const add = (key: string, action: ComponentConfig, signal?: Signal) => {
    const payload = { action, ...(signal === undefined ? {} : { signal }) } as unknown as Json;
    entries.push({
      key,
      attempt: journal.snapshot.attempt,
      kind: action.class_name,
      payload,
      status: 'queued',
      tries: 0,
      not_before: 0,
    });
  };
  for (const [order, { at, output }] of outputs.entries()) {
    const signal = output.type === 'signal' || output.type === 'progress' ? output.signal : undefined;
    if (signal !== undefined) {
      const rule = run.monitor.rules.find((one) => one.name === signal.name);
      rule?.actions.forEach((action, index) => {
        if (action.on === undefined) add(`${signal.id}/${index}`, action, signal);
      });
    }
    triggered(run, output).forEach((action, index) => {
      add(
        `${journal.snapshot.attempt}/${at}/${order}/${index}`,
        action,
        output.type === 'decision' ? output.incident.root : undefined,
      );
    });
  }
  return entries;
}

/** Actions on a decision or a state: the monitor's own, and those of rules. */
function triggered(run: RunContext, output: Output): ComponentConfig[] {
  if (output.type !== 'decision' && output.type !== 'state') return [];
  const root = output.type === 'decision' ? output.incident.root.name : undefined;
  const ofRoot = run.monitor.rules.find((rule) => rule.name === root)?.actions ?? [];
  return [...run.monitor.actions, ...ofRoot].filter((action) => {
    const on = action.on as Trigger | undefined;
    if (output.type === 'decision') return on?.decision?.includes(output.decision.action);
    return on?.state?.includes(output.to);
  });
}

/** Runs the journaled actions beside the run; what an earlier life left is run first. */
export function startActions(run: RunContext, journal: Journal, abort: AbortSignal): ActionRunner {
  const built = new Map<string, RunnableAction>();
  return runOutbox({
    entries: journal.outbox,
    deps: run.deps,
    random: () => randomOf(`${run.run_id}/${run.deps.now()}`),
    abort,
    actions: (entry) => {
      const { action, signal } = entry.payload as unknown as Payload;
      const key = JSON.stringify(action);
      const runnable = built.get(key) ?? build(action, run.deps);
      if (runnable === undefined) return undefined;
      built.set(key, runnable);
      return { action: runnable, context: contextOf(run, journal, entry, signal) };
    },
    save: (entries, outcome) => {
      const at = run.deps.now();
      const done = entries.filter((entry) => outcome !== undefined && entry.status !== 'running');
      const events = done.map((entry) => {
        const { signal } = entry.payload as unknown as Payload;
        const data = {
          action: entry.kind,
          ok: outcome?.ok ?? false,
          detail: outcome?.detail ?? '',
          signal: signal?.name,
          fields: outcome?.note?.fields,
        };
        return event({ run_id: run.run_id, attempt: entry.attempt }, at, 'action', data);
      });
      journal.commit({}, { outbox: entries, events });
    },
  });
}

function build(config: ComponentConfig, deps: Deps): RunnableAction | undefined {
  const component = builtInActions.find((one) => one.class_name === config.class_name);
  const action = component?.create(config, deps);
  if (action === undefined || action.kind === 'run') return action;
  const detail =
    action.reason ??
    (action.kind === 'terminate' ? 'the run was ended' : 'a restart was asked for; the policy decides');
  return { kind: 'run', retries: 0, backoff: noRetry, concurrency: 1, run: async () => ({ ok: true, detail }) };
}

function contextOf(run: RunContext, journal: Journal, entry: OutboxEntry, signal: Signal | undefined): ActionContext {
  const { job, engine } = journal.snapshot;
  const fields = Object.fromEntries(Object.entries(signal?.fields ?? {}).map(([name, value]) => [name, String(value)]));
  const step = signal?.fields.step ?? engine.progress.last?.step;
  const path = fields.checkpoint_path ?? fields.path;
  return {
    run_id: run.run_id,
    attempt: entry.attempt,
    ...(job === undefined ? {} : { job }),
    ...(signal === undefined ? {} : { signal }),
    key: entry.key,
    directory: journal.directory,
    values: {
      ...fields,
      run_id: run.run_id,
      name: run.name,
      attempt: String(entry.attempt),
      output_dir: journal.directory,
      ...(job === undefined ? {} : { job_id: job.id.slice(job.id.indexOf(':') + 1) }),
      ...(signal === undefined ? {} : { log_path: signal.source }),
      ...(signal?.error_type === undefined ? {} : { error_type: signal.error_type }),
      ...(step === undefined ? {} : { step: String(step) }),
      ...(path === undefined ? {} : { checkpoint_path: checkpointFolder(path, fields.step, run.command?.cwd) }),
    },
  };
}
