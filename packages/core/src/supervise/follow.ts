import type { Observable } from 'rxjs';
import { childAbort } from '../child-abort.js';
import { engineSettings } from '../config/engine-settings.js';
import type { Millis } from '../contract.js';
import { Intake } from '../intake/intake.js';
import { LastLine, type OnPrinted } from '../last-line.js';
import { rxjs } from '../lazy-packages.js';
import { attemptOperator } from '../run/attempt.js';
import type { AttemptConfig, AttemptState, Output, Verdict } from '../run/attempt-state.js';
import { finalStates } from '../run/platform.js';
import type { ActionRunner } from './actions.js';
import { Asking } from './asking.js';
import { commandsFor } from './commands.js';
import { committer, type Step } from './commit-step.js';
import { HealthFile } from './control/health-file.js';
import { AskedSaves } from './control/saves.js';
import { keepCopies } from './copies/keep-copies.js';
import { HeardCheckpoints } from './deadline/heard-checkpoints.js';
import { keepDeadline } from './deadline/keep-deadline.js';
import { type Demand, type Gathered, gather } from './gather.js';
import { handOver } from './hand-over.js';
import type { Journal } from './journal.js';
import { lastWords } from './last-words.js';
import { laterLogs, tellRefused } from './log-paths.js';
import { logsOf } from './logs.js';
import { lookAtJob } from './look.js';
import type { RunContext } from './options.js';
import { questionOf } from './question.js';
import { QuietEvents } from './quiet.js';
import { clearTwinsOnce } from './twins.js';
import { nativeId } from './values.js';

/** What the pure engine is told about this attempt; part of the record, so that a replay decides alike. */
export function attemptConfig(run: RunContext, journal: Journal): AttemptConfig {
  const { job } = journal.snapshot;
  return {
    run_id: run.run_id,
    attempt: journal.snapshot.attempt,
    name: run.name,
    ...(job === undefined ? {} : { job_id: nativeId(job) }),
    has_job: run.adapter !== undefined && job !== undefined,
    ...(run.adapter?.delays === true ? { delays: true } : {}),
    ...engineSettings(run.monitor),
    policies: run.policies,
    operators: run.operators,
    ledger: journal.snapshot.ledger,
  };
}

/** The termination command, if there is one. */
function askingOf(run: RunContext, journal: Journal): Asking {
  const { termination_command: argv, check_interval_seconds } = run.monitor;
  const ask = argv === undefined ? undefined : questionOf(run, journal, argv);
  return new Asking(ask, run.deps, check_interval_seconds * 1000, journal.snapshot.attempt);
}

/** The platform's own pace; of one that answers from its own disk that of the files, else what the monitor says. */
function jobPollOf({ adapter, poll = 500, monitor }: RunContext): Millis {
  return adapter?.poll ?? (adapter?.lag === 0 ? poll : monitor.poll_interval_seconds * 1000);
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
  const handed = handOver(run, journal, beside.signal).catch(() => {});
  const heard = new HeardCheckpoints(run.command?.cwd);
  const saved = keepDeadline(run, journal, heard, beside.signal).catch(() => {});
  const copied = keepCopies(run, journal, beside.signal).catch(() => {});
  const saves = new AskedSaves(run, journal, beside.signal);
  const asking = askingOf(run, journal);
  const told = tellRefused(run, journal, beside.signal).catch(() => {});
  const lastLine = new LastLine();
  const intake = new Intake({
    discovery: logsOf(run, journal),
    matcher: run.matcher,
    attempt: config.attempt,
    now: run.deps.now,
    replay: false,
    states: journal.tracks,
    poll: run.poll ?? 500,
    ...(run.onChunk === undefined ? {} : { onChunk: run.onChunk }),
    onPrinted: printedBy(run, lastLine),
  });
  const health = new HealthFile(run, journal);
  const commit = committer(run, journal, actions, config);
  const { filter, firstValueFrom, map, scan, tap } = rxjs();
  try {
    const verdict = await firstValueFrom(
      gather({
        intake,
        deps: run.deps,
        demand,
        poll: run.poll ?? 500,
        jobPoll: jobPollOf(run),
        lag: run.adapter?.lag ?? 0,
        settle: settleOf(run),
        asking,
        late: laterLogs(run, journal) === undefined ? 0 : 2 * (run.poll ?? 500),
        commands: () => commandsFor(run, journal, saves),
        lastWords: () => lastWords(lastLine, journal.tracks),
        ...lookAtJob(run, journal),
      }).pipe(
        untilAborted(abort),
        scan((step: Step, gathered: Gathered) => reduce(operator, step.state, gathered), { state: start } as Step),
        tap((step) => health.take(commit(step))),
        tap((step) => heard.hear(step.events)),
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
    await saves.end();
    return verdict;
  } finally {
    beside.end();
    await Promise.all([
      intake[Symbol.asyncDispose](),
      twins,
      handed,
      saved,
      copied,
      told,
      asking.settled(),
      saves.settled(),
      health.end(),
    ]);
  }
}

/** What this attempt has printed last, and where somebody is told of it the run. */
function printedBy({ notices }: RunContext, lastLine: LastLine): OnPrinted {
  if (!notices.areWanted) return lastLine.take;
  return (lines, source, at) => {
    lastLine.take(lines, source, at);
    notices.lastLine.take(lines, source, at);
  };
}

/** What a network file system still held back when a job ended shows within this time (ms). */
const FAR_SETTLE = 10_000;

const settleOf = ({ adapter }: RunContext): number => adapter?.settle ?? (adapter?.lag ? FAR_SETTLE : 0);

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

/** Ends with the abort's reason: supervision stops, and what is committed stands. */
function untilAborted<T>(abort: AbortSignal): (source: Observable<T>) => Observable<T> {
  return (source) =>
    new (rxjs().Observable)((subscriber) => {
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
