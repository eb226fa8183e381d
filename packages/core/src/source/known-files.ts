import { type OpenFile, openFile } from './content.js';
import type { Directories, Listing } from './directories.js';
import { errorCode } from './file-system.js';
import {
  isCopyInProgress,
  listSiblings,
  lookForSiblings,
  openSibling,
  recognises,
  type Sibling,
  traceWhole,
} from './siblings.js';
import { decodeTrace, encodeTrace, lastMark, type Trace } from './trace.js';

/** A file that is being read. `intact`: it still holds what was read of it, so that a copy need not be looked for. */
export interface Reading {
  readonly trace: Trace;
  readonly intact: boolean;
}

/** The siblings that are still to be read, oldest first, and which could not be opened. */
export interface Unread {
  readonly unread: readonly Sibling[];
  readonly refused: readonly string[];
  /** What the directory held then. */
  readonly listing: Listing;
}

// Traces of files that are not there at present are kept too: a rename may be under way. So many of them at most.
const MOST_ABSENT = 64;
const NONE: ReadonlySet<string> = new Set();
const NOTHING: readonly string[] = Object.freeze([]);

/** The rotated siblings that are read already, or are older than the source; all others are still to be read. */
export class KnownFiles {
  #traces: Trace[];
  #encoded: readonly string[] | undefined;
  // Files that were recognised once and did not change since need not be opened again.
  #settled: ReadonlySet<string> = NONE;

  constructor(
    private readonly directories: Directories,
    private readonly path: string,
    seen: readonly string[],
  ) {
    this.#traces = seen.map(decodeTrace).filter((trace) => trace !== undefined && trace.state !== '=') as Trace[];
  }

  /** No file is known. */
  get isEmpty(): boolean {
    return this.#traces.length === 0;
  }

  /** As they go into `Cursor.seen`. */
  encoded(): readonly string[] {
    this.#encoded ??= this.#traces.length === 0 ? NOTHING : this.#traces.map(encodeTrace);
    return this.#encoded;
  }

  /** Files that were left while they might still be written to. */
  lingering(): readonly Trace[] {
    return this.#traces.filter((trace) => trace.state === '~');
  }

  add(trace: Trace): void {
    this.#change([trace, ...this.#traces.filter((other) => other.inode !== trace.inode)]);
    this.#settled = NONE;
  }

  remove(trace: Trace): void {
    this.#change(this.#traces.filter((other) => other.inode !== trace.inode));
    this.#settled = NONE;
  }

  /** How far `file` was read before, if it was. */
  async recall(file: OpenFile): Promise<Trace | undefined> {
    for (const trace of this.#traces) {
      if (trace.inode === file.facts.inode && (await recognises(trace, file, true))) return trace;
    }
    return undefined;
  }

  /** Everything that is there now is older than the source. */
  async markAll(): Promise<void> {
    for (const sibling of listSiblings(this.directories, this.path)) {
      if (sibling.facts.size === 0) continue;
      try {
        const file = openSibling(this.directories.files, sibling);
        try {
          this.add(await traceWhole(file));
        } finally {
          file.close();
        }
      } catch (error) {
        if (!isRefused(error)) throw error;
        this.add({ state: '', inode: sibling.facts.inode, head: '', marks: [] });
      }
    }
  }

  /** `current` are the files that are being read. */
  async unread(current: readonly Reading[], notBefore: bigint): Promise<Unread> {
    const unread: Sibling[] = [];
    const refused: string[] = [];
    const copies: Trace[] = [];
    const inodes = new Set<string>();
    const settled = new Set<string>();
    const { siblings, listing } = lookForSiblings(this.directories, this.path);
    for (const sibling of siblings) {
      inodes.add(sibling.facts.inode);
      const key = `${sibling.facts.inode}:${sibling.facts.size}:${sibling.facts.modified}`;
      if (sibling.facts.size === 0 || sibling.facts.modified < notBefore) continue;
      if (this.#settled.has(key)) {
        settled.add(key);
        continue;
      }
      try {
        const file = openSibling(this.directories.files, sibling);
        try {
          const known = await this.#recognise(file, current);
          if (known) {
            settled.add(key);
            // A copy, or a compressed one: the file that it was made of may go away.
            if (known.inode !== file.facts.inode && !(await extendsBeyond(file, known)))
              copies.push(await traceWhole(file));
          } else if (!(await this.#isBeingCopied(file))) unread.push(sibling);
        } finally {
          file.close();
        }
      } catch (error) {
        if (!isRefused(error)) throw error;
        if (!this.#traces.some((trace) => trace.inode === sibling.facts.inode)) refused.push(sibling.path);
      }
    }
    this.#settled = settled.size > 0 ? settled : NONE;
    this.#keep(copies, inodes);
    return { unread, refused, listing };
  }

  async #recognise(file: OpenFile, current: readonly Reading[]): Promise<Trace | undefined> {
    const readings = [...current, ...this.#traces.map((trace) => ({ trace, intact: true }))];
    // Nearly every file is known by its inode, so that the others need not be compared with it.
    const likely = readings.filter(({ trace }) => trace.inode === file.facts.inode);
    for (const { trace, intact } of [...likely, ...readings.filter((other) => !likely.includes(other))]) {
      if (await recognises(trace, file, intact)) return trace;
    }
    return undefined;
  }

  async #isBeingCopied(copy: OpenFile): Promise<boolean> {
    let original: OpenFile | undefined;
    try {
      original = openFile(this.directories.files, this.path);
      return await isCopyInProgress(copy, original);
    } catch (error) {
      if (errorCode(error) === 'ENOENT' || isRefused(error)) return false;
      throw error;
    } finally {
      original?.close();
    }
  }

  #keep(copies: readonly Trace[], inodes: ReadonlySet<string>): void {
    const traces = [...copies, ...this.#traces.filter((trace) => !copies.some((copy) => copy.inode === trace.inode))];
    let absent = 0;
    const kept = traces.filter((trace) => inodes.has(trace.inode) || trace.state === '~' || ++absent <= MOST_ABSENT);
    if (copies.length > 0 || kept.length < traces.length) this.#change(kept);
  }

  #change(traces: Trace[]): void {
    this.#traces = traces;
    this.#encoded = undefined;
  }
}

// What we did not read of the original may have to be read from the copy.
async function extendsBeyond(copy: OpenFile, trace: Trace): Promise<boolean> {
  return (await copy.content.read([Buffer.alloc(1)], lastMark(trace).offset)) > 0;
}

/** A file that this user may not read, as opposed to one that can't be read at the moment. */
export function isRefused(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EISDIR'].includes(errorCode(error)) || errorCode(error).startsWith('Z_');
}
