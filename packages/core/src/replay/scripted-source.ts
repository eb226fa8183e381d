import type { Cursor, LogReader, LogSource, Millis, Read } from '../contract.js';
import { frame, UNKNOWN } from '../source/lines.js';

const LF = 0x0a;

/** Sources that live are no logs of the job, by the names that they have there. */
const BESIDE: ReadonlySet<string> = new Set(['health.jsonl', 'heartbeats.jsonl']);
const LAST_WORD = '_error';

/** A log that is printed while it is read, and that can be made unreadable. Whole lines only are printed. */
export class ScriptedSource implements LogSource {
  #log = Buffer.alloc(0);
  #blind: Error | undefined;
  #changed = () => {};

  readonly beside?: true;
  readonly last_word?: true;

  constructor(
    readonly id: string,
    readonly now: () => Millis,
  ) {
    if (BESIDE.has(id)) this.beside = true;
    if (id === LAST_WORD) this.last_word = true;
  }

  print(text: string): void {
    this.#log = Buffer.concat([this.#log, Buffer.from(text.endsWith('\n') ? text : `${text}\n`)]);
    this.#changed();
  }

  /** Without an error it can be read again. */
  blind(error: string | undefined): void {
    this.#blind = error === undefined ? undefined : new Error(error);
    this.#changed();
  }

  get isBlind(): boolean {
    return this.#blind !== undefined;
  }

  async open(_from: Cursor | undefined, _abort: AbortSignal, changed = () => {}): Promise<LogReader> {
    this.#changed = changed;
    let offset = 0;
    return {
      read: async (into): Promise<Read> => {
        if (this.#blind !== undefined) return { kind: 'blind', error: this.#blind };
        const cursor = () => ({ path: '', inode: '', head: '', tail: '', offset, generation: 0, seen: [] });
        const rest = this.#log.subarray(offset);
        const length = rest.copy(into);
        const framed = frame(into, length, rest[length] ?? UNKNOWN, true);
        if (framed.kind === 'wait') return { kind: 'caught_up', asOf: this.now(), cursor: cursor() };
        offset += framed.cut ? rest.indexOf(LF) + 1 : framed.bytes;
        return { kind: 'data', bytes: framed.bytes, cursor: cursor(), ...(framed.cut && { cut: true }) };
      },
      [Symbol.asyncDispose]: async () => {},
    };
  }
}
