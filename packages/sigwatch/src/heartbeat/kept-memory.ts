import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeJson } from '@sigwatch/core/host';
import { type Memory, newMemory } from '@sigwatch/heartbeat';

/**
 * What single looks at a location remember, since whether a step stands still takes two of them. One that can't be kept or
 * read is as none: the next look begins anew.
 */
export class KeptMemory {
  readonly #path: string;

  constructor(
    stateDirectory: string,
    readonly location: string,
  ) {
    const name = createHash('sha256').update(location).digest('hex').slice(0, 16);
    this.#path = join(stateDirectory, 'heartbeats', `${name}.json`);
  }

  read(): Memory {
    try {
      const { version, location, memory } = JSON.parse(readFileSync(this.#path, 'utf8')) as Kept;
      return version === VERSION && location === this.location ? memory : newMemory();
    } catch {
      return newMemory();
    }
  }

  write(memory: Memory): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeJson(this.#path, { version: VERSION, location: this.location, memory } satisfies Kept);
    } catch {
      // A status is told all the same.
    }
  }
}

const VERSION = 1;

interface Kept {
  readonly version: number;
  readonly location: string;
  readonly memory: Memory;
}
