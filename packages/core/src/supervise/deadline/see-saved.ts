import type { Checkpoint } from '../../checkpoint/types.js';
import type { Millis } from '../../contract.js';
import { finalStates } from '../../run/platform.js';
import { type Keeping, takesRequests } from './ask-for-save.js';
import { copyOfSaved } from './copy-of-saved.js';
import type { SavedCheckpoint } from './deadline-state.js';
import type { JobEnd } from './ends.js';
import type { HeardCheckpoints } from './heard-checkpoints.js';
import { type Found, lookForSaved } from './look-for-saved.js';
import { nearOf } from './next-step.js';
import * as words from './words.js';

/** No look is further away from the one before (ms). */
const MOST_BETWEEN = 30_000;

/** Sees what has come of the question under way: saved, told of only when that is sure, or lost, told loudly. */
export class SavedWatch {
  #next: Millis = 0;
  #last: Millis = 0;
  /** It is whole, and only its copy is missing. */
  #whole: Checkpoint | undefined;
  /** Looks in a row that found one that is not whole. */
  #broken = 0;

  constructor(
    private readonly keeping: Keeping,
    private readonly heard: HeardCheckpoints,
    private readonly abort: AbortSignal,
  ) {}

  /** When it is looked by the clock. */
  get next(): Millis {
    return this.#next;
  }

  /** It was asked just now: the answer may be there. */
  soon(): void {
    this.#next = 0;
  }

  /** Whether it is time for a look: by the clock, or since a line tells of a checkpoint. */
  get isDue(): boolean {
    const { run, notes } = this.keeping;
    const { question } = notes.state;
    if (run.deps.now() >= this.#next) return true;
    return question !== undefined && this.heard.since(Math.max(question.since, this.#last + 1)).length > 0;
  }

  async look(end: JobEnd): Promise<void> {
    const { run, settings, notes } = this.keeping;
    const now = run.deps.now();
    this.#last = now;
    const found: Found = this.#whole ? { is: 'whole', checkpoint: this.#whole } : await this.#find(true);
    if (this.abort.aborted) return;
    if (found.is === 'whole') await this.#copied(found.checkpoint, end);
    else if (found.is === 'told') this.#saved({ path: found.path, unseen: true, ...stepOf(found) }, end);
    this.#broken = found.is === 'broken' ? this.#broken + 1 : 0;
    // One that is being completed at this moment is not told of.
    if (found.is === 'broken' && this.#broken > 1)
      notes.trouble('broken', words.notWhole(found.path, found.why), { why: words.isBroken(found.path, found.why) });
    const between = end.at > now ? Math.max(run.poll ?? 500, (end.at - now) / 10) : MOST_BETWEEN;
    this.#next = run.deps.now() + Math.min(settings.check, MOST_BETWEEN, between);
  }

  /** The end is near. Where nobody could see what is saved, nobody says that nothing is. */
  async tellLost(end: JobEnd): Promise<void> {
    const { run, notes, job } = this.keeping;
    if (!this.#canSee) return notes.commit({ lost: true });
    const why = await this.#why();
    notes.commit({ lost: true }, [words.nearlyLost(job, end, run.deps.now(), why)], 'critical');
  }

  /** The job has ended, and may have saved as it did. A quick look, since the next attempt waits for it. */
  async last(): Promise<void> {
    const { journal, notes } = this.keeping;
    const status = journal.snapshot.engine.job;
    const { question } = notes.state;
    if (status === undefined || question === undefined || !finalStates.has(status.state)) return;
    const found = await this.#find(false);
    if (found.is === 'whole') return this.#saved({ ...placeOf(found.checkpoint), unread: true });
    if (found.is === 'told') return this.#saved({ path: found.path, unseen: true, ...stepOf(found) });
    if (status.state === 'succeeded' || status.state === 'cancelled') return;
    await this.#tellEnd(status.state === 'timed_out', status.ended_at ?? this.keeping.run.deps.now());
  }

  async #tellEnd(timedOut: boolean, at: number): Promise<void> {
    const { notes, job } = this.keeping;
    const { saved, lost, end = Number.POSITIVE_INFINITY } = notes.state;
    const near = nearOf(notes.state, { at: end, by: 'platform' });
    if (saved !== undefined || lost === true || !this.#canSee || !(timedOut || at >= end - near)) return;
    notes.commit({ lost: true }, [words.lostText(job, await this.#why())], 'critical');
  }

  #find(hashes: boolean): Promise<Found> {
    const { run, adapter, notes } = this.keeping;
    const { question } = notes.state;
    // What a job of this machine has written is to be seen.
    const elsewhere = adapter.sharesFiles !== true;
    const answered = question?.path === undefined ? [] : [{ path: question.path, verified: elsewhere }];
    const heard = question === undefined ? [] : this.heard.since(question.since);
    return lookForSaved({
      told: [...answered, ...heard.map((one) => ({ ...one, verified: one.verified && elsewhere }))],
      directory: run.checkpoint_dir,
      known: question?.known,
      hashes,
      deps: run.deps,
    });
  }

  /** Where copies are made, only what is copied is saved. */
  async #copied(checkpoint: Checkpoint, end: JobEnd): Promise<void> {
    const { run, journal, settings, notes } = this.keeping;
    if (!settings.copy || run.copies === undefined) return this.#saved(placeOf(checkpoint), end);
    this.#whole = checkpoint;
    const copy = await copyOfSaved(run, journal, checkpoint, this.abort);
    if (copy.ok)
      return this.#saved({ ...placeOf(checkpoint), ...(copy.path === undefined ? {} : { copied_to: copy.path }) }, end);
    if (copy.isGone) this.#whole = undefined;
    if (this.abort.aborted) return;
    notes.trouble('copy', words.notCopied(copy.why), { why: words.isNotCopied(checkpoint.path, copy.why) });
  }

  #saved(what: Omit<SavedCheckpoint, 'at'>, end?: JobEnd): void {
    const { run, notes } = this.keeping;
    const saved = { ...what, at: run.deps.now() };
    this.#whole = undefined;
    // That nobody can ask is not news a second time.
    const told = notes.state.told.filter((kind) => kind === 'nobody');
    const change = { saved, question: undefined, told, why: undefined, lost: undefined };
    notes.commit(change, [words.savedText(saved, end, saved.at)]);
  }

  get #canSee(): boolean {
    const { run, notes } = this.keeping;
    const { question } = notes.state;
    return run.checkpoint_dir !== undefined || question?.by === 'request' || takesRequests(this.keeping);
  }

  async #why(): Promise<string> {
    const { run, notes } = this.keeping;
    const { why, began } = notes.state;
    if (why !== undefined) return why;
    const found = await this.#find(false);
    if (found.is === 'broken') return words.isBroken(found.path, found.why);
    const none = words.nothingSince(began ?? run.deps.now(), run.deps.now());
    return found.is === 'nothing' && found.why !== undefined ? `${none} ${found.why}` : none;
  }
}

const placeOf = (checkpoint: Checkpoint): Pick<SavedCheckpoint, 'path' | 'step'> => ({
  path: checkpoint.path,
  ...stepOf(checkpoint),
});

const stepOf = ({ step }: { readonly step?: number }): { readonly step?: number } =>
  step === undefined ? {} : { step };
