import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Deps, HealthTransport } from '@sigwatch/core';
import { noTransports, type Transports, transport } from '@sigwatch/health';
import { NcclListener } from './nccl-in.js';

/** How soon (ms) after something was heard it is written: ranks tell it all within a moment. */
const SOON = 1_000;

/**
 * What the ranks of a run's present job have said of their transport. They say it once, when they start; it is kept with
 * the run, so that whoever takes the run up later knows it too.
 */
export class KeptTransport {
  #job: string | undefined;
  #waiting = false;
  #listener: NcclListener;

  constructor(
    private readonly path: string,
    private readonly deps: Deps,
  ) {
    this.#listener = this.#listening(noTransports);
  }

  /** The logs of this job are read from now on. Another one has its own ranks. */
  begin(job: string): void {
    if (this.#job === job) return;
    this.#job = job;
    this.#listener = this.#listening(kept(this.path, job));
  }

  take(chunk: Buffer): void {
    this.#listener.take(chunk);
  }

  now(): HealthTransport {
    return transport(this.#listener.seen);
  }

  #listening(seen: Transports): NcclListener {
    return new NcclListener(seen, () => {
      if (this.#waiting) return;
      this.#waiting = true;
      this.deps.schedule(this.deps.now() + SOON, () => {
        this.#waiting = false;
        this.#save();
      });
    });
  }

  #save(): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(`${this.path}.new`, JSON.stringify({ job: this.#job, seen: this.#listener.seen }));
      renameSync(`${this.path}.new`, this.path);
    } catch {
      // Nothing but a word of health is lost with it.
    }
  }
}

function kept(path: string, job: string): Transports {
  try {
    const told = JSON.parse(readFileSync(path, 'utf8'));
    return told.job === job && typeof told.seen.ranks === 'object' ? told.seen : noTransports;
  } catch {
    return noTransports;
  }
}
