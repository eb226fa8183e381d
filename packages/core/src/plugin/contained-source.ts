import type { Deps, Discovery, LogReader, LogSource, Millis, Read } from '../contract.js';
import { TimeLimitError } from '../protocol/errors.js';

/** A reader is asked for what there is and never waits: so long (ms) it may take nonetheless, and each time after that it did not answer. */
const LIMIT: Millis = 10_000;
const AGAIN: Millis = 2_000;

/**
 * A source of a plugin that can hold up nobody: one that does not answer in time is blind until it does, and what it answers
 * late is taken then, so that no line of it is lost. What ends late is not waited for. `who`: what its errors name.
 */
export function containedSource<S extends LogSource | Discovery>(made: S, who: string, deps: Deps): S {
  if ('sources' in made)
    return {
      ...made,
      async *sources(abort: AbortSignal) {
        const search = made.sources(abort)[Symbol.asyncIterator]();
        try {
          for (;;) {
            const next = await untilAborted(search.next(), abort);
            if (next === undefined || next.done) return;
            yield contained(next.value, who, deps);
          }
        } finally {
          // One that does not end at its signal is not waited for.
          void (async () => search.return?.())().catch(() => {});
        }
      },
    };
  return contained(made, who, deps) as S;
}

function contained(source: LogSource, who: string, deps: Deps): LogSource {
  const { id, beside, last_word } = source;
  const asked = (what: string) => `${who}: ${what} ${id}`;
  return {
    id,
    ...(beside && { beside }),
    ...(last_word && { last_word }),
    async open(from, abort, changed) {
      const opening = source.open(from, abort, changed);
      try {
        return new ContainedReader(await soon(opening, LIMIT, asked('opening'), deps), asked('reading'), deps);
      } catch (error) {
        // One that opens late belongs to nobody.
        void opening.then((reader) => reader[Symbol.asyncDispose]()).catch(() => {});
        throw error;
      }
    },
  };
}

/** Reads into a buffer of its own, since a late answer would be written into what others read by then. */
class ContainedReader implements LogReader {
  #own: Buffer | undefined;
  /** What it was asked for and has not answered. */
  #pending: Promise<Read> | undefined;
  /** It was asked for all that there will be. */
  #isFinal = false;

  constructor(
    readonly reader: LogReader,
    readonly asked: string,
    readonly deps: Deps,
  ) {}

  read(into: Buffer, final = false): Read | Promise<Read> {
    if (this.#pending !== undefined) return this.#late(this.#pending, into, final);
    this.#isFinal = final;
    this.#own ??= Buffer.allocUnsafe(into.length);
    const given = this.reader.read(this.#own, final);
    if ('kind' in given) return this.#copied(given, into);
    this.#pending = given;
    return this.#answer(given, into, LIMIT);
  }

  unchanged(): Millis | undefined {
    if (this.#pending !== undefined) return undefined;
    try {
      return this.reader.unchanged?.();
    } catch {
      return undefined;
    }
  }

  async #late(pending: Promise<Read>, into: Buffer, final: boolean): Promise<Read> {
    const read = await this.#answer(pending, into, AGAIN);
    // That there was nothing more, said to who asked before the end, says nothing of what came until then.
    return final && !this.#isFinal && read.kind === 'caught_up' ? this.read(into, true) : read;
  }

  async #answer(pending: Promise<Read>, into: Buffer, limit: Millis): Promise<Read> {
    try {
      const read = await soon(pending, limit, this.asked, this.deps);
      this.#pending = undefined;
      return this.#copied(read, into);
    } catch (error) {
      if (!(error instanceof TimeLimitError)) this.#pending = undefined;
      throw error;
    }
  }

  #copied(read: Read, into: Buffer): Read {
    if (read.kind === 'data') this.#own?.copy(into, 0, 0, read.bytes);
    return read;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = Promise.resolve(this.reader[Symbol.asyncDispose]());
    await soon(closed, AGAIN, this.asked, this.deps).catch(() => {});
  }
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
