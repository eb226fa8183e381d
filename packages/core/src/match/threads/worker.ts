import { parentPort, workerData } from 'node:worker_threads';
import type { Rule } from '../../contract.js';
import { compileRules } from '../compile-rules.js';
import { toWire, type Wire } from './wire.js';

/** What a worker is started with. */
export interface Start {
  readonly rules: readonly Rule[];
  /** Bytes of its memory that are read into from outside. */
  readonly room: number;
}

/** A part of its memory, which holds a chunk. */
export interface Ask {
  readonly id: number;
  readonly from: number;
  readonly bytes: number;
}

export type Answer =
  | { readonly room: SharedArrayBuffer; readonly offset: number }
  | { readonly id: number; readonly wire: Wire };

if (parentPort) {
  const port = parentPort;
  const { rules, room } = workerData as Start;
  const matcher = compileRules(rules, { shared: true, checked: true });
  const memory = matcher.room(room);
  port.postMessage({ room: memory.buffer as unknown, offset: memory.byteOffset } as Answer);
  port.on('message', ({ id, from, bytes }: Ask) => {
    const wire = toWire(matcher.find(memory.subarray(from, from + bytes)));
    port.postMessage({ id, wire } satisfies Answer, [wire.matches.buffer]);
  });
}
