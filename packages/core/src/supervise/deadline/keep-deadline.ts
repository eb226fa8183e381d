import type { JobStatus, Millis } from '../../contract.js';
import { pause } from '../../pause.js';
import { defaultTiming } from '../../protocol/index.js';
import { grown } from '../../protocol/rules.js';
import { finalStates } from '../../run/platform.js';
import { statusOf } from '../ask-platform.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { askForSave, type Keeping, takesRequests } from './ask-for-save.js';
import { DeadlineJournal, nameOf } from './deadline-journal.js';
import { DISPROVED_AFTER, endOf, type JobEnd } from './ends.js';
import type { HeardCheckpoints } from './heard-checkpoints.js';
import { newestBefore } from './look-for-saved.js';
import { type NextStep, nextStep } from './next-step.js';
import { SavedWatch } from './see-saved.js';
import { deadlineSettings } from './settings.js';
import * as words from './words.js';

/**
 * Has the attempt's job save a checkpoint before it is ended, and sees to it that it did: asked, waited for, verified,
 * copied where copies are made, and only then told to be saved. Beside the following of the attempt. What has failed is
 * tried again until the end, and that nothing was saved is told loudly. A crash between a signal and its commit sends
 * it once more. Resolves when the job has ended, or at `abort`.
 */
export async function keepDeadline(
  run: RunContext,
  journal: Journal,
  heard: HeardCheckpoints,
  abort: AbortSignal,
): Promise<void> {
  const settings = deadlineSettings(run);
  const { adapter } = run;
  const { job, checkpoint_asked } = journal.snapshot;
  if (settings === undefined || adapter === undefined || job === undefined) return;
  if (checkpoint_asked === nameOf(job)) return;
  const notes = new DeadlineJournal(run, journal, job);
  if (settings.once && adapter.signal === undefined) {
    if (notes.state.over !== true) notes.commit({ over: true }, [words.sendsNone(adapter.name, job)]);
    return;
  }
  await new DeadlineKeeper({ run, journal, adapter, job, settings, notes }, heard, abort).keep();
}

/** What was found out for an end that is none any more. */
const FORGOTTEN = {
  ...{ began: undefined, question: undefined, saved: undefined, why: undefined, lost: undefined },
  told: [],
};

class DeadlineKeeper {
  readonly #watch: SavedWatch;
  /** Asked no earlier than that, after so many tries that have reached nobody. */
  #askAt: Millis = 0;
  #tries = 0;

  constructor(
    private readonly keeping: Keeping,
    heard: HeardCheckpoints,
    private readonly abort: AbortSignal,
  ) {
    this.#watch = new SavedWatch(keeping, heard, abort);
  }

  async keep(): Promise<void> {
    const { run, settings, notes } = this.keeping;
    const { deps } = run;
    while (!this.abort.aborted && !this.#hasEnded) {
      const now = deps.now();
      const end = this.#endBy(this.#status);
      if (end !== undefined) this.#forgetEarlier(end);
      const next = nextStep(settings, notes.state, end, now, this.#status?.started_at);
      if (end !== undefined && (await this.#do(next, end))) continue;
      await pause(deps, Math.min(this.#wakeAt(next), now + (run.poll ?? 500)), this.abort);
    }
    await this.#watch.last();
  }

  /** Returns whether anything was done: what is next has to be found out anew then. */
  async #do({ do: what }: NextStep, end: JobEnd): Promise<boolean> {
    if (what === 'tell_lost') await this.#watch.tellLost(end);
    else if ((what === 'ask' || this.#canAskNow) && this.keeping.run.deps.now() >= this.#askAt) await this.#ask(end);
    else if (what === 'look' && this.#watch.isDue) await this.#watch.look(end);
    else return false;
    return true;
  }

  #wakeAt(next: NextStep): Millis {
    if (next.do === 'wait') return next.until;
    return next.do === 'ask' ? this.#askAt : this.#watch.next;
  }

  /** Its program was not there yet when nobody could ask it. */
  get #canAskNow(): boolean {
    return this.keeping.notes.state.question?.by === 'nobody' && takesRequests(this.keeping);
  }

  get #status(): JobStatus | undefined {
    return this.keeping.journal.snapshot.engine.job;
  }

  get #hasEnded(): boolean {
    const status = this.#status;
    return status !== undefined && finalStates.has(status.state);
  }

  #endBy(status: JobStatus | undefined): JobEnd | undefined {
    const { announced, attempt } = this.keeping.journal.snapshot;
    const said = announced?.attempt === attempt ? announced : {};
    return status === undefined ? undefined : endOf(status, said, this.keeping.run.deps.now());
  }

  /** It was given more time, as by `scontrol update`, or has outlived an end that was told: all begins anew. */
  #forgetEarlier({ at }: JobEnd): void {
    const { run, settings, notes } = this.keeping;
    const { end } = notes.state;
    const hasPassed = end !== undefined && run.deps.now() > end + DISPROVED_AFTER && at > run.deps.now();
    if (end === undefined || (at - end <= settings.before && !hasPassed)) return;
    notes.commit({ ...FORGOTTEN, end: at });
  }

  async #ask(known: JobEnd): Promise<void> {
    const { run, job, settings, notes } = this.keeping;
    this.#askAt = run.deps.now() + grown(run.timing?.poll ?? defaultTiming.poll, this.#tries);
    this.#tries += 1;
    try {
      const status = known.by === 'platform' ? await this.#fresh() : this.#status;
      const end = this.#endBy(status);
      const started = status?.started_at;
      const isStill = nextStep(settings, notes.state, end, run.deps.now(), started).do !== 'wait';
      if (end === undefined || !isStill) return;
      if (settings.once && started !== undefined && end.at - started <= settings.before)
        return notes.commit({ over: true }, [words.tooShort(job, settings.before)]);
      await this.#begin(end);
      if (!(await askForSave(this.keeping, end, this.abort))) return;
      this.#tries = 0;
      this.#watch.soon();
    } catch (error) {
      if (this.abort.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      notes.trouble('ask', words.couldNotAsk(job, why), { why: `it could not be asked: ${why}` });
    }
  }

  /** What is known may be of before a crash, or of before somebody changed a limit. */
  #fresh(): Promise<JobStatus | undefined> {
    const { run, adapter, job } = this.keeping;
    return statusOf(run, adapter, job, this.abort);
  }

  /** The question is written down, with what is there before it. One that has brought nothing is put as a further one. */
  async #begin({ at: end }: JobEnd): Promise<void> {
    const { run, notes } = this.keeping;
    const { question, questions, began } = notes.state;
    if (question === undefined) {
      const known = await newestBefore(run.checkpoint_dir, run.deps);
      const since = run.deps.now();
      const begun = { since, ...(known === undefined ? {} : { known }) };
      return notes.commit({ question: begun, questions: questions + 1, end, began: began ?? since });
    }
    if (question.asked === undefined) return;
    const { asked, by, path: _, ...same } = question;
    const again = { question: same, questions: questions + 1, end };
    if (by === 'signal') notes.trouble('nothing', words.nothingYet(asked, run.deps.now()), again);
    else notes.commit(again);
  }
}
