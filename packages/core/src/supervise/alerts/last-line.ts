import { isAbsolute } from 'node:path';

/** Longer ones are cut (bytes). */
const MOST = 500;

/** The last line that a run has printed, kept as bytes: it is asked for once in a long while. */
export class LastLine {
  #tail: Buffer | undefined;
  #source: string | undefined;

  /** Whole lines, as they were read. The buffer is the reader's own and will hold others. */
  readonly take = (lines: Buffer, source?: string): void => {
    this.#source = source;
    this.#tail = Buffer.from(lines.subarray(Math.max(0, lines.length - 2 * MOST)));
  };

  /** The file that it stands in; undefined where its source is none. */
  get path(): string | undefined {
    return this.#source !== undefined && isAbsolute(this.#source) ? this.#source : undefined;
  }

  /** Without its end; undefined before the first. */
  get text(): string | undefined {
    const lines = this.#tail?.toString('utf8').split(/[\r\n]+/) ?? [];
    return lines
      .map((line) => line.trim())
      .findLast((line) => line !== '')
      ?.slice(0, MOST);
  }
}
