import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Millis } from '@sigwatch/core';
import {
  currentPlace,
  HIDDEN,
  identify,
  type Place,
  type ProcessIdentity,
  readJson,
  samePlace,
  startOf,
  writeJson,
} from '@sigwatch/core/host';

/** What the writer of a copy tells of it. */
export interface Told {
  /** As `AppCopy.told`. */
  readonly told?: Millis;
  /** As `AppCopy.error`, for people. */
  readonly error?: string;
}

interface Claimed extends Told {
  readonly place: Place;
  readonly process: ProcessIdentity;
  readonly at: Millis;
}

/** An owner that can't be looked at counts as gone when it has said nothing for so long (ms). */
const EXPIRY = 120_000;
const FILE = /^writer\.(\d+)\.json$/;

/**
 * Who writes a copy: one at a time. The newest of `writer.N.json` holds it; who finds its owner gone makes the next one,
 * which only one can. On the same machine the process table tells whether an owner is gone, so that one that was killed is
 * replaced at once and one that was stopped never is; elsewhere its silence does.
 */
export class Claim {
  #place: Place | undefined;
  #number: number | undefined;

  constructor(
    private readonly directory: string,
    private readonly now: () => Millis,
  ) {}

  /** Takes it where nobody holds it. Returns whether it is ours. Throws where the folder can't be written. */
  take(): boolean {
    if (this.isOurs) return true;
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const last = this.#numbers().at(-1);
    const owner = last === undefined ? undefined : readJson<Claimed>(this.#path(last));
    if (owner !== undefined && this.#isLive(owner)) return false;
    const number = (last ?? 0) + 1;
    try {
      writeFileSync(this.#path(number), JSON.stringify(this.#claimed({})), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
    this.#number = number;
    if (this.isOurs) for (const old of this.#numbers()) if (old < number) rmSync(this.#path(old), { force: true });
    return this.isOurs;
  }

  /** Whether it was taken, and not by anybody else since. */
  get isOurs(): boolean {
    if (this.#number === undefined) return false;
    if (this.#numbers().at(-1) === this.#number) return true;
    this.release();
    return false;
  }

  /** By the owner, at least every minute. */
  tell(told: Told): void {
    if (this.isOurs) writeJson(this.#path(this.#number as number), this.#claimed(told));
  }

  /** What the owner has told last; undefined where there is none. */
  heard(): Told | undefined {
    const last = this.#numbers().at(-1);
    return last === undefined ? undefined : readJson<Claimed>(this.#path(last));
  }

  release(): void {
    if (this.#number !== undefined) rmSync(this.#path(this.#number), { force: true });
    this.#number = undefined;
  }

  #claimed(told: Told): Claimed {
    return { place: this.#here, process: identify(process.pid), at: this.now(), ...told };
  }

  /** One of this process gives it back before it goes. */
  #isLive({ place, process: owner, at }: Claimed): boolean {
    if (!samePlace(place, this.#here)) return Math.abs(this.now() - at) <= EXPIRY;
    const start = startOf(owner.pid);
    return start !== undefined && (start === owner.start || start === HIDDEN);
  }

  get #here(): Place {
    this.#place ??= currentPlace();
    return this.#place;
  }

  #path(number: number): string {
    return join(this.directory, `writer.${number}.json`);
  }

  #numbers(): readonly number[] {
    try {
      return readdirSync(this.directory)
        .flatMap((name) => Number(FILE.exec(name)?.[1] ?? Number.NaN))
        .filter((number) => !Number.isNaN(number))
        .sort((a, b) => a - b);
    } catch {
      return [];
    }
  }
}
