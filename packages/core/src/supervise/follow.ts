import type { Observable } from 'rxjs';
import { childAbort } from '../child-abort.js';
import type { Millis } from '../contract.js';
import { Intake } from '../intake/intake.js';
import { LastLine, type OnPrinted } from '../last-line.js';
import { rxjs } from '../lazy-packages.js';
import { attemptOperator } from '../run/attempt.js';
import type { AttemptState, Output, Verdict } from '../run/attempt-state.js';
import { finalStates } from '../run/platform.js';
import type { ActionRunner } from './actions.js';
import { Asking } from './asking.js';
import { attemptConfig } from './attempt-config.js';
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
import { type Ask, questionOf } from './question.js';
import { QuietEvents } from './quiet.js';
import type { Reloader } from './reload/reloader.js';
import { clearTwinsOnce } from './twins.js';

/** The termination command, if there is one. */
function questionIn(run: RunContext, journal: Journal): { readonly ask: Ask | undefined; readonly every: Millis } {
  const { termination_command: argv, check_interval_seconds } = run.monitor;
  return {
    ask: argv === undefined ? undefined : questionOf(run, journal, argv),
    every: check_interval_seconds * 1000,
  };
}

/** What judges the attempt from now on, and commits what follows. */
function judging(run: RunContext, journal: Journal, actions: ActionRunner) {
  const config = attemptConfig(run, journal);
  return { operator: attemptOperator(config), commit: committer(run, journal, actions, config) };
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
  reloader: Reloader,
  abort: AbortSignal,
): Promise<Verdict> {
  reloader.takeOver();
  let judged = judging(run, journal, actions);
  const start = journal.snapshot.engine;
  let state = start;
  if (start.verdict !== undefined) return start.verdict;
  const final = start.job !== undefined && finalStates.has(start.job.state);
  // A crash may have come between the job's end and the end of the reading; what was read to its end is not read again.
  const demand: Demand = { due: judged.operator.due(start), verify: false, drain: final && start.drained !== true };
  const beside = childAbort(abort);
  const twins = clearTwinsOnce(run, journal, beside.signal).catch(() => {});
  const handed = handOver(run, journal, beside.signal).catch(() => {});
  const heard = new HeardCheckpoints(run.command?.cwd);
  const saved = keepDeadline(run, journal, heard, beside.signal).catch(() => {});
  const copied = keepCopies(run, journal, beside.signal).catch(() => {});
  const saves = new AskedSaves(run, journal, beside.signal);
  const { attempt } = journal.snapshot;
  const { ask, every } = questionIn(run, journal);
  const asking = new Asking(ask, run.deps, every, attempt);
  const told = tellRefused(run, journal, beside.signal).catch(() => {});
  const lastLine = new LastLine();
  const intake = new Intake({
    discovery: logsOf(run, journal),
    matcher: run.matcher,
    attempt,
    now: run.deps.now,
    replay: false,
    states: journal.tracks,
    poll: run.poll ?? 500,
    ...(run.onChunk === undefined ? {} : { onChunk: run.onChunk }),
    onPrinted: printedBy(run, lastLine),
  });
  const health = new HealthFile(run, journal);
  const { filter, firstValueFrom, map, tap } = rxjs();
  const exchanged = () => {
    reloader.takeOver();
    judged = judging(run, journal, actions);
    state = journal.snapshot.engine;
    const { ask, every } = questionIn(run, journal);
    asking.change(ask, every);
  };
  try {
    const verdict = await firstValueFrom(
      gather({
        intake,
        deps: run.deps,
        demand,
        poll: run.poll ?? 500,
        get jobPoll() {
          return jobPollOf(run);
        },
        lag: run.adapter?.lag ?? 0,
        settle: settleOf(run),
        asking,
        late: laterLogs(run, journal) === undefined ? 0 : 2 * (run.poll ?? 500),
        commands: () => commandsFor(run, journal, saves, reloader),
        exchange: () => reloader.exchange,
        lastWords: () => lastWords(lastLine, journal.tracks),
        ...lookAtJob(run, journal),
      }).pipe(
        untilAborted(abort),
        map((gathered: Gathered) => reduce(judged.operator, state, gathered)),
        tap((step) => {
          state = step.state;
          health.take(judged.commit(step));
        }),
        tap((step) => heard.hear(step.events)),
        tap((step) => {
          if (step.gathered.exchange !== undefined && state.verdict === undefined) exchanged();
          demand.due = judged.operator.due(state);
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
    outputs.length === 0 &&
    gathered.commands.length === 0 &&
    gathered.exchange === undefined &&
    QuietEvents.isQuiet(gathered.events, before, state);
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
