import path from 'node:path';
import type { Millis } from '../contract.js';
import { type FileFacts, type FileSystem, isNetwork } from './file-system.js';

/** The names in a directory, as one listing found them, in the order of their code units. */
export interface Listing {
  readonly names: readonly string[];
  /** No change since then can have left the directory's time as it is: while that is the same, so are the names. */
  readonly settled: boolean;
  readonly facts: FileFacts;
}

// Local kernels stamp a change up to a tick (10 ms) late; file systems that know no fraction of a second up to two seconds.
const TICK_MS = 100;
const COARSE_MS = 2000;
// A server stamps by its own clock, which is hardly ever that far from ours.
const SERVER_MS = 10_000;
const NS = 1_000_000n;
/** More than any run has. */
const MOST_LISTINGS = 20_000;
const MOST_NAMES = 1_000_000;

/** Whether what is done from `now` on must change `time` (ns), the last time of a file or directory. */
export function isSettled(time: bigint, now: Millis, network = false): boolean {
  const slack = network ? SERVER_MS : time % NS === 0n ? COARSE_MS : TICK_MS;
  return BigInt(Math.floor(now) - slack) * NS > time;
}

/**
 * Lists each directory once for all who follow files in it, and again only when it has changed: a listing for each
 * of n files would cost n² names.
 */
export class Directories {
  readonly #listings = new Map<string, Listing>();
  /** In all listings that are kept. */
  #names = 0;
  readonly #inodes = new WeakMap<Listing, ReadonlyMap<string, readonly string[]>>();
  readonly #networks = new Map<string, boolean>();

  /** By the clock that stamps the files. */
  readonly now: () => Millis;

  constructor(
    readonly files: FileSystem,
    now: () => Millis,
  ) {
    this.now = files.now ?? now;
  }

  /** What is in the directory now. Throws Node's error when that can't be known. */
  list(directory: string): Listing {
    const now = this.now();
    const facts = this.facts(directory);
    const known = this.#listings.get(directory);
    if (known?.settled && isSame(known.facts, facts)) return known;
    if (this.#listings.delete(directory)) this.#names -= known?.names.length ?? 0;
    const names = this.files.list(directory).sort();
    const settled = isSettled(facts.modified, now, this.isNetwork(directory));
    const listing = { names, settled, facts };
    if (settled) this.#keep(directory, listing);
    return listing;
  }

  /** Those that were listed longest ago are forgotten, so that who goes from directory to directory for months keeps no more. */
  #keep(directory: string, listing: Listing): void {
    this.#listings.set(directory, listing);
    this.#names += listing.names.length;
    for (const [oldest, { names }] of this.#listings) {
      if (oldest === directory || (this.#names <= MOST_NAMES && this.#listings.size <= MOST_LISTINGS)) return;
      this.#listings.delete(oldest);
      this.#names -= names.length;
    }
  }

  /** Whether the names are surely still those of `listing`. */
  isCurrent(directory: string, listing: Listing): boolean {
    return listing.settled && isSame(listing.facts, this.facts(directory));
  }

  /** Throws `ENOENT` when there is no such directory. */
  facts(directory: string): FileFacts {
    const facts = this.files.facts(directory);
    if (facts) return facts;
    throw Object.assign(new Error(`ENOENT: there is no directory '${directory}'`), { code: 'ENOENT' });
  }

  /** The names in the directory by which a file with this inode may be reached. */
  named(directory: string, inode: string): readonly string[] {
    const listing = this.list(directory);
    const known = this.#inodes.get(listing);
    if (known) return known.get(inode) ?? [];
    const inodes = new Map<string, string[]>();
    for (const name of listing.names) {
      const facts = this.files.facts(path.join(directory, name));
      if (facts === undefined) continue;
      const names = inodes.get(facts.inode);
      if (names === undefined) inodes.set(facts.inode, [name]);
      else names.push(name);
    }
    if (this.isCurrent(directory, listing)) this.#inodes.set(listing, inodes);
    return inodes.get(inode) ?? [];
  }

  /** Whether files in the directory may be written by another machine. */
  isNetwork(directory: string): boolean {
    const known = this.#networks.get(directory);
    if (known !== undefined) return known;
    const network = isNetwork(this.files, directory);
    // One that is not there yet may be mounted later.
    if (network || this.files.facts(directory) !== undefined) {
      if (this.#networks.size >= MOST_LISTINGS) this.#networks.clear();
      this.#networks.set(directory, network);
    }
    return network;
  }
}

const isSame = (a: FileFacts, b: FileFacts): boolean => a.modified === b.modified && a.inode === b.inode;

/** The names of the listing that begin with `start`. */
export function* beginningWith({ names }: Listing, start: string): Generator<string> {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] as string) < start) low = middle + 1;
    else high = middle;
  }
  for (let at = low; names[at]?.startsWith(start); at += 1) yield names[at] as string;
}
