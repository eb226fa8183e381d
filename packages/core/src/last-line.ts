import { isAbsolute } from 'node:path';
import type { LastWords, Millis } from './contract.js';

/** Longer ones are cut (bytes). */
const MOST = 500;
const NOTHING = Buffer.alloc(0);

/** Is called with every chunk of whole lines that the job has printed, whose buffer is used again, and with the time of the last of them. */
export type OnPrinted = (lines: Buffer, source: string, at: Millis) => void;

/** The last line that a run has printed, kept as bytes: it is asked for once in a long while. */
export class LastLine {
  /** Used again for each chunk, and no longer than they are. */
  #kept = NOTHING;
  #length = 0;
  #source: string | undefined;
  #at: Millis | undefined;

  /** Whole lines, as they were read. Of several sources the line counts that was printed last. */
  readonly take = (lines: Buffer, source?: string, at?: Millis): void => {
    if (source !== this.#source && at !== undefined && this.#at !== undefined && at < this.#at) return;
    this.#source = source;
    this.#at = at;
    this.#length = Math.min(lines.length, 2 * MOST);
    if (this.#kept.length < this.#length) this.#kept = Buffer.allocUnsafe(this.#length);
    lines.copy(this.#kept, 0, lines.length - this.#length);
  };

  /** The file that it stands in; undefined where its source is none. */
  get path(): string | undefined {
    return this.#source !== undefined && isAbsolute(this.#source) ? this.#source : undefined;
  }

  /** Without its end; undefined before the first. */
  get text(): string | undefined {
    return lastOf(this.#kept.toString('utf8', 0, this.#length));
  }

  /** The same with its source and its time (ms). */
  get words(): LastWords | undefined {
    const { text } = this;
    if (text === undefined) return undefined;
    return {
      text,
      ...(this.#source === undefined ? {} : { source: this.#source }),
      ...(this.#at === undefined ? {} : { at: this.#at }),
    };
  }
}

/** The last line that holds anything; undefined where none does. */
export function lastOf(lines: string): string | undefined {
  return lines
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .findLast((line) => line !== '')
    ?.slice(0, MOST);
}
