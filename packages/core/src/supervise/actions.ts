import { runOutbox } from '../action/run-outbox.js';
import { NOTICE } from '../alerts/entries.js';
import { checkpointFolder } from '../checkpoint/folder-of.js';
import type { Action, ActionContext, ComponentConfig, OutboxEntry } from '../contract.js';
import { makeComponent } from '../plugin/make.js';
import { randomOf } from '../policy/decide.js';
import { event } from '../report/events.js';
import { programOf } from './control/ask-program.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import type { Payload } from './outbox-entries.js';
import { settingValues } from './setting-values.js';
import { nativeId } from './values.js';

export interface ActionRunner {
  add(entries: readonly OutboxEntry[]): void;
  idle(): Promise<void>;
}

/** Runs the journaled actions beside the run; what an earlier life left comes first. */
export function startActions(run: RunContext, journal: Journal, abort: AbortSignal): ActionRunner {
  const made = new Map<string, Action>();
  const once = (config: ComponentConfig, make: () => Action) => {
    const key = JSON.stringify(config);
    const action = made.get(key) ?? make();
    made.set(key, action);
    return action;
  };
  return runOutbox({
    entries: journal.outbox.filter(({ kind }) => kind !== NOTICE),
    deps: run.deps,
    random: () => randomOf(`${run.run_id}/${run.deps.now()}`),
    abort,
    actions: (entry) => {
      const payload = entry.payload as unknown as Payload;
      const { action } = payload;
      const context = contextOf(run, journal, entry, payload);
      // The journal may be older than the plugins that there are now.
      if (run.registry.find('action', action.class_name) === undefined) return undefined;
      const program = programOf(run, journal, entry.attempt);
      return { action: once(action, () => madeAction(run, action)), context, program };
    },
    save: (entries, outcome) => {
      const at = run.deps.now();
      const done = entries.filter((entry) => outcome !== undefined && entry.status !== 'running');
      const events = done.map((entry) => {
        const payload = entry.payload as unknown as Payload;
        const data = {
          action: entry.kind,
          ok: outcome?.ok ?? false,
          detail: outcome?.detail ?? '',
          signal: payload.signal?.name,
          fields: outcome?.note?.fields,
        };
        return event({ run_id: run.run_id, attempt: entry.attempt }, at, 'action', data);
      });
      journal.commit({}, { outbox: entries, events });
    },
  });
}

/** One whose `create` throws fails when its time has come, and says so: it ends no other. */
function madeAction(run: RunContext, config: ComponentConfig): Action {
  try {
    return makeComponent(run.registry, 'action', config, run.deps);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { run: async () => ({ ok: false, detail: `${config.class_name} can't be made: ${why}`, final: true }) };
  }
}

function contextOf(
  run: RunContext,
  journal: Journal,
  entry: OutboxEntry,
  { signal, overrides = journal.snapshot.start.overrides }: Payload,
): ActionContext {
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
      ...settingValues(run.command?.argv ?? [], run.override_args ?? {}, overrides),
      run_id: run.run_id,
      name: run.name,
      attempt: String(entry.attempt),
      output_dir: journal.directory,
      ...(job === undefined ? {} : { job_id: nativeId(job) }),
      ...(signal === undefined ? {} : { log_path: signal.source }),
      ...(signal?.error_type === undefined ? {} : { error_type: signal.error_type }),
      ...(step === undefined ? {} : { step: String(step) }),
      ...(path === undefined ? {} : { checkpoint_path: checkpointFolder(path, fields.step, run.command?.cwd) }),
    },
  };
}
