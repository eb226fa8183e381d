import type { Checkpoint } from '../../checkpoint/types.js';
import type { JobStatus, Millis } from '../../contract.js';
import { pause } from '../../pause.js';
import { defaultTiming } from '../../protocol/index.js';
import { grown } from '../../protocol/rules.js';
import { finalStates } from '../../run/platform.js';
import { statusOf } from '../ask-platform.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { type Asking, askForSave, takesRequests } from './ask-for-save.js';
import { copyOfSaved } from './copy-of-saved.js';
import { DeadlineJournal, nameOf } from './deadline-journal.js';
import type { SavedCheckpoint } from './deadline-state.js';
import { endOf, type JobEnd } from './ends.js';
import type { HeardCheckpoints } from './heard-checkpoints.js';
import { type Found, lookForSaved, newestBefore } from './look-for-saved.js';
import { leadOf, nearOf, nextStep } from './next-step.js';
import { deadlineSettings } from './settings.js';
import * as words from './words.js';

/** No look is further away from the one before (ms). */
const LOOK: Millis = 30_000;

/**
 * Has the attempt's job save a checkpoint before it is ended, and sees to it that it did: asked, waited for, verified, copied
 * where copies are made, and only then told to be saved. Beside the following of the attempt. What has failed is tried
 * again until the end, and what was not saved then is told loudly. A crash between a signal and its commit asks once
 * more. Resolves when the job has ended, or at `abort`.
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
  await new Keeper({ run, journal, adapter, job, settings, notes }, heard, abort).keep();
}

class Keeper {
  /** Not asked, and not looked, before. */
  #askAt: Millis = 0;
  #lookAt: Millis = 0;
  #tries = 0;
  /** It is whole, and only its copy is missing. */
  #whole: Checkpoint | undefined;
  #broken = 0;

  constructor(
    private readonly with_: Asking,
    private readonly heard: HeardCheckpoints,
    private readonly abort: AbortSignal,
  ) {}

  async keep(): Promise<void> {
    const { run, settings, notes } = this.with_;
    const { deps } = run;
    while (!this.abort.aborted && !this.#isOver) {
      const now = deps.now();
      const end = this.#endBy(this.#status, now);
      if (end !== undefined) this.#forgetEarlier(end);
      const next = nextStep(settings, notes.state, end, now, this.#status?.started_at);
      if (end !== undefined && (await this.#do(next.do, end, now))) continue;
      const until = next.do === 'wait' ? next.until : Number.POSITIVE_INFINITY;
      await pause(deps, Math.min(until, now + (run.poll ?? 500)), this.abort);
    }
    await this.#last();
  }

  /** Returns whether anything was done, so that what is next has to be found out anew. */
  async #do(what: ReturnType<typeof nextStep>['do'], end: JobEnd, now: Millis): Promise<boolean> {
    if (what === 'tell_lost') return this.#tellLost(end, now);
    const { question } = this.with_.notes.state;
    const canNow = question?.by === 'nobody' && takesRequests(this.with_);
    if (what === 'ask' || canNow) return now >= this.#askAt && (await this.#ask(end));
    const isNews = question?.asked !== undefined && this.heard.since(Math.max(question.since, this.#looked)).length > 0;
    return what === 'look' && (now >= this.#lookAt || isNews) && (await this.#look(end));
  }

  #looked: Millis = 0;

  get #status(): JobStatus | undefined {
    return this.with_.journal.snapshot.engine.job;
  }

  get #isOver(): boolean {
    const status = this.#status;
    return status !== undefined && finalStates.has(status.state);
  }

  #endBy(status: JobStatus | undefined, now: Millis): JobEnd | undefined {
    const { announced, attempt } = this.with_.journal.snapshot;
    return status === undefined ? undefined : endOf(status, announced?.attempt === attempt ? announced : {}, now);
  }

  /** It was given more time, as by `scontrol update`: all begins anew. */
  #forgetEarlier({ at }: JobEnd): void {
    const { settings, notes } = this.with_;
    const { end } = notes.state;
    if (end === undefined || at - end <= settings.before) return;
    notes.commit({ end: at, began: undefined, question: undefined, told: [], why: undefined, lost: undefined });
  }

  async #ask(known: JobEnd): Promise<boolean> {
    const { run, job, settings, notes } = this.with_;
    const { deps } = run;
    this.#askAt = deps.now() + grown(run.timing?.poll ?? defaultTiming.poll, this.#tries);
    this.#tries += 1;
    try {
      const status = known.by === 'platform' ? await this.#fresh() : this.#status;
      const end = this.#endBy(status, deps.now());
      if (end === undefined) return true;
      const started = status?.started_at;
      if (nextStep(settings, notes.state, end, deps.now(), started).do === 'wait') return true;
      if (settings.once && started !== undefined && end.at - started <= settings.before) {
        notes.commit({ over: true }, [words.tooShort(job, settings.before)]);
        return true;
      }
      await this.#begin(end);
      if (await askForSave(this.with_, end, this.abort)) {
        this.#tries = 0;
        this.#lookAt = 0;
      }
    } catch (error) {
      if (this.abort.aborted) return true;
      const why = error instanceof Error ? error.message : String(error);
      notes.trouble('ask', words.couldNotAsk(job, why), { why: `it could not be asked: ${why}` });
    }
    return true;
  }

  /** What is known may be of before a crash, or of before somebody changed a limit. */
  #fresh(): Promise<JobStatus | undefined> {
    const { run, adapter, job } = this.with_;
    return statusOf(run, adapter, job, this.abort);
  }

  /** The question is written down with what is there before it. One that has brought nothing is asked as a further one. */
  async #begin({ at }: JobEnd): Promise<void> {
    const { run, notes } = this.with_;
    const { question, questions, began } = notes.state;
    const now = run.deps.now();
    if (question === undefined) {
      const known = await newestBefore(run.checkpoint_dir, run.deps);
      const begun = { since: now, ...(known === undefined ? {} : { known }) };
      return notes.commit({ question: begun, questions: questions + 1, end: at, began: began ?? now });
    }
    if (question.asked === undefined) return;
    const { asked, by, path: _, ...same } = question;
    const again = { question: same, questions: questions + 1, end: at };
    if (by === 'signal') notes.trouble('nothing', words.nothingYet(asked, now), again);
    else notes.commit(again);
  }

  /** Looks for what was asked for, and sees it copied. */
  async #look(end: JobEnd): Promise<boolean> {
    const { run, settings, notes } = this.with_;
    const now = run.deps.now();
    const every = Math.min(settings.check, LOOK, Math.max(run.poll ?? 500, (end.at - now) / 10));
    const found: Found = this.#whole ? { is: 'whole', checkpoint: this.#whole } : await this.#found(true);
    this.#looked = now + 1;
    this.#lookAt = run.deps.now() + every;
    if (this.abort.aborted) return true;
    if (found.is === 'whole') await this.#copied(found.checkpoint, end);
    else if (found.is === 'told') this.#saved({ path: found.path, unseen: true, ...stepOf(found) }, end);
    else if (found.is === 'broken') {
      this.#broken += 1;
      const why = `${found.path} is not whole: ${found.why}`;
      // Between two looks it may have been completed.
      if (this.#broken > 1) notes.trouble('broken', words.notWhole(found.path, found.why), { why });
    }
    return true;
  }

  #found(hashes: boolean): Promise<Found> {
    const { run, adapter, notes } = this.with_;
    const { question } = notes.state;
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

  /** Only what is copied, where copies are made, is saved. */
  async #copied(checkpoint: Checkpoint, end: JobEnd): Promise<void> {
    const { run, settings, notes } = this.with_;
    const { path, mtime } = checkpoint;
    const saved = { path, mtime, ...stepOf(checkpoint) };
    const to = settings.copy ? run.copies?.to : undefined;
    if (to === undefined) return this.#saved(saved, end);
    this.#whole = checkpoint;
    const copy = await copyOfSaved(checkpoint, to, this.abort);
    if (this.abort.aborted && !copy.ok) return;
    if (copy.ok) return this.#saved({ ...saved, copied_to: copy.path }, end);
    if (copy.isGone) this.#whole = undefined;
    const why = `${path} is whole, and could not be copied to ${to}: ${copy.why}`;
    notes.trouble('copy', words.notCopied(path, to, copy.why), { why });
  }

  #saved(what: Omit<SavedCheckpoint, 'at'>, end: JobEnd | undefined): void {
    const { run, notes } = this.with_;
    const saved = { ...what, at: run.deps.now() };
    this.#whole = undefined;
    this.#broken = 0;
    const change = { saved, question: undefined, told: [], why: undefined, lost: undefined };
    notes.commit(change, [words.savedText(saved, end, saved.at)]);
  }

  /** Where nobody could see what is saved, nobody says that nothing is. */
  get #canSee(): boolean {
    const { run, notes } = this.with_;
    const { question } = notes.state;
    return run.checkpoint_dir !== undefined || question?.by === 'request' || takesRequests(this.with_);
  }

  async #tellLost(end: JobEnd, now: Millis): Promise<boolean> {
    const { notes, job } = this.with_;
    if (!this.#canSee) notes.commit({ lost: true });
    else {
      const why = await this.#why();
      // What was looked for meanwhile may be there by now: the next look tells.
      notes.commit({ lost: true }, [words.nearlyLost(job, end, now, why)], 'critical');
    }
    return true;
  }

  async #why(): Promise<string> {
    const { notes, run } = this.with_;
    const { why, began } = notes.state;
    if (why !== undefined) return why;
    const found = await this.#found(false);
    if (found.is === 'broken') return `${found.path} is not whole: ${found.why}`;
    const none = words.nothingSince(began ?? run.deps.now(), run.deps.now());
    return found.is === 'nothing' && found.why !== undefined ? `${none} ${found.why}` : none;
  }

  /** The job may have saved as it ended: one more look, which is quick, since the next attempt waits for it. */
  async #last(): Promise<void> {
    const { notes, run, job, settings } = this.with_;
    const { question, saved, lost, end } = notes.state;
    const status = this.#status;
    if (!this.#isOver || status === undefined || question === undefined) return;
    const found = await this.#found(false);
    if (found.is === 'whole') {
      const { path, mtime } = found.checkpoint;
      return this.#saved({ path, mtime, ...stepOf(found.checkpoint), unread: true }, undefined);
    }
    if (found.is === 'told') return this.#saved({ path: found.path, unseen: true, ...stepOf(found) }, undefined);
    if (saved !== undefined || lost === true || !this.#canSee) return;
    if (status.state === 'succeeded' || status.state === 'cancelled') return;
    const at = status.ended_at ?? run.deps.now();
    const near = end === undefined ? 0 : nearOf(notes.state, { at: end, by: 'platform' });
    const isEnd = status.state === 'timed_out' || (end !== undefined && at >= end - near);
    if (isEnd) notes.commit({ lost: true }, [words.lostText(job, await this.#why())], 'critical');
    void leadOf;
    void settings;
  }
}

const stepOf = ({ step }: { readonly step?: number }): { readonly step?: number } => (step === undefined ? {} : { step });
