import type { Deps } from '@sigwatch/core';
import {
  asLine,
  type FleetNews,
  files,
  type HeartbeatStore,
  LOG,
  type Pace,
  sentinelText,
  within,
} from '@sigwatch/heartbeat';
import { type Diagnosis, diagnose, type FleetRules } from './diagnose.js';

import type { KnownText } from './text-source.js';

export interface EvidenceContext {
  readonly store: HeartbeatStore;
  readonly pace: Pace;
  readonly deps: Deps;
  readonly abort: AbortSignal;
  readonly rules: FleetRules;
  /** ms between polls. */
  readonly interval: number;
}

type Changed = Extract<FleetNews, { kind: 'changed' }>;

/** Of a log, what a failure is looked for in. */
const LOG_BYTES = 1 << 20;
/** How long a file may take (ms). */
const FILE = 30_000;
/** So many runs are looked into at the same time. */
const AT_ONCE = 4;

export interface Found {
  readonly diagnosis?: Diagnosis;
  readonly last_line?: string;
}

/** What explains how runs stand that something bad is told of: their texts through the rules. Never rejects but at the abort. */
export async function evidenceOf(
  news: readonly FleetNews[],
  at: number,
  context: EvidenceContext,
): Promise<ReadonlyMap<string, Found>> {
  const bad = news.filter(
    (one): one is Changed => one.kind === 'changed' && one.to !== 'running' && one.to !== 'succeeded',
  );
  const found = new Map<string, Found>();
  // A log may be long, and hundreds may fail at once.
  const waiting = bad.values();
  const next = async (): Promise<void> => {
    for (const one of waiting) found.set(one.run, await foundOf(one, at, context));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  context.abort.throwIfAborted();
  return found;
}

async function foundOf(news: Changed, at: number, context: EvidenceContext): Promise<Found> {
  const { run, to } = news;
  const hasFailed = to === 'failed';
  const [log, error] = await Promise.all([
    textOf(`${run}/${LOG}`, context),
    hasFailed ? textOf(`${run}/${files.error}`, context) : undefined,
  ]);
  const texts: KnownText[] = hasFailed
    ? [...(log === undefined ? [] : [{ id: LOG, text: log }]), ...lastWord(error, news.verdict.error)]
    : [
        {
          id: 'heartbeats.jsonl',
          text: Buffer.from(asLine(news.verdict, at, context.interval) ?? ''),
        },
      ];
  const status = {
    job: { id: `heartbeat:${run}` as const, incarnation: '1' },
    state: hasFailed ? ('failed' as const) : ('running' as const),
    ...(hasFailed && news.verdict.error !== null ? { detail: news.verdict.error } : {}),
  };
  const evidence = { run_id: run, texts, status, at };
  const diagnosis = texts.length === 0 ? undefined : await diagnose(evidence, context.rules).catch(() => undefined);
  const last_line = log === undefined ? undefined : lastLine(log);
  return { ...(diagnosis === undefined ? {} : { diagnosis }), ...(last_line === undefined ? {} : { last_line }) };
}

/** What the run itself says of its failure: `_error`, or else a field of its metadata. */
function lastWord(error: Buffer | undefined, said: string | null): KnownText[] {
  if (error !== undefined) return [{ id: files.error, text: Buffer.from(sentinelText(error)), last_word: true }];
  return said === null ? [] : [{ id: files.metadata, text: Buffer.from(`${said}\n`), last_word: true }];
}

/** Undefined where it is not there, or was not answered: what is told is told without it then. */
async function textOf(path: string, { store, pace, deps, abort }: EvidenceContext): Promise<Buffer | undefined> {
  try {
    const got = await pace.run(
      () =>
        within(FILE, `${store.root}/${path}`, deps, abort, (signal) =>
          store.get(path, signal, { limit: LOG_BYTES, over: 'ends' }),
        ),
      abort,
    );
    return got.kind === 'found' ? got.bytes : undefined;
  } catch {
    return undefined;
  }
}

function lastLine(log: Buffer): string | undefined {
  const lines = log
    .subarray(-4096)
    .toString('utf8')
    .split(/[\r\n]+/);
  return lines.findLast((line) => line.trim() !== '')?.trim();
}
