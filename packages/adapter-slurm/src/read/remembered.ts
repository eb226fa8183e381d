import { join } from 'node:path';
import { readJson } from '@sigwatch/core/host';
import { keepJson, slurmDirectory } from '../state-files.js';
import type { JobId } from './identity.js';
import { plainId } from './identity.js';

/** What of a job must be known when SLURM has forgotten it. */
export interface Remembered {
  /** Epoch seconds of its first submission. */
  readonly submitted: number;
  /** SLURM's own number, once it is known. */
  readonly raw?: string;
  readonly name: string;
  readonly user: string;
  readonly directory: string;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** One small file for each job that was asked for, so that it is known after a crash too. */
export class Memory {
  readonly #known = new Map<string, Remembered>();

  constructor(private readonly stateDirectory: string) {}

  /** Of whichever job had the id last in that cluster. */
  get(cluster: string, id: JobId): Remembered | undefined {
    const key = join(cluster, plainId(id));
    const known = this.#known.get(key) ?? readJson<Remembered>(this.#file(key));
    if (known !== undefined) this.#known.set(key, known);
    return known;
  }

  /** A disk that is full only means that it is not known after a crash. */
  set(cluster: string, id: JobId, job: Remembered): void {
    const key = join(cluster, plainId(id));
    if (JSON.stringify(this.get(cluster, id)) === JSON.stringify(job)) return;
    this.#known.set(key, job);
    try {
      keepJson(this.#file(key), job);
    } catch {
      // Asked again next time.
    }
  }

  #file(key: string): string {
    return join(slurmDirectory(this.stateDirectory), 'jobs', `${key}.json`);
  }
}
