import type { Millis } from '@sigwatch/core';
import type { Answer, Answers } from './answers.js';
import { look } from './look.js';
import { type Memory, newMemory } from './memory.js';
import { readMetadata } from './read/metadata.js';
import { readProgress } from './read/progress.js';
import { readSentinel } from './read/sentinel.js';

export const NOW: Millis = Date.UTC(2026, 2, 1, 12);
export const MINUTE: Millis = 60_000;

/** A file as a test writes it: when, by the store's clock, and what. */
export interface File {
  readonly at: Millis;
  /** By default a heartbeat of that moment, in UTC. */
  readonly json?: Readonly<Record<string, unknown>> | string;
}

export interface Files {
  readonly metadata?: File | 'unknown';
  readonly progress?: File | 'unknown';
  readonly error?: File | 'unknown';
  readonly complete?: File | 'unknown';
}

const iso = (at: Millis): string => new Date(at).toISOString();

/** What a store says of the files at `answered`, by its own clock. */
function answersOf(files: Files, answered: Millis): Answers {
  const answer = <T>(file: File | 'unknown' | undefined, time: string, read: (bytes: Buffer) => T): Answer<T> => {
    if (file === undefined) return { kind: 'absent', answered };
    if (file === 'unknown') return { kind: 'unknown', error: 'S3 refuses it (403).' };
    const { at: modified, json = {} } = file;
    const text =
      typeof json === 'string' ? json : JSON.stringify({ ...(time === '' ? {} : { [time]: iso(modified) }), ...json });
    // S3 tells whole seconds.
    const whole = Math.floor(modified / 1000) * 1000;
    return { kind: 'found', etag: `${modified}${text}`, modified: whole, answered, content: read(Buffer.from(text)) };
  };
  return {
    metadata: answer(files.metadata, 'last_update', readMetadata),
    progress: answer(files.progress, 'last_updated', readProgress),
    error: answer(files.error, '', readSentinel),
    complete: answer(files.complete, '', readSentinel),
  };
}

/** What is remembered after looks, each at its moment; `ahead`: our clock is ahead of the store's by so much. */
export function looked(looks: readonly (readonly [Millis, Files])[], given?: Millis, ahead: Millis = 0): Memory {
  return looks.reduce((memory, [at, files]) => look(memory, answersOf(files, at), at + ahead), newMemory(given));
}
