import type { Millis } from '@sigwatch/core';
import { files, LOG } from '../answers.js';
import { readMetadata } from '../read/metadata.js';
import type { HeartbeatStore } from '../store/heartbeat-store.js';
import { type Beat, metadataFile, progressFile, type Steps } from './written.js';

/** Of which run a heartbeat is: its folder in a store. */
export interface Place {
  readonly store: HeartbeatStore;
  readonly folder: string;
}

/** One heartbeat of a script. */
export interface Once extends Beat {
  /** A new attempt begins now: what stands there of an earlier one is old from here on. */
  readonly start?: boolean;
  readonly steps?: Omit<Steps, 'at'>;
  /** The end of its log. */
  readonly log?: Uint8Array;
}

const COMPLETED = 'completed';
const FAILED = 'failed';

/**
 * Writes a heartbeat over that which is there, and keeps what it does not tell anew. Resolves with `over`, and writes
 * nothing, where the attempt has ended: what beats late must not make the end of it look old. Rejects with an
 * `UnansweredError` where the store does not answer.
 */
export async function writeBeat(at: Place, once: Once, abort: AbortSignal): Promise<'written' | 'over'> {
  const { start = false, steps, log, ...beat } = once;
  const before = await found(at, files.metadata, abort);
  const status = before === undefined ? null : readMetadata(before).status;
  if (!start && (status === COMPLETED || status === FAILED)) return 'over';
  const told = { status: 'running', ...beat, ...(start ? { began: beat.at } : {}) };
  const metadata = metadataFile(told, before);
  // A new attempt has made no step yet: its start is told before any.
  await at.store.put(`${at.folder}/${files.metadata}`, metadata, abort);
  if (steps !== undefined) {
    const known = start ? undefined : await found(at, files.progress, abort);
    await at.store.put(`${at.folder}/${files.progress}`, progressFile({ ...steps, at: beat.at }, known), abort);
  }
  if (log !== undefined) await at.store.put(`${at.folder}/${LOG}`, log, abort);
  return 'written';
}

/** Writes how an attempt has ended: the sentinel first, since it alone says enough. Rejects as `writeBeat` does. */
export async function writeEnd(
  at: Place,
  end: { readonly is: 'error' | 'complete'; readonly at: Millis; readonly text: string; readonly log?: Uint8Array },
  abort: AbortSignal,
): Promise<void> {
  if (end.log !== undefined) await at.store.put(`${at.folder}/${LOG}`, end.log, abort);
  await at.store.put(`${at.folder}/${files[end.is]}`, Buffer.from(end.text), abort);
  const before = await found(at, files.metadata, abort);
  if (before === undefined) return;
  const status = end.is === 'complete' ? COMPLETED : FAILED;
  await at.store.put(`${at.folder}/${files.metadata}`, metadataFile({ at: end.at, status }, before), abort);
}

async function found({ store, folder }: Place, name: string, abort: AbortSignal): Promise<Buffer | undefined> {
  const got = await store.get(`${folder}/${name}`, abort);
  return got.kind === 'found' ? got.bytes : undefined;
}
