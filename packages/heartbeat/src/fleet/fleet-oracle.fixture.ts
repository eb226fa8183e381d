import type { RunState } from '@sigwatch/core';
import { type Answer, type Answers, files } from '../answers.js';
import { decide } from '../decide.js';
import { look } from '../look.js';
import { type Memory, newMemory } from '../memory.js';
import type { Thresholds } from '../verdict.js';
import { readings } from './ask.js';
import type { Bucket } from './bucket.fixture.js';

export interface Judged {
  readonly from: RunState | undefined;
  readonly to: RunState;
}

/**
 * Each run by itself, without a listing and without etags: every file is read at every look. `denied` are the paths that
 * are not answered at this look.
 */
export function naiveWatch(store: Bucket, names: readonly string[], thresholds: Thresholds) {
  const memories = new Map<string, Memory>();
  const states = new Map<string, RunState>();
  const abort = new AbortController().signal;

  async function answer<T>(path: string, denied: ReadonlySet<string>, read: (bytes: Buffer) => T): Promise<Answer<T>> {
    if (denied.has(path)) return { kind: 'unknown', error: 'denied' };
    const got = await store.get(path, abort);
    if (got.kind !== 'found') return { kind: got.kind, answered: got.answered };
    const { etag, modified } = got.entry;
    return { kind: 'found', etag, modified, answered: got.answered, content: read(got.bytes) };
  }

  return {
    states,
    async look(now: number, denied: ReadonlySet<string>): Promise<ReadonlyMap<string, Judged>> {
      const changes = new Map<string, Judged>();
      for (const name of names) {
        const path = (file: keyof Answers) => `${name}/${files[file]}`;
        const answers: Answers = {
          metadata: await answer(path('metadata'), denied, readings.metadata),
          progress: await answer(path('progress'), denied, readings.progress),
          error: await answer(path('error'), denied, readings.error),
          complete: await answer(path('complete'), denied, readings.complete),
        };
        const isThere = Object.values(answers).some(({ kind }) => kind !== 'absent');
        if (!isThere && !memories.has(name)) continue;
        const memory = look(memories.get(name) ?? newMemory(), answers, now);
        memories.set(name, memory);
        const { state } = decide(memory, thresholds, now);
        const from = states.get(name);
        if (state === 'unknown' || state === from) continue;
        states.set(name, state);
        changes.set(name, { from, to: state });
      }
      return changes;
    },
  };
}
