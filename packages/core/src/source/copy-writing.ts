import type { Millis } from '../contract.js';
import { writeAt } from './copy-file.js';
import type { RemotePart } from './remote-log.js';

/** What was copied in one go. */
export interface Copied {
  /** Length of the copy. */
  readonly size: number;
  /** Up to this moment the copy holds all that was printed, as the other side has told; undefined where it did not. */
  readonly as_of: Millis | undefined;
}

/** So many bytes, or parts, are written at once, and no more than them and one part are held in memory. */
const ENOUGH = 256 << 10;
const MANY = 1_000;

/** Parts that came close together are one write. */
export class Writing {
  #parts: Buffer[] = [];
  #bytes = 0;
  #as_of: Millis | undefined;
  #waiting: NodeJS.Immediate | undefined;
  #error: unknown;

  constructor(
    readonly path: string,
    /** Up to where the copy is written. */
    public end: number,
    private readonly copied: (copied: Copied) => void,
    private readonly failed: () => void,
  ) {}

  get isFull(): boolean {
    return this.#bytes >= ENOUGH || this.#parts.length >= MANY;
  }

  add({ bytes, as_of }: RemotePart): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    if (as_of !== undefined) this.#as_of = Math.max(as_of, this.#as_of ?? as_of);
    // Whatever comes before the event loop's next turn comes at once.
    this.#waiting ??= setImmediate(() => this.#writeAlone());
  }

  /** A log of gigabytes must not keep everybody else waiting. */
  async writeAndRest(): Promise<void> {
    this.write();
    await new Promise((resolve) => setImmediate(resolve));
  }

  forget(): void {
    this.#parts = [];
    this.#end();
  }

  /** Throws what an earlier write failed of, too. */
  write(): void {
    const waited = this.#waiting !== undefined;
    this.#end();
    if (this.#error !== undefined) throw this.#error;
    if (!waited) return;
    const parts = this.#parts;
    this.#parts = [];
    // Of an empty log there is an empty copy.
    writeAt(this.path, parts, this.end);
    this.end += this.#bytes;
    this.#bytes = 0;
    this.copied({ size: this.end, as_of: this.#as_of });
    this.#as_of = undefined;
  }

  #writeAlone(): void {
    try {
      this.write();
    } catch (error) {
      this.#error = error;
      this.failed();
    }
  }

  #end(): void {
    clearImmediate(this.#waiting);
    this.#waiting = undefined;
  }
}
