import type { Millis } from '@sigwatch/core';
import { readFields, textOf, timeOf } from './read-json.js';
import { readSentinel } from './sentinel.js';

/** What `metadata.json` says. Times are those of who wrote it. */
export interface Metadata {
  readonly run_id: string | null;
  readonly status: string | null;
  readonly phase: string | null;
  readonly instance: string | null;
  readonly node: string | null;
  readonly began: Millis | null;
  readonly updated: Millis | null;
  /** What it says of a failure. */
  readonly error: string | null;
  /** Why it says nothing; null where it does. */
  readonly problem: string | null;
  /** What a heartbeat should tell and this one does not. */
  readonly missing: readonly string[];
}

const NOTHING: Metadata = {
  ...{ run_id: null, status: null, phase: null, instance: null, node: null, began: null, updated: null, error: null },
  ...{ problem: null, missing: [] },
};

export function readMetadata(bytes: Buffer): Metadata {
  const read = readFields(bytes);
  if ('problem' in read) return { ...NOTHING, problem: read.problem };
  const { fields } = read;
  const metadata = {
    run_id: textOf(fields, 'run_id'),
    status: textOf(fields, 'status'),
    phase: textOf(fields, 'phase'),
    instance: textOf(fields, 'instance_id', 'instance'),
    node: textOf(fields, 'node', 'hostname', 'host'),
    began: timeOf(fields, 'start_time', 'started_at'),
    updated: timeOf(fields, 'last_update', 'last_updated', 'timestamp'),
    error: readSentinel(Buffer.from(JSON.stringify(failureIn(fields)))).message,
  };
  return { ...metadata, began: begunBefore(metadata), problem: null, missing: missingIn(metadata) };
}

/** The fields of a heartbeat that would tell of a failure in `_error`. */
const failureIn = ({ error, error_message, traceback, error_type }: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries({ error, error_message, traceback, error_type }).filter(([, value]) => hasWords(value)),
  );

const hasWords = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : typeof value === 'object' && value !== null;

/** One that lies behind the heartbeat itself is told in another zone: it must not make a sentinel look old. */
const begunBefore = ({ began, updated }: Pick<Metadata, 'began' | 'updated'>): Millis | null =>
  began !== null && updated !== null && began > updated + 1_000 ? null : began;

const told = {
  ...{ run_id: 'run_id', status: 'status', phase: 'phase', updated: 'last_update', instance: 'instance_id' },
  began: 'start_time',
} as const;

const missingIn = (metadata: Readonly<Record<keyof typeof told, unknown>>): string[] =>
  Object.entries(told).flatMap(([key, name]) => (metadata[key as keyof typeof told] === null ? [name] : []));
