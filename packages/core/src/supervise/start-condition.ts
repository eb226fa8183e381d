import { pause } from '../pause.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { questionOf } from './question.js';

/**
 * Waits until the monitor's start condition says yes. Nothing is counted meanwhile, and a crash costs nothing: the
 * protocol stands at its intent, and the next life waits on.
 */
export async function startCondition(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { start_condition_cmd: argv, start_condition_interval_seconds: seconds } = run.monitor;
  const { protocol, attempt } = journal.snapshot;
  if (argv === undefined || (protocol !== undefined && protocol.phase !== 'intent')) return;
  const ask = questionOf(run, journal, argv);
  let told: string | undefined;
  for (;;) {
    const answer = await ask(abort);
    abort.throwIfAborted();
    if (answer.yes) return;
    if (answer.why !== told)
      journal.notice(`Attempt ${attempt} waits for its start condition: \`${argv.join(' ')}\` ${answer.why}.`);
    told = answer.why;
    await pause(run.deps, run.deps.now() + seconds * 1000, abort);
    abort.throwIfAborted();
  }
}
