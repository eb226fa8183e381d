import { type Deps, type Millis, unlessAborted } from '@sigwatch/core';
import { decide } from './decide.js';
import { lookAtRun } from './look-at-run.js';
import { type Memory, newMemory } from './memory.js';
import type { HeartbeatStore } from './store/heartbeat-store.js';
import type { Thresholds, Verdict } from './verdict.js';

/** What is kept of looks at a run over restarts. Neither throws. */
export interface Kept {
  read(): Memory | undefined;
  write(memory: Memory): void;
}

export interface RunLooksOptions {
  readonly store: HeartbeatStore;
  /** Its folder's name. */
  readonly run: string;
  readonly thresholds: Thresholds;
  /** ms between two looks. */
  readonly interval: Millis;
  readonly deps: Deps;
  readonly kept?: Kept;
  /** Is told in sentences for people. */
  readonly tell?: (sentence: string) => void;
}

export interface Looked {
  /** When it was begun to be asked. */
  readonly at: Millis;
  readonly memory: Memory;
  readonly verdict: Verdict;
}

/** Looks at a run for all who want to know of it: one look serves whoever asks within an interval. */
export class RunLooks {
  #memory: Memory;
  #last: Looked | undefined;
  #looking: Promise<Looked> | undefined;
  #began: Millis = 0;
  #heard: ((looked: Looked) => void)[] = [];

  constructor(readonly options: RunLooksOptions) {
    this.#memory = options.kept?.read() ?? newMemory();
  }

  /** A look that was begun at `since` or later; by default within most of an interval. An abort ends only the waiting. */
  async latest(abort: AbortSignal, since?: Millis): Promise<Looked> {
    const { deps, interval } = this.options;
    // Two who ask once an interval are never quite at the same moment.
    const from = since ?? deps.now() - interval * 0.9;
    if (this.#last !== undefined && this.#last.at >= from) return this.#last;
    while (this.#looking !== undefined && this.#began < from) {
      const looking = this.#looking;
      await unlessAborted(() => looking, abort);
    }
    return unlessAborted(() => {
      this.#looking ??= this.#look();
      return this.#looking;
    }, abort);
  }

  /** The next look that anybody makes. */
  next(): Promise<Looked> {
    return new Promise((resolve) => this.#heard.push(resolve));
  }

  async #look(): Promise<Looked> {
    const { store, run, thresholds, deps, kept, tell } = this.options;
    this.#began = deps.now();
    try {
      const { began, at, memory } = await lookAtRun({ store, run, deps }, this.#memory, new AbortController().signal);
      this.#memory = memory;
      const looked = { at: began, memory, verdict: decide(memory, thresholds, at) };
      kept?.write(this.#memory);
      for (const sentence of this.#memory.notices.fresh) tell?.(sentence);
      this.#last = looked;
      for (const heard of this.#heard.splice(0)) heard(looked);
      return looked;
    } finally {
      this.#looking = undefined;
    }
  }
}
