import { join } from 'node:path';
import { type Deps, type Millis, UnansweredError } from '@sigwatch/core';
import type { Modal } from '../client/modal.js';
import { Claim } from './claim.js';
import { Spool } from './spool.js';
import { Taking } from './taking.js';
import { Turns } from './turns.js';
import { Wish } from './wish.js';
import { type CopyState, Writing } from './writing.js';

export interface AppCopyOptions {
  readonly app: string;
  readonly modal: Modal;
  readonly deps: Deps;
  /** Folder of the copy, which several processes may have in common: one of them writes, and the others read what it does. */
  readonly directory: string;
  /** ms between readings by time. Default: 30 s. */
  readonly audit?: Millis;
  /** Is told in sentences for people. */
  readonly tell?: (sentence: string) => void;
}

/** ms between looks at what another process writes, and whether it still does; and at what others wish. */
const LOOK = 1_000;
/** ms after which it says again that it lives. */
const LIVES = 30_000;
/** Who writes for others has answered them after so long (ms): a reading by time takes seconds. */
const ANSWERED = 60_000;

/** A copy of an app's log, which grows while somebody reads it. */
export class AppCopy implements CopyState {
  told: Millis | undefined;
  error: Error | undefined;
  readonly spool: Spool;
  readonly #readers = new Set<() => void>();
  readonly #claim: Claim;
  readonly #wish: Wish;
  readonly #writing: Writing;
  #isWriting = false;
  #toldAt: Millis = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;
  /** Of those that read together. */
  readonly #turns = new WeakMap<AbortSignal, Turns>();

  constructor(private readonly options: AppCopyOptions) {
    const { app, modal, deps, directory, audit, tell } = options;
    this.spool = new Spool(directory);
    const common = join(directory, 'all');
    this.#claim = new Claim(common, deps.now);
    this.#wish = new Wish(join(common, 'wish'));
    const isOurs = () => this.#claim.isOurs;
    const taking = new Taking({
      ...{ app, modal, deps, spool: this.spool, isOurs, grown: () => this.#changed() },
      ...(tell && { tell }),
    });
    const changed = () => {
      this.#tell();
      this.#changed();
    };
    this.#writing = new Writing({ taking, deps, state: this, changed, ...(audit === undefined ? {} : { audit }) });
  }

  /** Goes on until each that was retained is released. `changed` is called when there is more, or another thing to tell. */
  retain(changed: () => void): () => void {
    const reader = () => changed();
    this.#readers.add(reader);
    if (this.#readers.size === 1) this.#look();
    return () => {
      if (this.#readers.delete(reader) && this.#readers.size === 0) this.#stop();
    };
  }

  /** The order in which those read that end with one `abort`. */
  turns(abort: AbortSignal): Turns {
    const turns = this.#turns.get(abort) ?? new Turns(this.spool.pages, this.options.deps.now);
    this.#turns.set(abort, turns);
    return turns;
  }

  /** Up to date with what is on the disk. */
  look(): void {
    if (!this.#isWriting) this.#hear();
  }

  /** Brings all that there is now. Never rejects: `error` tells why it could not. */
  async finish(): Promise<void> {
    const { deps } = this.options;
    const since = deps.now();
    while (!this.#isWriting && this.#readers.size > 0) {
      this.#look();
      if (this.#isWriting || (this.told ?? since - 1) >= since) break;
      if (deps.now() - since > ANSWERED) {
        this.error = new UnansweredError('another sigwatch copies the log of the app, and has not told how far it is');
        return;
      }
      this.#wish.make();
      await new Promise<void>((resolve) => deps.schedule(deps.now() + LOOK / 5, resolve));
    }
    if (this.#isWriting) await this.#writing.finish();
  }

  /** Once in a while: writes where nobody else does, and looks at what the others do. */
  #look(): void {
    const { deps } = this.options;
    this.#cancel?.();
    this.#cancel = deps.schedule(deps.now() + LOOK, () => this.#look());
    try {
      const isOurs = this.#claim.take();
      if (isOurs !== this.#isWriting) this.#turn(isOurs);
      if (!isOurs) this.#hear();
      else {
        if (deps.now() - this.#toldAt >= LIVES) this.#tell();
        if (this.#wish.take()) void this.#writing.finish();
      }
    } catch (error) {
      this.error = new UnansweredError(`the copy of the log can't be written: ${(error as Error).message}`);
      this.#changed();
    }
  }

  #turn(writes: boolean): void {
    this.#isWriting = writes;
    if (writes) this.#writing.start();
    else this.#writing.stop();
  }

  /** What another process has written, and what it tells of it. */
  #hear(): void {
    const heard = this.#claim.heard();
    const told = heard?.told ?? this.told;
    const error = heard?.error === undefined ? undefined : new UnansweredError(heard.error);
    // What it tells is of what was written before.
    const hasGrown = this.spool.look();
    const isNews = told !== this.told || error?.message !== this.error?.message;
    this.told = told;
    this.error = error;
    if (isNews || hasGrown) this.#changed();
  }

  #tell(): void {
    const { told, error } = this;
    this.#toldAt = this.options.deps.now();
    try {
      this.#claim.tell({ ...(told === undefined ? {} : { told }), ...(error && { error: error.message }) });
    } catch (failed) {
      // Others are told the next time.
      this.error ??= new UnansweredError(`the copy of the log can't be written: ${(failed as Error).message}`);
    }
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#isWriting) this.#turn(false);
    this.#claim.release();
  }

  #changed(): void {
    for (const changed of this.#readers) changed();
  }
}
