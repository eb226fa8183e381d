import type { Cursor, Deps, LogReader, Read } from '../contract.js';
import { openFile } from './content.js';
import { errorCode, type FileSystem } from './file-system.js';
import { printed } from './torchelastic.js';
import { fingerprint, HEAD_BYTES } from './trace.js';
import { FileHints, type Wakes } from './wakes.js';

/** Larger than any traceback; what is beyond is left out. */
const LARGEST = 1024 * 1024;
const LF = 10;

interface Options {
  readonly deps: Deps;
  readonly files: FileSystem;
  readonly follow: boolean;
  readonly wakes: Wakes | undefined;
  readonly changed: () => void;
}

interface Content {
  readonly inode: string;
  readonly head: string;
  readonly tail: string;
  readonly lines: Buffer;
  /** Changes with the file. */
  readonly version: string;
}

/**
 * Reads a worker's error file, which is written once and as a whole, as the lines that it stands for. Offsets and line
 * numbers are those of these lines. What is no such file is read as it is.
 */
export class ErrorFileReader implements LogReader {
  #cursor: Cursor;
  #ended = false;
  /** Of the file that was handed out to its end: as long as it is the same, it need not be read. */
  #version = '';
  readonly #hints: FileHints;

  constructor(
    private readonly path: string,
    from: Cursor | undefined,
    private readonly options: Options,
    private readonly abort: AbortSignal,
  ) {
    this.#cursor = from ?? { path, inode: '', head: '', tail: '', offset: 0, generation: 0, seen: [] };
    this.#hints = new FileHints(options.wakes, path, options.changed);
    abort.addEventListener('abort', this.close);
    if (abort.aborted) this.close();
  }

  async read(into: Buffer, final = false): Promise<Read> {
    if (this.#ended) return { kind: 'ended' };
    const asOf = this.options.deps.now();
    this.#hints.renew(asOf);
    const last = final || !this.options.follow;
    let found: Content | 'known' | undefined;
    try {
      found = this.#content(last);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || !this.options.follow)
        return { kind: 'blind', error: error instanceof Error ? error : new Error(String(error)) };
    }
    const { offset, tail, inode, generation } = this.#cursor;
    if (found === 'known') found = undefined;
    if (found !== undefined && offset > 0 && (found.tail !== tail || found.inode !== inode)) {
      this.#cursor = { ...this.#cursor, inode: '', head: '', tail: '', offset: 0, generation: generation + 1 };
      return { kind: 'reset', reason: 'replaced', cursor: this.#cursor };
    }
    const rest = found?.lines.subarray(offset) ?? Buffer.alloc(0);
    if (found === undefined || rest.length === 0) {
      if (this.options.follow) return { kind: 'caught_up', asOf, cursor: this.#cursor };
      this.close();
      return { kind: 'ended' };
    }
    return this.#handOut(found, rest, into);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  readonly close = (): void => {
    this.#ended = true;
    this.abort.removeEventListener('abort', this.close);
    this.#hints.close();
  };

  /** As many whole lines as there is room for; of one that is longer than that, its head. */
  #handOut({ inode, head, tail, version }: Content, rest: Buffer, into: Buffer): Read {
    const fits = rest.length <= into.length ? rest.length : rest.lastIndexOf(LF, into.length - 1) + 1;
    const cut = fits === 0;
    const bytes = rest.copy(into, 0, 0, cut ? into.length : fits);
    if (cut) into[bytes - 1] = LF;
    const offset = this.#cursor.offset + (cut ? rest.indexOf(LF) + 1 : fits);
    this.#cursor = { ...this.#cursor, inode, head, tail, offset };
    if (bytes === rest.length) this.#version = version;
    return { kind: 'data', bytes, cursor: this.#cursor, ...(cut ? { cut } : {}) };
  }

  /** Undefined while the file is not whole. When nothing more will come, it is taken as it is. */
  #content(last: boolean): Content | 'known' | undefined {
    const file = openFile(this.options.files, this.path);
    try {
      const { inode, size, modified } = file.facts;
      const version = `${inode}:${size}:${modified}`;
      if (version === this.#version) return 'known';
      const buffer = Buffer.alloc(Math.min(file.facts.size, LARGEST));
      const bytes = buffer.subarray(0, file.raw.read([buffer], 0) as number);
      if (bytes.length === 0) return undefined;
      const text = bytes.toString();
      const whole = printed(this.path, text) ?? (last || bytes.at(-1) === LF ? `${text.trimEnd()}\n` : undefined);
      if (whole === undefined) return undefined;
      const head = fingerprint(bytes.subarray(0, HEAD_BYTES));
      return { inode, version, head, tail: fingerprint(bytes), lines: Buffer.from(whole) };
    } finally {
      file.close();
    }
  }
}
