import { filter, firstValueFrom, map, Observable, scan, tap } from 'rxjs';
import { childAbort } from '../child-abort.js';
import { errorType } from '../config/error-types.js';
import type { EngineEvent, Json, OutboxEntry, SigwatchEvent } from '../contract.js';
import { Intake } from '../intake/intake.js';
import { headingOf } from '../replay/record.js';
import { event, eventOf } from '../report/events.js';
import { attemptOperator } from '../run/attempt.js';
import type { AttemptConfig, AttemptState, Output, Verdict } from '../run/attempt-state.js';
import { finalStates } from '../run/platform.js';
import { type ActionRunner, entriesFor } from './actions.js';
import { commandsFor } from './commands.js';
import { type Demand, type Gathered, gather } from './gather.js';
import type { Journal } from './journal.js';
import { logsOf } from './logs.js';
import { lookAtJob } from './look.js';
import type { RunContext } from './options.js';
import { QuietEvents } from './quiet.js';
import { runData } from './run-data.js';
import { clearTwinsOnce } from './twins.js';

/** Even when all is quiet, the journal is brought up to date this often (ms). */
const COMMIT_EVERY = 5_000;

interface Step {
  readonly state: AttemptState;
  readonly events: readonly EngineEvent[];
  readonly outputs: readonly { readonly at: number; readonly output: Output }[];
  readonly gathered: Gathered;
  readonly quiet: boolean;
}

/** What the pure engine is told about this attempt; part of the record, so that a replay decides alike. */
export function attemptConfig(run: RunContext, journal: Journal): AttemptConfig {
  const hang = errorType('hang');
  return {
    run_id: run.run_id,
    attempt: journal.snapshot.attempt,
    has_job: run.adapter !== undefined && journal.snapshot.job !== undefined,
    inactivity: run.monitor.inactivity_threshold_seconds * 1000,
    hold: run.monitor.hold_seconds * 1000,
    hang_symptom_of: hang?.symptom_of ?? [],
    ...(hang === undefined ? {} : { hang_remedy: hang.remedy }),
    policies: run.policies,
    ledger: journal.snapshot.ledger,
  };
}

/** The pipe of one attempt: gather → reduce → commit → publish, until its verdict. */
export async function followAttempt(
  run: RunContext,
  journal: Journal,
  actions: ActionRunner,
  abort: AbortSignal,
): Promise<Verdict> {
  const config = attemptConfig(run, journal);
  const operator = attemptOperator(config);
  const start = journal.snapshot.engine;
  if (start.verdict !== undefined) return start.verdict;
  const final = start.job !== undefined && finalStates.has(start.job.state);
  // A crash may have come between the job's end and the end of the reading; what was read to its end is not read again.
  const demand: Demand = { due: operator.due(start), verify: false, drain: final && start.drained !== true };
  const beside = childAbort(abort);
  const twins = clearTwinsOnce(run, journal, beside.signal).catch(() => {});
  const intake = new Intake({
    discovery: logsOf(run, journal.snapshot),
    matcher: run.matcher,
    attempt: config.attempt,
    now: run.deps.now,
    replay: false,
    states: journal.snapshot.tracks,
    ...(run.onChunk === undefined ? {} : { onChunk: run.onChunk }),
  });
  const commit = committer(run, journal, actions, config);
  try {
    return await firstValueFrom(
      gather({
        intake,
        deps: run.deps,
        demand,
        poll: run.poll ?? 500,
        jobPoll: run.adapter?.lag === 0 ? (run.poll ?? 500) : run.monitor.poll_interval_seconds * 1000,
        lag: run.adapter?.lag ?? 0,
        commands: () => commandsFor(run, journal),
        ...lookAtJob(run, journal),
      }).pipe(
        untilAborted(abort),
        scan((step: Step, gathered: Gathered) => reduce(operator, step.state, gathered), { state: start } as Step),
        tap((step) => commit(step)),
        tap((step) => {
          demand.due = operator.due(step.state);
          for (const { output } of step.outputs) {
            if (output.type === 'verify') demand.verify = true;
            if (output.type === 'drain') demand.drain = true;
          }
        }),
        map((step) => step.state.verdict),
        filter((verdict) => verdict !== undefined),
      ),
    );
  } finally {
    beside.end();
    await Promise.all([intake[Symbol.asyncDispose](), twins]);
  }
}

function reduce(operator: ReturnType<typeof attemptOperator>, before: AttemptState, gathered: Gathered): Step {
  let state = before;
  const outputs: { at: number; output: Output }[] = [];
  for (const happened of gathered.events) {
    const [next, out] = operator.step(state, happened);
    state = next;
    for (const output of out) outputs.push({ at: happened.at, output });
  }
  const quiet =
    outputs.length === 0 && gathered.commands.length === 0 && QuietEvents.isQuiet(gathered.events, before, state);
  return { state, events: gathered.events, outputs, gathered, quiet };
}

/** Commits each step in one transaction: engine, cursors, record, events and queued actions. Quiet steps wait for the next one, or a few seconds. */
function committer(
  run: RunContext,
  journal: Journal,
  actions: ActionRunner,
  config: AttemptConfig,
): (step: Step) => void {
  const quiet = new QuietEvents();
  let committed = run.deps.now();
  return (step) => {
    if (step.quiet) quiet.hold(step.events);
    if (step.quiet && run.deps.now() - committed < COMMIT_EVERY) return;
    committed = run.deps.now();
    const held = quiet.take();
    const first = journal.snapshot.recorded === config.attempt ? [] : [headingOf(config, run.policy?.policies)];
    const record = [...first, ...held, ...(step.quiet ? [] : step.events)] as unknown as Json[];
    const told = eventsOf(run, journal, config, step);
    const outbox: OutboxEntry[] = entriesFor(run, journal, step.outputs);
    journal.commit(
      {
        engine: step.state,
        tracks: step.gathered.tracks,
        recorded: config.attempt,
        ...(told.running ? { running_told: true } : {}),
      },
      {
        record,
        events: told.events,
        outbox,
        commands_done: step.gathered.commands,
        durable: step.state.verdict !== undefined,
      },
      step.outputs.map(({ output }) => output),
    );
    actions.add(outbox);
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

export /** Ends with the abort's reason: supervision stops, and what is committed stands. */
function untilAborted<T>(abort: AbortSignal): (source: Observable<T>) => Observable<T> {
  return (source) =>
    new Observable((subscriber) => {
      const stop = () => subscriber.error(abort.reason);
      if (abort.aborted) return stop();
      abort.addEventListener('abort', stop, { once: true });
      const subscription = source.subscribe(subscriber);
      return () => {
        abort.removeEventListener('abort', stop);
        subscription.unsubscribe();
      };
    });
}
