import type { JobRef, SigwatchEvent } from '../contract.js';
import type { ProtocolState } from '../protocol/index.js';
import { event } from '../report/events.js';
import type { Verdict } from '../run/attempt-state.js';
import { statusOf } from './ask-platform.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import type { Snapshot } from './snapshot.js';

/** What the platform has begun in the place of the attempt's job by itself; undefined where it has not. */
export const successorOf = ({ engine }: Snapshot): JobRef | undefined => engine.job?.successor;

/** Whether the run goes on with it. Where nothing was decided it does: sigwatch only observes, or nothing has failed. */
export function followsSuccessor(verdict: Verdict): boolean {
  if (verdict.kind === 'asked') return verdict.command === 'restart';
  if (verdict.kind === 'ended') return verdict.state !== 'succeeded';
  return verdict.decided.decision.action !== 'stop';
}

/** The protocol of an attempt whose job nobody submits: the platform goes on finding that by the key of the one before. */
export function adoptedBy(
  { protocol, twinless }: Snapshot,
  attempt: number,
  successor: JobRef,
): Pick<Snapshot, 'protocol' | 'twinless'> {
  if (protocol === undefined) return {};
  const job = 'job' in protocol && protocol.job !== undefined ? { job: successor } : {};
  return {
    protocol: { ...protocol, ...job, attempt } as ProtocolState,
    ...(twinless === protocol.attempt ? { twinless: attempt } : {}),
  };
}

/** What a person is told of it, together with the commit that follows from it. */
export function successorNotice(
  run: RunContext,
  { attempt, end }: Pick<Snapshot, 'attempt' | 'end'>,
  successor: JobRef,
  excluded: readonly string[] = [],
): SigwatchEvent {
  const what = `${run.adapter?.name ?? 'the platform'} has requeued it by itself`;
  const nodes = excluded.length === 0 ? '' : ` It can't be kept from ${excluded.join(', ')}.`;
  const then =
    end === undefined
      ? `attempt ${attempt} is that job (${successor.id}).${nodes}`
      : `the run ends here, so that job (${successor.id}) is ${end.cancel ? 'cancelled' : 'left as it is'}.`;
  const text = `${what}; ${then}`;
  return event({ run_id: run.run_id, attempt }, run.deps.now(), 'notice', { severity: 'warning', text });
}

/** The newest of what the platform has begun by itself: it may have done so again meanwhile. Where it can't be asked, what is known. */
export async function newestOf(run: RunContext, journal: Journal, known: JobRef, abort: AbortSignal): Promise<JobRef> {
  const { adapter } = run;
  if (adapter === undefined) return known;
  const met = new Set<string>();
  for (let job = known; ; ) {
    met.add(job.incarnation);
    const status = await statusOf(run, adapter, job, abort).catch(() => undefined);
    const next = status?.successor;
    abort.throwIfAborted();
    if (next === undefined || met.has(next.incarnation)) return job;
    journal.notice(`${adapter.name} has requeued ${job.id} once more meanwhile: its newest start is followed.`);
    job = next;
  }
}
