import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Millis } from '@sigwatch/core';
import { readJson } from '@sigwatch/core/host';
import { keepJson, slurmDirectory } from '../state-files.js';

/** What squeue put out, and when it was asked. */
export interface RawAnswer {
  readonly asOf: Millis;
  readonly text: string;
}

/** One answer for all processes of a user: a file, and a lock that lets one of them ask. */
export interface SharedAnswer {
  read(): RawAnswer | undefined;
  write(answer: RawAnswer): void;
  /** Whether we are the one to ask; then `release` has to follow. */
  claim(): boolean;
  release(): void;
}

/** ms; who has claimed it longer is dead, or its squeue has timed out. */
const LONGEST = 60_000;

/** `question`: whose jobs, and of which cluster; answers of another one are not shared. A file that can't be used only means that each process asks by itself. */
export function sharedAnswer(stateDirectory: string, question: string, now: () => Millis): SharedAnswer {
  const name = createHash('sha256').update(question).digest('hex').slice(0, 16);
  const directory = slurmDirectory(stateDirectory);
  const file = join(directory, `squeue-${name}.json`);
  const lock = join(directory, `squeue-${name}.lock`);
  return {
    read() {
      const found = readJson<RawAnswer>(file);
      // A time to come is of a clock that was set back: nobody would ask until then.
      return found === undefined || typeof found.text !== 'string' || !(found.asOf <= now()) ? undefined : found;
    },
    write(answer) {
      quietly(() => keepJson(file, answer));
    },
    claim() {
      return quietly(() => {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        if (create(lock, now())) return true;
        // One that tells no time, or a time to come, tells nothing.
        const age = now() - Number(readFileSync(lock, 'utf8') || Number.NaN);
        if (age >= 0 && age < LONGEST) return false;
        rmSync(lock, { force: true });
        return create(lock, now());
      }, true);
    },
    release() {
      quietly(() => rmSync(lock, { force: true }));
    },
  };
}

/** O_EXCL holds on network file systems too. */
function create(path: string, at: Millis): boolean {
  try {
    writeFileSync(path, String(at), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function quietly<T>(act: () => T, otherwise?: T): T {
  try {
    return act();
  } catch {
    return otherwise as T;
  }
}
