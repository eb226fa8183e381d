import path from 'node:path';
import type { Cursor } from '../contract.js';
import { openFile } from './content.js';
import type { Directories, Listing } from './directories.js';
import type { FileFacts } from './file-system.js';
import { basesOf } from './rotation.js';
import { covered, fingerprint, HEAD_BYTES } from './trace.js';

interface Identity {
  readonly inode: string;
  /** 0 where it is not known. */
  readonly born: bigint;
  head: string;
  /** Where an earlier run of sigwatch read it. */
  readonly at?: string;
}

/** The sources of one directory by their names. */
interface Folder {
  readonly sources: Map<string, Identity | undefined>;
  /** What the directory held when the sources were last looked at. */
  listing: Listing | undefined;
}

// Used in one go, so that all files share it.
const HEAD = Buffer.alloc(HEAD_BYTES);

/** Tells new sources from known ones under another name: rotated, renamed, or reached by a link. Paths are whole ones. */
export class KnownSources {
  readonly #folders = new Map<string, Folder>();
  readonly #inodes = new Map<string, readonly Identity[]>();

  constructor(
    private readonly directories: Directories,
    cursors: readonly Cursor[],
  ) {
    for (const { inode, head, path: at } of cursors)
      if (inode !== '') this.#remember({ inode, born: 0n, head, at: path.resolve(at) });
  }

  has(at: string): boolean {
    return this.#folders.get(path.dirname(at))?.sources.has(path.basename(at)) ?? false;
  }

  add(at: string): void {
    const directory = path.dirname(at);
    const folder = this.#folders.get(directory) ?? { sources: new Map(), listing: undefined };
    this.#folders.set(directory, folder);
    const name = path.basename(at);
    folder.sources.set(name, this.#identified(at, undefined));
  }

  /** Learns which files the sources have now. Call it before looking at new paths. */
  refresh(): void {
    for (const [directory, folder] of this.#folders) {
      const listing = this.#listing(directory);
      // Without a birth only the head tells a file from one that got its inode later, and the head may still grow.
      const isKnown = (identity: Identity | undefined) => identity !== undefined && identity.born > 0n;
      const isSame = listing?.settled === true && listing === folder.listing;
      folder.listing = listing;
      for (const [name, identity] of folder.sources) {
        if (isSame && isKnown(identity)) continue;
        folder.sources.set(name, this.#identified(path.join(directory, name), identity));
      }
    }
  }

  /** Whether the path is a rotated sibling of a source, by its name. */
  isRotated(at: string): boolean {
    const sources = this.#folders.get(path.dirname(at))?.sources;
    return sources !== undefined && basesOf(path.basename(at)).some((name) => sources.has(name));
  }

  /** Whether the path holds the file of a source, whatever it is called. One that was read by this name before is that source. */
  isSameFile(file: string): boolean {
    const facts = this.#facts(file);
    const identities = facts && this.#inodes.get(facts.inode);
    const isBorn = (born: bigint) => born === 0n || facts?.born === 0n || born === facts?.born;
    return identities?.some(({ head, at, born }) => at !== file && isBorn(born) && this.#begins(file, head)) ?? false;
  }

  #identified(file: string, before: Identity | undefined): Identity | undefined {
    const facts = this.#facts(file);
    if (!facts) return before;
    const isSame = facts.inode === before?.inode && facts.born === before.born;
    // The head is final once it is full; until then it grows with the file.
    if (isSame && (covered(before.head) === HEAD_BYTES || facts.size === covered(before.head))) return before;
    const head = this.#head(file, Math.min(HEAD_BYTES, facts.size));
    if (head === undefined) return before;
    if (isSame) {
      before.head = head;
      return before;
    }
    // What the path held before stays known: it is the file that was renamed.
    const next = { inode: facts.inode, born: facts.born, head };
    this.#remember(next);
    return next;
  }

  #remember(identity: Identity): void {
    this.#inodes.set(identity.inode, [...(this.#inodes.get(identity.inode) ?? []), identity]);
  }

  #listing(directory: string): Listing | undefined {
    try {
      return this.directories.list(directory);
    } catch {
      return undefined;
    }
  }

  #facts(file: string): FileFacts | undefined {
    try {
      const facts = this.directories.files.facts(file);
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
      const open = openFile(this.directories.files, file);
      try {
        const bytes = HEAD.subarray(0, length);
        return fingerprint(bytes.subarray(0, open.raw.read([bytes], 0) as number));
      } finally {
        open.close();
      }
    } catch {
      return undefined;
    }
  }
}
