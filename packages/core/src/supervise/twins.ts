import { pause } from '../pause.js';
import { clearTwins, defaultTiming, type ProtocolState, submitOnce } from '../protocol/index.js';
import { grown } from '../protocol/rules.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { specOf } from './spec.js';

/** A platform that lists what it did at once makes no second job behind the reply. */
export function mayHaveTwins(run: RunContext, journal: Journal): boolean {
  const { protocol, attempt, twinless } = journal.snapshot;
  return (run.adapter?.lag ?? 0) > 0 && protocol?.attempt === attempt && twinless !== attempt;
}

/**
 * Looks once, the platform's lag after the submission, whether it made more than one job; others are cancelled and seen
 * ended. Beside the following of the attempt; resolves when it is done, or at `abort`, which loses nothing: the next
 * life, the next attempt's start and the end of the run all look again.
 */
export async function clearTwinsOnce(run: RunContext, journal: Journal, abort: AbortSignal): Promise<void> {
  const { adapter, deps } = run;
  if (adapter === undefined || !mayHaveTwins(run, journal)) return;
  const { attempt } = journal.snapshot;
  const submitted = journal.snapshot.submitted_at ?? deps.now();
  await pause(deps, submitted + adapter.lag, abort);
  for (let tries = 0; !abort.aborted; tries++) {
    const state = journal.snapshot.protocol as ProtocolState;
    const options = {
      adapter,
      spec: specOf(run, journal.snapshot, journal.snapshot.start),
      state,
      save: (protocol: ProtocolState, how: { readonly durable: boolean }) => journal.commit({ protocol }, how),
      tell: (text: string) => journal.notice(text),
      deps,
      abort,
      ...(run.timing === undefined ? {} : { timing: run.timing }),
    };
    try {
      await (state.phase === 'submitted' ? clearTwins(options) : submitOnce(options));
      return journal.commit({ twinless: attempt });
    } catch {
      // The platform can't be asked now. A journal that is broken ends supervision by itself, at its next commit.
      await pause(deps, deps.now() + grown(run.timing?.poll ?? defaultTiming.poll, tries), abort);
    }
  }
}
