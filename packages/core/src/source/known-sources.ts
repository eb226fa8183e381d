import path from 'node:path';
import type { Cursor } from '../contract.js';
import { openFile } from './content.js';
import type { FileFacts, FileSystem } from './file-system.js';
import { isRotated } from './rotation.js';
import { covered, fingerprint, HEAD_BYTES } from './trace.js';

interface Identity {
  inode: string;
  head: string;
  /** Where an earlier run of sigwatch read it. */
  readonly at?: string;
}

/** Tells new sources from known ones under another name: rotated, renamed, or reached by a link. */
export class KnownSources {
  readonly #byPath = new Map<string, Identity>();
  /** Names of sources by directory, to recognise rotated siblings. */
  readonly #names = new Map<string, Set<string>>();
  #inodes = new Map<string, Identity[]>();

  constructor(
    private readonly files: FileSystem,
    cursors: readonly Cursor[],
  ) {
    for (const { inode, head, path: at } of cursors)
      if (inode !== '') this.#remember({ inode, head, at: path.resolve(at) });
  }

  has(file: string): boolean {
    return this.#byPath.has(path.resolve(file));
  }

  add(file: string): void {
    const at = path.resolve(file);
    const identity = { inode: '', head: '' };
    this.#byPath.set(at, identity);
    const names = this.#names.get(path.dirname(at)) ?? new Set();
    this.#names.set(path.dirname(at), names.add(path.basename(at)));
    this.#refresh(at, identity);
  }

  /** Learns which inodes the sources have now. Call it before looking at new paths. */
  refresh(): void {
    for (const [file, identity] of this.#byPath) this.#refresh(file, identity);
  }

  /** Whether the path is a rotated sibling of a source, by its name. */
  isRotated(file: string): boolean {
    const at = path.resolve(file);
    for (const name of this.#names.get(path.dirname(at)) ?? []) if (isRotated(path.basename(at), name)) return true;
    return false;
  }

  /** Whether the path holds the file of a source, whatever it is called. One that was read by this name before is that source. */
  isSameFile(file: string): boolean {
    const facts = this.#facts(file);
    const identities = facts && this.#inodes.get(facts.inode);
    const here = path.resolve(file);
    return identities?.some(({ head, at }) => at !== here && this.#begins(file, head)) ?? false;
  }

  #refresh(file: string, identity: Identity): void {
    const facts = this.#facts(file);
    if (!facts) return;
    // The head is final once it is full; until then it grows with the file.
    if (
      facts.inode === identity.inode &&
      (covered(identity.head) === HEAD_BYTES || facts.size === covered(identity.head))
    )
      return;
    const head = this.#head(file, Math.min(HEAD_BYTES, facts.size));
    if (head === undefined) return;
    if (facts.inode === identity.inode) {
      identity.head = head;
      return;
    }
    // What the path held before stays known: it is the file that was renamed.
    const next = { inode: facts.inode, head };
    this.#byPath.set(file, next);
    this.#remember(next);
  }

  #remember(identity: Identity): void {
    this.#inodes.set(identity.inode, [...(this.#inodes.get(identity.inode) ?? []), identity]);
  }

  #facts(file: string): FileFacts | undefined {
    try {
      const facts = this.files.facts(file);
      return facts?.kind === 'file' ? facts : undefined;
    } catch {
      return undefined;
    }
  }

  #begins(file: string, head: string): boolean {
    return head === '' || this.#head(file, covered(head)) === head;
  }

  #head(file: string, length: number): string | undefined {
    try {
      const open = openFile(this.files, file);
      try {
        const bytes = Buffer.alloc(length);
        return fingerprint(bytes.subarray(0, open.raw.read([bytes], 0) as number));
      } finally {
        open.close();
      }
    } catch {
      return undefined;
    }
  }
}
