import type { EngineEvent, Json, OutboxEntry, SigwatchEvent } from '../contract.js';
import { headingOf } from '../replay/record.js';
import { digestsOf, wordOf } from '../replay/rules-digest.js';
import { event, eventOf } from '../report/events.js';
import type { AttemptConfig, AttemptState, Output } from '../run/attempt-state.js';
import type { ActionRunner } from './actions.js';
import { controlAfter } from './control/state.js';
import { announcedIn } from './deadline/ends.js';
import type { Gathered } from './gather.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { entriesFor, rulesByName } from './outbox-entries.js';
import { QuietEvents } from './quiet.js';
import { runData } from './run-data.js';
import { UnsavedTracks } from './unsaved-tracks.js';

/** Even when all is quiet, the journal is brought up to date this often (ms). */
const COMMIT_EVERY = 5_000;

/** What one batch has led to. */
export interface Step {
  readonly state: AttemptState;
  readonly events: readonly EngineEvent[];
  readonly outputs: readonly { readonly at: number; readonly output: Output }[];
  readonly gathered: Gathered;
  readonly quiet: boolean;
}

/** Commits each step in one transaction: engine, cursors, record, events and queued actions. Quiet steps wait for the next one, or a few seconds. Returns the events. */
export function committer(
  run: RunContext,
  journal: Journal,
  actions: ActionRunner,
  config: AttemptConfig,
): (step: Step) => readonly SigwatchEvent[] {
  const quiet = new QuietEvents();
  const unsaved = new UnsavedTracks();
  const rules = rulesByName(run);
  let committed = run.deps.now();
  return (step) => {
    const now = run.deps.now();
    unsaved.add(step.gathered, now);
    if (step.quiet) quiet.hold(step.events);
    if (step.quiet && now - committed < COMMIT_EVERY) return [];
    committed = now;
    const held = quiet.take();
    const first = journal.snapshot.recorded === config.attempt ? [] : [headingOf({ ...run, config })];
    const record = [...first, ...held, ...(step.quiet ? [] : step.events)] as unknown as Json[];
    const told = eventsOf(run, journal, config, step);
    const outbox: OutboxEntry[] = entriesFor(run, rules, journal, step.outputs);
    const control = controlAfter(journal.snapshot.control, config.attempt, step.events);
    journal.commit(
      {
        engine: step.state,
        recorded: config.attempt,
        ...(first.length === 0 ? {} : { rules: wordOf(digestsOf(run)) }),
        ...(control === undefined ? {} : { control }),
        ...announcedIn(journal.snapshot, step.events),
        ...(told.running ? { running_told: true } : {}),
      },
      {
        record,
        events: told.events,
        outbox,
        commands_done: step.gathered.commands,
        // What comes after the verdict reads on from where this attempt has left its sources.
        // So does what is read on by other rules.
        moved: unsaved.take(now, step.state.verdict !== undefined || step.gathered.exchange !== undefined),
        // A decision is not left to be made again, perhaps by other rules.
        derived: step.state.decided === journal.snapshot.engine.decided && step.state.verdict === undefined,
        durable: step.state.verdict !== undefined,
      },
      step.outputs.map(({ output }) => output),
    );
    actions.add(outbox);
    return told.events;
  };
}

function eventsOf(
  run: RunContext,
  journal: Journal,
  config: AttemptConfig,
  step: Step,
): { events: SigwatchEvent[]; running: boolean } {
  const context = { run_id: run.run_id, attempt: config.attempt, dry_run: !config.has_job };
  const events: SigwatchEvent[] = [];
  let running = false;
  for (const { at, output } of step.outputs) {
    if (!running && !journal.snapshot.running_told && shows(output, step.state)) {
      running = true;
      events.push(event(context, at, 'run_started', runData(run, journal)));
    }
    const told = eventOf(context, at, output);
    if (told !== undefined) events.push(told);
  }
  return { events, running };
}

/** Whether this shows that the run has begun: what it prints does as well. A job that was cancelled while it waited never ran. */
function shows(output: Output, state: AttemptState): boolean {
  if (output.type === 'progress' || output.type === 'signal') return output.signal.line > 0;
  if (output.type !== 'state' || output.to === 'pending' || output.to === 'unknown') return false;
  return output.to !== 'cancelled' || state.started !== undefined || state.printed !== undefined;
}
