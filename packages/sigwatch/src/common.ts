import {
  type CommonReading,
  type Cursor,
  commonReading,
  type Deps,
  type Discovery,
  discoverFiles,
  fileSystemOf,
  type NodeFileSystem,
  nodeFileSystem,
  systemDeps,
  Wakes,
  watchBy,
} from '@sigwatch/core';

/** What runs of one process have in common whose clock and whose file system are the same. */
export class Common {
  /** Hints that files have changed, one watch for each directory. */
  readonly wakes: Wakes;
  /** What directories hold, and which files are open. */
  readonly reading: CommonReading;
  /** How many runs have this in common now. */
  users = 0;
  readonly #made = new Map<string, unknown>();

  constructor(
    readonly deps: Deps = systemDeps,
    fs?: NodeFileSystem,
  ) {
    this.wakes = fs === undefined ? new Wakes() : new Wakes(watchBy(fs));
    // A clock of somebody's own says nothing of when files were written.
    const ofDisk = deps === systemDeps ? nodeFileSystem : { ...nodeFileSystem, now: Date.now };
    this.reading = commonReading(deps, fs === undefined ? ofDisk : fileSystemOf(fs));
  }

  /** The logs that paths, directories and globs mean, as they come to be. `known`: where an earlier life has read them. */
  readonly follow = (paths: readonly string[], known: readonly Cursor[] = []): Discovery =>
    discoverFiles(paths, { ...this.#discovering, known });

  /** Those that are there now, to be read once. */
  readonly readOnce = (paths: readonly string[]): Discovery =>
    discoverFiles(paths, { ...this.#discovering, follow: false });

  get #discovering() {
    return { deps: this.deps, wakes: this.wakes, common: this.reading };
  }

  /** What is made once for all who ask by the same key; the key names its kind as well. */
  readonly made = <T>(key: string, make: () => T): T => {
    const known = (this.#made.get(key) as T | undefined) ?? make();
    this.#made.set(key, known);
    return known;
  };
}

interface Lived {
  readonly deps: Deps | undefined;
  readonly fs: NodeFileSystem | undefined;
  readonly common: WeakRef<Common>;
  /** Held as long as somebody uses it. */
  held: Common | undefined;
}

/** Hands out what runs have in common, and holds it while one of them lives. After that it is garbage like anything else. */
class Lives {
  #all: readonly Lived[] = [];

  /** `leave`: to be called once, when the run has ended. */
  enter(deps?: Deps, fs?: NodeFileSystem): { readonly common: Common; readonly leave: () => void } {
    this.#all = this.#all.filter(({ common }) => common.deref() !== undefined);
    const lived = this.#all.find((one) => one.deps === deps && one.fs === fs) ?? this.#begin(deps, fs);
    const common = lived.common.deref() ?? (lived.held as Common);
    lived.held = common;
    common.users += 1;
    const leave = () => {
      common.users -= 1;
      if (common.users === 0) lived.held = undefined;
    };
    return { common, leave };
  }

  /** How many runs live. */
  get users(): number {
    return this.#all.reduce((sum, { held }) => sum + (held?.users ?? 0), 0);
  }

  #begin(deps: Deps | undefined, fs: NodeFileSystem | undefined): Lived {
    const common = new Common(deps, fs);
    const lived = { deps, fs, common: new WeakRef(common), held: common };
    this.#all = [...this.#all, lived];
    return lived;
  }
}

/** Of this process. */
export const lives = new Lives();
