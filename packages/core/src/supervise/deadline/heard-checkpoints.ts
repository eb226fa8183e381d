import { checkpointFolder } from '../../checkpoint/folder-of.js';
import type { EngineEvent, Millis, Signal } from '../../contract.js';

/** A checkpoint that a line tells of. */
export interface HeardCheckpoint {
  readonly path: string;
  readonly step?: number;
  /** When it was heard of. */
  readonly at: Millis;
  /** The program has read it again, and it is what was written. */
  readonly verified: boolean;
}

/** No more than the last few are of interest. */
const MOST = 20;

/** The checkpoints that an attempt's lines tell of. Kept in memory alone: after a crash the directory is looked into. */
export class HeardCheckpoints {
  #heard: readonly HeardCheckpoint[] = [];

  /** @param cwd what relative paths of lines are meant from. */
  constructor(private readonly cwd?: string) {}

  hear(events: readonly EngineEvent[]): void {
    for (const event of events) {
      const heard = event.type === 'signal' ? this.#of(event.signal, event.at) : undefined;
      if (heard !== undefined) this.#heard = [...this.#heard, heard].slice(-MOST);
    }
  }

  /** Those that were heard of at a moment or after it, the newest first. */
  since(at: Millis): readonly HeardCheckpoint[] {
    return this.#heard.filter((one) => one.at >= at).reverse();
  }

  #of({ kind, metadata, fields }: Signal, at: Millis): HeardCheckpoint | undefined {
    const verified = metadata.checkpoint === 'verified';
    if (!verified && (kind !== 'checkpoint' || metadata.phase === 'started')) return undefined;
    const told = fields.checkpoint_path ?? fields.path;
    if (typeof told !== 'string' || told === '') return undefined;
    const step = Number(fields.step ?? fields.iteration ?? Number.NaN);
    const isStep = Number.isSafeInteger(step);
    const path = checkpointFolder(told, isStep ? String(step) : undefined, this.cwd);
    return { path, at, verified, ...(isStep ? { step } : {}) };
  }
}
