import type { Millis } from '@sigwatch/core';
import { readMetadata } from '../read/metadata.js';
import { readFields } from '../read/read-json.js';

/** What a heartbeat tells; what is missing stays as an earlier one has told it. Times are those of who writes. */
export interface Beat {
  readonly at: Millis;
  readonly run_id?: string;
  readonly status?: string;
  readonly phase?: string;
  readonly instance?: string;
  readonly node?: string;
  /** When the attempt began. Default: as an earlier heartbeat of it has told, else `at`. */
  readonly began?: Millis;
}

/** How far a run is. */
export interface Steps {
  readonly at: Millis;
  readonly step: number;
  readonly total?: number;
  readonly loss?: number | string;
  readonly learning_rate?: number | string;
}

type Fields = { readonly [key: string]: unknown };

/** `metadata.json`. `before`: as it stands there now; fields that nobody knows here are kept. */
export function metadataFile(beat: Beat, before?: Buffer): Buffer {
  const { start_time, started_at: _, last_updated: __, timestamp: ___, ...kept } = fieldsOf(before);
  return asFile({
    ...kept,
    ...defined({
      run_id: beat.run_id,
      status: beat.status,
      phase: beat.phase,
      instance_id: beat.instance,
      node: beat.node,
    }),
    start_time: beat.began === undefined ? (begunBefore(before, start_time) ?? iso(beat.at)) : iso(beat.began),
    last_update: iso(beat.at),
  });
}

/** `progress.json`, which begins anew with each attempt. `before`: as it stands there now, of the same attempt. */
export function progressFile(steps: Steps, before?: Buffer): Buffer {
  const { last_update: _, timestamp: __, ...kept } = fieldsOf(before);
  return asFile({
    ...kept,
    step: steps.step,
    ...defined({ total_steps: steps.total, loss: steps.loss, learning_rate: steps.learning_rate }),
    last_updated: iso(steps.at),
  });
}

/** As it was written, where it tells a time; else that time in ISO 8601. */
function begunBefore(before: Buffer | undefined, start_time: unknown): string | undefined {
  if (typeof start_time === 'string') return start_time;
  const began = before === undefined ? null : readMetadata(before).began;
  return began === null ? undefined : iso(began);
}

function fieldsOf(bytes: Buffer | undefined): Fields {
  const read = bytes === undefined ? undefined : readFields(bytes);
  return read !== undefined && 'fields' in read ? read.fields : {};
}

const asFile = (fields: Fields): Buffer => Buffer.from(`${JSON.stringify(fields, null, 2)}\n`);

const defined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const iso = (at: Millis): string => new Date(at).toISOString();
