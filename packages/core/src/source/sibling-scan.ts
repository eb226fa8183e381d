import path from 'node:path';
import type { Millis } from '../contract.js';
import type { Directories } from './directories.js';
import type { FileFacts } from './file-system.js';
import type { KnownFiles, Reading, Unread } from './known-files.js';
import type { Lingering } from './lingering.js';

// While the path is missing or empty, its directory is listed so often, at most.
const RESCAN_MS = 1000;
const CLOCK_SLACK_NS = 2_000_000_000n;

/** Looks for rotated siblings that were not read, no more often than is needed to be sure that there is none. */
export class SiblingScan {
  /** The siblings are known as they were at this time. */
  asOf = Number.NEGATIVE_INFINITY;
  /** The directory's time, if no change since then can have left it so. */
  #modified: bigint | undefined;
  #forced = false;
  /** The last look found some that are still to be read. */
  #more = false;

  constructor(
    private readonly directories: Directories,
    private readonly path: string,
    private readonly known: KnownFiles,
    private readonly lingering: Lingering,
  ) {}

  /** A new read begins. `force`: in it, every look is a real one. */
  begin(force: boolean): void {
    this.#forced = force;
  }

  /** Whether it is time to look. If not, `asOf` is as far as is known. Throws when the directory is not there. */
  isDue(now: Millis): boolean {
    // Within one read all looks must be at the same state.
    if (this.#forced || this.#more) return true;
    if (this.#directory() === this.#modified) {
      this.asOf = now;
      return false;
    }
    return now >= this.asOf + RESCAN_MS;
  }

  /** As `KnownFiles.unread`, without the files that are being read. */
  async unread(current: readonly Reading[], notBefore: bigint, now: Millis): Promise<Unread> {
    const readings = [...current, ...(await this.lingering.readings())];
    const { unread, refused, listing } = await this.known.unread(readings, notBefore);
    this.#modified = listing.settled ? listing.facts.modified : undefined;
    this.asOf = now;
    this.#forced = true;
    this.#more = unread.length > 0;
    return { unread: unread.filter(({ facts }) => !this.lingering.has(facts.inode)), refused, listing };
  }

  #directory(): bigint {
    return this.directories.facts(path.dirname(this.path)).modified;
  }
}

/**
 * What was written before this is older than the file: a sibling of that age is an old one that came back. Kernels
 * stamp times a tick late, and servers by their own clocks.
 */
export function startOf({ born, modified }: FileFacts): bigint {
  return (born < modified ? born : modified) - CLOCK_SLACK_NS;
}
