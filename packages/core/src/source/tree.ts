import path from 'node:path';
import type { Millis } from '../contract.js';
import { inOnePiece } from '../in-one-piece.js';
import type { Directories, Listing } from './directories.js';
import type { Pattern } from './pattern.js';
import type { Subscription } from './wakes.js';

/** A file that matches, until somebody settles what it is. */
export interface Found {
  /** As the pattern begins. */
  readonly path: string;
  /** It need not be looked at again while it is there. */
  settle(): void;
}

/** One directory below the pattern's base. */
interface Folder {
  readonly at: string;
  /** Relative to the base; empty for the base itself. */
  readonly below: string;
  readonly depth: number;
  listing: Listing | undefined;
  /** Names that need not be looked at again. */
  settled: Set<string>;
  pending: string[];
  readonly folders: Map<string, Folder>;
  watch: Subscription | undefined;
}

/** Watches a directory for names that come or go. */
export type WatchFolder = (directory: string, now: Millis) => Subscription;

/** The files that a pattern means, found by listing only what has changed since the last time. */
export class Tree {
  readonly #root: Folder;

  constructor(
    private readonly pattern: Pattern,
    private readonly directories: Directories,
    private readonly watch?: WatchFolder,
  ) {
    this.#root = newFolder(pattern.base, '', pattern.depth);
  }

  /** All that match at present and are not settled. */
  look(now: Millis): Found[] {
    const found: Found[] = [];
    this.#visit(this.#root, now, found);
    return found;
  }

  close(): void {
    leave(this.#root);
  }

  // Returns whether the directory could be listed.
  #visit(folder: Folder, now: Millis, found: Found[]): boolean {
    // Before the listing, so that what comes after it is told.
    if (!folder.watch?.watching) {
      folder.watch?.end();
      folder.watch = this.watch?.(folder.at, now);
    }
    try {
      this.#update(folder, this.directories.list(folder.at));
    } catch {
      // Removed in the meantime, or not ours to read; the next listing tries again.
      leave(folder);
      return false;
    }
    folder.pending = folder.pending.filter((name) => !folder.settled.has(name) && this.#isPending(folder, name, found));
    for (const [name, below] of folder.folders) {
      if (this.#visit(below, now, found)) continue;
      folder.folders.delete(name);
      folder.settled.delete(name);
      folder.pending.push(name);
    }
    return true;
  }

  #update(folder: Folder, listing: Listing): void {
    if (listing === folder.listing) return;
    folder.listing = listing;
    const { settled } = folder;
    folder.settled = new Set();
    folder.pending = [];
    for (const name of listing.names) {
      if (settled.has(name)) folder.settled.add(name);
      else folder.pending.push(name);
    }
    for (const [name, below] of folder.folders) {
      if (folder.settled.has(name)) continue;
      leave(below);
      folder.folders.delete(name);
    }
  }

  // Whether the name is still to be looked at when nothing is settled now: a link may come to lead to a file.
  #isPending(folder: Folder, name: string, found: Found[]): boolean {
    const { files } = this.directories;
    const below = folder.below === '' ? name : `${folder.below}/${name}`;
    const kind = name.startsWith('.') ? undefined : files.kind(path.join(folder.at, name));
    if (kind === 'other') return true;
    if (kind === 'file' && this.pattern.matches(below)) {
      const at = inOnePiece(this.pattern.pathOf(below));
      if (this.pattern.accepts(files, at)) found.push({ path: at, settle: () => folder.settled.add(name) });
      return true;
    }
    if (kind === 'directory' && folder.depth > 1) {
      folder.folders.set(name, newFolder(path.join(folder.at, name), below, folder.depth - 1));
    }
    folder.settled.add(name);
    return false;
  }
}

const newFolder = (at: string, below: string, depth: number): Folder => ({
  at,
  below,
  depth,
  listing: undefined,
  watch: undefined,
  settled: new Set(),
  pending: [],
  folders: new Map(),
});

function leave(folder: Folder): void {
  folder.watch?.end();
  for (const below of folder.folders.values()) leave(below);
  folder.folders.clear();
  folder.settled.clear();
  folder.pending = [];
  folder.listing = undefined;
  folder.watch = undefined;
}
