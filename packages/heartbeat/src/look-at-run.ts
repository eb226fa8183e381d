import { type Deps, type Millis, pause } from '@sigwatch/core';
import { askRun } from './ask-run.js';
import { isHalfWritten, look } from './look.js';
import type { Memory } from './memory.js';
import type { HeartbeatStore } from './store/heartbeat-store.js';

export interface RunPlace {
  readonly store: HeartbeatStore;
  /** Its folder's name. */
  readonly run: string;
  readonly deps: Deps;
}

/** What is being written is whole after so long (ms), or it is broken. */
const SOON: Millis = 1_500;
const AGAIN = 2;

/** Asks once, and twice more where a file is found half written: whoever waits for the next look waits for long. Rejects only at the abort. */
export async function lookAtRun(
  { store, run, deps }: RunPlace,
  before: Memory,
  abort: AbortSignal,
): Promise<{
  /** When it was begun to be asked. */ readonly began: Millis;
  readonly at: Millis;
  readonly memory: Memory;
}> {
  for (let again = 0; ; again++) {
    const began = deps.now();
    const answers = await askRun(store, run, before, abort);
    const at = deps.now();
    const memory = look(before, answers, at);
    if (again === AGAIN || !isHalfWritten(memory, answers)) return { began, at, memory };
    await pause(deps, at + SOON, abort);
    abort.throwIfAborted();
  }
}
