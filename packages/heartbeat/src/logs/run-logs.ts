import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Discovery,
  type LogSource,
  type Millis,
  mirroredSource,
  pause,
  type RemoteLog,
  UnansweredError,
} from '@sigwatch/core';
import { files, LOG } from '../answers.js';
import { SENTINEL } from '../ask-run.js';
import { beganAt, isOfAttempt } from '../attempt.js';
import { sentinelText } from '../read/sentinel.js';
import type { Looked, RunLooks } from '../run-looks.js';
import { progressLog } from './progress-log.js';
import { type ReplacedFile, replacedLog } from './replaced-log.js';
import { uploadedLog } from './uploaded-log.js';

export interface RunLogsOptions {
  readonly looks: RunLooks;
  /** The folder of the copies. */
  readonly copies: string;
}

/** Names of the sources, as people read them before `:line`. */
const ERROR_SOURCE = '_error';
const PROGRESS_SOURCE = 'progress.json';

const longest: Millis = 60_000;

/** The training log, the steps that `progress.json` tells one after the other, and what `_error` says: each once it is there. */
export function runLogs(options: RunLogsOptions): Discovery {
  return {
    async *sources(abort) {
      const log = logSource(options);
      const progress = progressSource(options);
      const error = errorSource(options);
      const said = saidSource(options);
      const told = new Set<LogSource>();
      for (
        let looked = await firstLook(options.looks, abort);
        looked !== undefined;
        looked = await nextLook(options.looks, abort)
      ) {
        if (!told.has(error) && hasFailed(looked)) yield* once(told, error);
        if (!told.has(said) && hasSaid(looked)) yield* once(told, said);
        if (!told.has(progress) && looked.verdict.step !== null) yield* once(told, progress);
        if (!told.has(log) && (await isThere(options.looks, abort))) yield* once(told, log);
      }
    },
  };
}

/** `_error` alone, once it is there: beside a platform that has the logs itself. */
export function errorLogs(options: RunLogsOptions): Discovery {
  return {
    async *sources(abort) {
      for (
        let looked = await firstLook(options.looks, abort);
        looked !== undefined;
        looked = await nextLook(options.looks, abort)
      )
        if (hasFailed(looked)) return yield errorSource(options);
    },
  };
}

function* once(told: Set<LogSource>, source: LogSource): Generator<LogSource> {
  told.add(source);
  yield source;
}

/** Not where `_error` is of an earlier attempt. */
const hasFailed = ({ memory }: Looked): boolean => isOfAttempt(memory.error, beganAt(memory));

/** Its metadata alone tell why it has failed. */
const hasSaid = (looked: Looked): boolean =>
  !hasFailed(looked) && looked.verdict.state === 'failed' && looked.verdict.error !== null;

const firstLook = (looks: RunLooks, abort: AbortSignal): Promise<Looked | undefined> =>
  looks.latest(abort).catch(() => (abort.aborted ? undefined : nextLook(looks, abort)));

/** As soon as somebody has looked, and by itself where nobody does. */
async function nextLook(looks: RunLooks, abort: AbortSignal): Promise<Looked | undefined> {
  // The search may have been ended while its answer was taken in, and an abort that is past is told to nobody.
  if (abort.aborted) return undefined;
  const { deps, interval } = looks.options;
  const waiting = new AbortController();
  const end = () => waiting.abort();
  abort.addEventListener('abort', end, { once: true });
  try {
    const own = pause(deps, deps.now() + interval, waiting.signal).then(() =>
      abort.aborted ? undefined : looks.latest(abort),
    );
    return await Promise.race([looks.next(), own]);
  } catch {
    return abort.aborted ? undefined : nextLook(looks, abort);
  } finally {
    end();
    abort.removeEventListener('abort', end);
  }
}

async function isThere({ options: { store, run } }: RunLooks, abort: AbortSignal): Promise<boolean> {
  try {
    for await (const { path } of store.list(`${run}/${LOG}`, abort)) if (path === `${run}/${LOG}`) return true;
    return false;
  } catch {
    // Whoever may not list asks again at the next look.
    return false;
  }
}

function logSource({ looks, copies }: RunLogsOptions): LogSource {
  const { store, run, deps, interval } = looks.options;
  const copy = join(copies, 'training.log');
  // Whoever writes a log here writes it bit by bit, and to look at it costs nothing.
  const pace = store.lag === 0 ? Math.min(interval, 1_000) : Math.min(interval, longest);
  const remote = replacedLog({ file: uploadedLog(store, `${run}/${LOG}`), copy, deps, interval: pace });
  return copied({ id: LOG, path: copy, remote, deps });
}

function progressSource({ looks, copies }: RunLogsOptions): LogSource {
  const path = join(copies, 'progress.log');
  return copied({ id: PROGRESS_SOURCE, path, remote: progressLog(looks, path), deps: looks.options.deps });
}

function errorSource({ looks, copies }: RunLogsOptions): LogSource {
  const { store, run, deps, interval } = looks.options;
  const copy = join(copies, 'error.log');
  const path = `${run}/${files.error}`;
  const file: ReplacedFile = {
    async get(abort, known, from) {
      const got = await store.get(path, abort, { ...SENTINEL, ...(known === undefined ? {} : { known }) });
      return got.kind === 'found' ? { ...got, bytes: Buffer.from(sentinelText(got.bytes)).subarray(from), from } : got;
    },
    asOf: (asked) => asked,
  };
  const remote: RemoteLog = replacedLog({ file, copy, deps, interval: Math.min(interval, longest) });
  return copied({ id: ERROR_SOURCE, path: copy, remote, deps, last_word: true });
}

/** What `metadata.json` tells of a failure, as `_error` would. */
function saidSource({ looks, copies }: RunLogsOptions): LogSource {
  const { run, deps, interval } = looks.options;
  const copy = join(copies, 'metadata.log');
  const file: ReplacedFile = {
    async get(abort, known, from) {
      const looked = await looks.latest(abort);
      if (!hasSaid(looked)) return { kind: 'absent', answered: null };
      const bytes = Buffer.from(`${looked.verdict.error}\n`);
      const entry = {
        ...{ path: `${run}/${files.metadata}`, etag: bytes.toString(), size: bytes.length },
        modified: looked.memory.metadata?.modified ?? looked.at,
      };
      if (entry.etag === known) return { kind: 'unchanged', answered: null };
      return { kind: 'found', entry, bytes: bytes.subarray(from), from, answered: null };
    },
    asOf: (asked) => asked,
  };
  const remote: RemoteLog = replacedLog({ file, copy, deps, interval: Math.min(interval, longest) });
  return copied({ id: files.metadata, path: copy, remote, deps, last_word: true });
}

/** Who has read nothing of it reads what is there now: a copy of earlier is of a run that somebody else has watched. */
function copied(options: Parameters<typeof mirroredSource>[0]): LogSource {
  const source = mirroredSource(options);
  return {
    ...source,
    async open(from, abort, changed) {
      if (from === undefined) remove(options.path);
      return source.open(from, abort, changed);
    },
  };
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new UnansweredError(`${path} can't be removed, which an earlier run has left: remove it.`, { cause: error });
  }
}
