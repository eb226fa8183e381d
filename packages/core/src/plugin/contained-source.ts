import type { Deps, Discovery, LogReader, LogSource, Millis, Read } from '../contract.js';
import { readBuffers } from '../intake/read-buffers.js';
import { TimeLimitError } from '../protocol/errors.js';
import { Patience } from './patience.js';

/** A reader is asked for what there is and never waits: so long (ms) it may take nonetheless, and each time after that it did not answer. */
const LIMIT: Millis = 10_000;
const AGAIN: Millis = 2_000;
/** Where others of the same component hang it has less, and at least this: what is read is taken late, but what opens late is not. */
const LEAST: Millis = 100;
const LEAST_TO_OPEN: Millis = 1_000;

/**
 * A source of a plugin that can hold up nobody: one that does not answer in time is blind until it does, and what it answers
 * late is taken then, so that no line of it is lost. What ends late is not waited for. `who`: what its errors name.
 */
export function containedSource<S extends LogSource | Discovery>(made: S, who: string, deps: Deps): S {
  const patience = new Patience();
  if ('sources' in made)
    return {
      ...made,
      async *sources(abort: AbortSignal) {
        const search = made.sources(abort)[Symbol.asyncIterator]();
        try {
          for (;;) {
            const next = await untilAborted(search.next(), abort);
            if (next === undefined || next.done) return;
            yield contained(next.value, who, deps, patience);
          }
        } finally {
          // One that does not end at its signal is not waited for.
          void (async () => search.return?.())().catch(() => {});
        }
      },
    };
  return contained(made, who, deps, patience) as S;
}

function contained(source: LogSource, who: string, deps: Deps, patience: Patience): LogSource {
  const { id, beside, last_word, late } = source;
  const asked = (what: string) => `${who}: ${what} ${id}`;
  return {
    id,
    ...(beside && { beside }),
    ...(last_word && { last_word }),
    ...(late && { late }),
    async open(from, abort, changed) {
      const opening = source.open(from, abort, changed);
      try {
        const limit = patience.limit(source, LIMIT, LEAST_TO_OPEN);
        const reader = await soon(opening, limit, asked('opening'), deps);
        patience.answered(source);
        return new ContainedReader(reader, asked('reading'), deps, patience);
      } catch (error) {
        if (error instanceof TimeLimitError) patience.hangs(source, opening);
        else patience.answered(source);
        // One that opens late belongs to nobody.
        void opening.then((reader) => reader[Symbol.asyncDispose]()).catch(() => {});
        throw error;
      }
    },
  };
}

interface Asked {
  readonly answer: Promise<Read>;
  readonly own: Buffer;
}

/** Reads into a buffer of its own, since a late answer would be written into what others read by then. */
class ContainedReader implements LogReader {
  /** What it was asked for and has not answered. */
  #pending: Asked | undefined;
  /** It was asked for all that there will be. */
  #isFinal = false;

  constructor(
    readonly reader: LogReader,
    readonly asked: string,
    readonly deps: Deps,
    readonly patience: Patience,
  ) {}

  read(into: Buffer, final = false): Read | Promise<Read> {
    if (this.#pending !== undefined) return this.#late(this.#pending, into, final);
    this.#isFinal = final;
    const own = readBuffers.lend(into.length);
    const given = this.reader.read(own, final);
    if ('kind' in given) return copied(given, own, into);
    this.#pending = { answer: given, own };
    return this.#answer(this.#pending, into, LIMIT);
  }

  unchanged(): Millis | undefined {
    if (this.#pending !== undefined) return undefined;
    try {
      return this.reader.unchanged?.();
    } catch {
      return undefined;
    }
  }

  async #late(pending: Asked, into: Buffer, final: boolean): Promise<Read> {
    const read = await this.#answer(pending, into, AGAIN);
    // That there was nothing more, said to who asked before the end, says nothing of what came until then.
    return final && !this.#isFinal && read.kind === 'caught_up' ? this.read(into, true) : read;
  }

  async #answer({ answer, own }: Asked, into: Buffer, limit: Millis): Promise<Read> {
    try {
      const read = await soon(answer, this.patience.limit(this, limit, LEAST), this.asked, this.deps);
      this.#pending = undefined;
      return copied(read, own, into);
    } catch (error) {
      if (error instanceof TimeLimitError) this.patience.hangs(this, answer);
      else this.#pending = undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.patience.answered(this);
    const closed = Promise.resolve(this.reader[Symbol.asyncDispose]());
    await soon(closed, AGAIN, this.asked, this.deps).catch(() => {});
  }
}

function copied(read: Read, own: Buffer, into: Buffer): Read {
  if (read.kind === 'data') own.copy(into, 0, 0, read.bytes);
  readBuffers.giveBack(own);
  return read;
}

/** What is awaited; undefined at `abort`. */
function untilAborted<T>(awaited: Promise<T>, abort: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const end = () => resolve(undefined);
    if (abort.aborted) end();
    else abort.addEventListener('abort', end, { once: true });
    awaited.then(resolve, reject).finally(() => abort.removeEventListener('abort', end));
  });
}

/** What is awaited, for so long at the most. It goes on beyond that, and may be awaited again. */
function soon<T>(awaited: Promise<T>, limit: Millis, what: string, deps: Deps): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = deps.schedule(deps.now() + limit, () => reject(new TimeLimitError(what, limit)));
    awaited.then(resolve, reject).finally(cancel);
  });
}
