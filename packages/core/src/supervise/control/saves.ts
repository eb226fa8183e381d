import path from 'node:path';
import { checkpointAt, latestVerified } from '../../checkpoint/find.js';
import type { Millis } from '../../contract.js';
import { inWords } from '../../correlate/words.js';
import { pause } from '../../pause.js';
import { event } from '../../report/events.js';
import { askPlatform } from '../ask-platform.js';
import { deadlineSettings } from '../deadline/settings.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { askProgram, canAsk } from './ask-program.js';

/** A checkpoint that a person has asked for. Json; part of the snapshot until it is answered. */
export interface AskedSave {
  /** The command's id. */
  readonly command: number;
  readonly attempt: number;
  readonly since: Millis;
  /** The signal was sent. */
  readonly signalled?: boolean;
  /** The newest checkpoint that was there before. */
  readonly before?: { readonly path: string; readonly mtime: number };
}

/** What became of it, as the event says it. */
interface Saved {
  readonly ok: boolean;
  /** One sentence. */
  readonly detail: string;
  readonly path?: string;
  readonly step?: number;
  readonly verified?: boolean;
}

/** How long (ms) a program may take to save, and how often it is looked whether it has. */
const LIMIT = 600_000;
const LOOK = 1_000;
/** A program that was given a folder may be starting, and its hello not be read yet: so long (ms) it is waited for. */
const HELLO = 30_000;

/**
 * Checkpoints that people ask for by `sigwatch checkpoint RUN`, beside the following of an attempt: its program is asked
 * where it is connected, else the job by the signal that the run names for that. What became of each is one event
 * `action` (`action: checkpoint`), over any crashes.
 */
export class AskedSaves {
  readonly #going = new Set<Promise<void>>();
  #over = false;

  constructor(
    readonly run: RunContext,
    readonly journal: Journal,
    readonly abort: AbortSignal,
  ) {
    for (const asked of journal.snapshot.saves ?? []) this.#begin(asked);
  }

  /** Takes commands, in one commit with what is to be done for them. */
  take(commands: readonly number[]): void {
    const { attempt, saves = [] } = this.journal.snapshot;
    const since = this.run.deps.now();
    const asked = commands.map((command): AskedSave => ({ command, attempt, since }));
    this.journal.commit({ saves: [...saves, ...asked] }, { commands_done: commands, durable: true });
    for (const one of asked) this.#begin(one);
  }

  /** The attempt is over: what it has saved by now is still looked at, and everything else is answered. Rejects never. */
  async end(): Promise<void> {
    this.#over = true;
    await this.settled();
  }

  /** Resolves when nothing goes on any more; never rejects. */
  async settled(): Promise<void> {
    await Promise.all(this.#going);
  }

  #begin(asked: AskedSave): void {
    const going = this.#save(asked).catch(() => {});
    this.#going.add(going);
    void going.then(() => this.#going.delete(going));
  }

  async #save(asked: AskedSave): Promise<void> {
    const saved = await this.#outcome(asked).catch((error: unknown): Saved => {
      this.abort.throwIfAborted();
      return { ok: false, detail: `${error instanceof Error ? error.message : String(error)}.` };
    });
    if (!this.abort.aborted) this.#answer(asked.command, saved);
  }

  #answer(command: number, { ok, detail, path, step, verified }: Saved): void {
    const { attempt, saves = [] } = this.journal.snapshot;
    const fields = {
      command: String(command),
      ...(path === undefined ? {} : { checkpoint_path: path }),
      ...(step === undefined ? {} : { step }),
      ...(verified === undefined ? {} : { verified: String(verified) }),
    };
    const data = { action: 'checkpoint', ok, detail, fields };
    const context = { run_id: this.run.run_id, attempt };
    const events = [event(context, this.run.deps.now(), 'action', data)];
    this.journal.commit({ saves: saves.filter((one) => one.command !== command) }, { events });
  }

  async #outcome(asked: AskedSave): Promise<Saved> {
    if (asked.attempt !== this.journal.snapshot.attempt) return { ok: false, detail: ENDED };
    const key = `command/${asked.command}`;
    const known = this.journal.snapshot.control?.asked.some(({ request }) => request.key === key) === true;
    if (!known) await this.#hello(asked.since + HELLO);
    if (known || canAsk(this.journal, { action: 'save_checkpoint' })) return this.#byProgram(key);
    return this.#bySignal(asked);
  }

  async #hello(until: Millis): Promise<void> {
    const { journal, run, abort } = this;
    const isAwaited = () => {
      const { control, attempt } = journal.snapshot;
      return !this.#over && control?.attempt === attempt && control.hello === undefined;
    };
    while (isAwaited() && run.deps.now() < until) {
      abort.throwIfAborted();
      await pause(run.deps, Math.min(until, run.deps.now() + LOOK), abort);
    }
  }

  async #byProgram(key: string): Promise<Saved> {
    const request = { key, action: 'save_checkpoint', reason: 'a person asked for it', wait: LIMIT } as const;
    const answer = await askProgram(this.run, this.journal, request, this.abort);
    const { status, message, step } = answer;
    if (status !== 'done' || answer.path === undefined) {
      const why = message === undefined ? '' : `: ${message}`;
      const what = status === 'unanswered' ? 'The program gave no answer' : `The program has ${status} it`;
      return { ok: false, detail: status === 'done' ? 'The program names no checkpoint.' : `${what}${why}.` };
    }
    const file = path.resolve(this.run.command?.cwd ?? '', answer.path);
    const found = await checkpointAt(file, { deps: this.run.deps });
    return savedAt(file, step, found?.complete === true, found?.reason ?? 'it is not to be seen from here');
  }

  async #bySignal(asked: AskedSave): Promise<Saved> {
    const { adapter, checkpoint_dir, deps } = this.run;
    const { job } = this.journal.snapshot;
    const signal = deadlineSettings(this.run)?.signal;
    if (adapter?.signal === undefined || job === undefined || signal === undefined)
      return { ok: false, detail: NOBODY };
    const newest = async () =>
      checkpoint_dir === undefined ? undefined : latestVerified(checkpoint_dir, { deps: this.run.deps });
    let { before } = asked;
    if (asked.signalled !== true) {
      const there = await newest();
      before = there && { path: there.path, mtime: there.mtime };
      await askPlatform(this.run, adapter, 'signal', async (own) => adapter.signal?.(job, signal, own), this.abort);
      this.#remember({ ...asked, signalled: true, ...(before && { before }) });
    }
    const name = `SIG${signal.replace(/^SIG/, '')}`;
    if (checkpoint_dir === undefined)
      return {
        ok: false,
        detail: `${name} was sent; whether it saves is not known, since no checkpoint_dir is named.`,
      };
    for (const limit = asked.since + LIMIT; deps.now() < limit; ) {
      this.abort.throwIfAborted();
      const last = this.#over;
      const found = await newest();
      if (found !== undefined && (found.path !== before?.path || found.mtime > before.mtime))
        return savedAt(found.path, found.step, true);
      if (last) return { ok: false, detail: ENDED };
      await pause(deps, deps.now() + LOOK, this.abort);
    }
    const where = `no whole checkpoint has come into ${checkpoint_dir}`;
    return { ok: false, detail: `${name} was sent, and ${where} within ${inWords(LIMIT)}.` };
  }

  #remember(asked: AskedSave): void {
    const { saves = [] } = this.journal.snapshot;
    this.journal.commit({ saves: saves.map((one) => (one.command === asked.command ? asked : one)) });
  }
}

const ENDED = 'The job has ended before it saved a checkpoint.';
const NOBODY =
  'Nobody can be asked: the program is not connected (docs/client.md), and neither deadline.signal nor checkpoint_signal says which signal it takes for such a wish.';

function savedAt(file: string, step: number | undefined, verified: boolean, why = ''): Saved {
  const where = `Saved ${file}${step === undefined ? '' : ` at step ${step}`}`;
  const detail = verified ? `${where}; it is whole.` : `${where}; it could not be verified: ${why}.`;
  return { ok: verified, detail, path: file, ...(step === undefined ? {} : { step }), verified };
}
