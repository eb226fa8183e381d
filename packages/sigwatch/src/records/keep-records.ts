import { type SigwatchEvent, systemDeps } from '@sigwatch/core';
import { Recorder } from './recorder.js';

/** Records of a replay, which has no journal. What is replayed twice into one folder stands there once. */
export interface KeptRecords extends Disposable {
  take(event: SigwatchEvent): void;
}

/** Events that are held until they are written. */
const HELD = 10_000;

/** Writes records of the events that are handed in; does nothing without a folder. Throws where that can't be written. */
export function keepRecords(directory: string | undefined, run_id: string): KeptRecords {
  if (directory === undefined) return { take() {}, [Symbol.dispose]() {} };
  let held: SigwatchEvent[] = [];
  const now = () => systemDeps.now();
  const recorder = new Recorder({ directory, run_id, now, events: () => held, once: true });
  return {
    take(event) {
      if (held.push(event) < HELD) return;
      recorder.follow();
      held = [];
    },
    [Symbol.dispose]() {
      recorder.close(true);
    },
  };
}
