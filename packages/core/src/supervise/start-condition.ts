import { pause } from '../pause.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { questionOf } from './question.js';

/**
 * Waits until the monitor's start condition says yes. Nothing is counted meanwhile, and a crash costs nothing: the
 * protocol stands at its intent, and the next life waits on.
 */
export async function startCondition(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { protocol, attempt } = journal.snapshot;
  if (protocol !== undefined && protocol.phase !== 'intent') return;
  let told: string | undefined;
  for (;;) {
    // Other rules may be in force by the next question.
    const { start_condition_cmd: argv, start_condition_interval_seconds: seconds } = run.monitor;
    if (argv === undefined) return;
    const answer = await questionOf(run, journal, argv)(abort);
    abort.throwIfAborted();
    if (answer.yes) return;
    if (answer.why !== told)
      journal.notice(`Attempt ${attempt} waits for its start condition: \`${argv.join(' ')}\` ${answer.why}.`);
    told = answer.why;
    await pause(run.deps, run.deps.now() + seconds * 1000, abort);
    abort.throwIfAborted();
  }
}
