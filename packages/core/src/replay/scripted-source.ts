import type { Cursor, LogReader, LogSource, Millis, Read } from '../contract.js';
import { frame, UNKNOWN } from '../source/lines.js';

const LF = 0x0a;

/** A log that is printed while it is read, and that can be made unreadable. Whole lines only are printed. */
export class ScriptedSource implements LogSource {
  #log = Buffer.alloc(0);
  #blind: Error | undefined;
  #changed = () => {};

  constructor(
    readonly id: string,
    readonly now: () => Millis,
  ) {}

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
