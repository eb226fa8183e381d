import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemDeps } from '@sigwatch/core';
import {
  type Location,
  locationText,
  type Once,
  openHeartbeatStore,
  type Place,
  parseLocation,
  type StoreOptions,
  writeBeat,
  writeEnd,
} from '@sigwatch/heartbeat';
import { storeOptions } from '../../heartbeat/heartbeat-config.js';
import { placeOfRun } from '../../settings/heartbeat-use.js';
import type { Settings } from '../../settings/settings.js';
import { printable } from '../../view/sanitize.js';
import { exitCodes } from '../exit-code.js';
import { UsageError } from '../problem.js';
import { resolveFor } from '../settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** How long (ms) a script waits for a heartbeat at most, and for its last word, which is tried again. */
const PATIENCE = 15_000;
const LAST = 30_000;
const PAUSE = 1_000;
/** Bytes of a log or of a message that are kept: their end. */
const MOST = 256 * 1024;

/** A script goes on whatever becomes of its heartbeat, unless it asks for the contrary. */
export function heartbeatVerb(name: 'write' | 'error' | 'complete') {
  return async ([word]: readonly string[], options: Options): Promise<number> => {
    const settings = await settingsFor(options);
    const location = locationFor(word, settings, options);
    const folder = location.run;
    if (folder === undefined)
      throw new UsageError(
        `${locationText(location)} names no run: leave out the slash at its end, or write the run behind it`,
      );
    const store = openHeartbeatStore(location, storeOptionsOf(settings));
    try {
      // Of S3 nothing has to be made before.
      if (location.kind === 'directory') mkdirSync(location.path, { recursive: true });
      await carriedOut[name]({ store, folder }, options);
      return exitCodes.succeeded;
    } catch (error) {
      if (error instanceof UsageError) throw error;
      say(`the heartbeat was not written: ${error instanceof Error ? error.message : String(error)}`);
      return options.strict === true ? exitCodes.failed : exitCodes.succeeded;
    } finally {
      store.close();
    }
  };
}

const carriedOut = {
  async write(place: Place, options: Options): Promise<void> {
    const log = logOf(options);
    const once = { ...beatOf(place, options), ...(log === undefined ? {} : { log }) };
    const done = await writeBeat(place, once, AbortSignal.timeout(PATIENCE));
    if (done === 'over') say(`${place.folder} has ended: nothing is written; a new attempt begins with --start`);
  },
  async error(place: Place, options: Options): Promise<void> {
    const at = systemDeps.now();
    const { message, exitCode } = options as { message?: string; exitCode?: string };
    const given = message === '-' ? await standardInput() : (message ?? '');
    const code = exitCode === undefined ? '' : `exit code ${exitCode}`;
    const text = [given.trimEnd(), code].filter((part) => part !== '').join('\n') || 'The script has failed.';
    await again((abort) => writeEnd(place, { is: 'error', at, text: `${text}\n`, ...logFor(options) }, abort));
  },
  async complete(place: Place, options: Options): Promise<void> {
    const at = systemDeps.now();
    const text = `${new Date(at).toISOString()}\n`;
    await again((abort) => writeEnd(place, { is: 'complete', at, text, ...logFor(options) }, abort));
  },
};

interface BeatOptions {
  readonly start?: boolean;
  readonly phase?: string;
  readonly status?: string;
  readonly instance?: string;
  readonly runId?: string;
  readonly step?: number;
  readonly total?: number;
  readonly loss?: number | string;
  readonly learningRate?: number | string;
}

function beatOf({ folder }: Place, options: Options): Once {
  const { start, phase, status, instance, runId, step, total, loss, learningRate } = options as BeatOptions;
  const node = hostname();
  if (step === undefined && [total, loss, learningRate].some((value) => value !== undefined))
    throw new UsageError('--total, --loss and --learning-rate are told of a step: give --step as well');
  return {
    at: systemDeps.now(),
    run_id: runId ?? folder,
    node,
    instance: instance ?? node,
    ...(start === undefined ? {} : { start: true }),
    ...(phase === undefined ? {} : { phase }),
    ...(status === undefined ? {} : { status }),
    ...(step === undefined
      ? {}
      : {
          steps: {
            step,
            ...(total === undefined ? {} : { total }),
            ...(loss === undefined ? {} : { loss }),
            ...(learningRate === undefined ? {} : { learning_rate: learningRate }),
          },
        }),
  };
}

function storeOptionsOf({ monitoring_region, s3_endpoint, heartbeat }: Settings): StoreOptions {
  const { force_path_style } = heartbeat?.value ?? {};
  return storeOptions({
    region: monitoring_region.value,
    ...(s3_endpoint === undefined ? {} : { endpoint: s3_endpoint.value }),
    ...(force_path_style === undefined ? {} : { force_path_style }),
  });
}

/** A file that is broken must not keep a script from telling that it lives. */
async function settingsFor({ bucket, region, runId, config }: Options): Promise<Settings> {
  const how = { rules: true, quiet: true };
  // Other options have names of their own here.
  const flags = { bucket, region, runId };
  try {
    return await resolveFor({ ...flags, config }, how);
  } catch (error) {
    if (config !== undefined && config !== false) throw error;
    say(`no file of settings is read: ${error instanceof Error ? error.message : String(error)}`);
    return resolveFor({ ...flags, config: false }, how);
  }
}

function locationFor(word: string | undefined, settings: Settings, options: Options): Location {
  const run = options.runId as string | undefined;
  const { monitoring_bucket, monitoring_prefix, heartbeat, run_id } = settings;
  const prefix = monitoring_prefix.value === '' ? '' : `${monitoring_prefix.value}/`;
  const named = run ?? run_id?.value;
  const ofFile = heartbeat?.value.write;
  const text =
    word ??
    (run !== undefined && monitoring_bucket !== undefined
      ? `s3://${monitoring_bucket.value}/${prefix}${run}`
      : undefined) ??
    (ofFile === undefined || (ofFile.includes('{run_id}') && named === undefined)
      ? undefined
      : placeOfRun(ofFile, named ?? ''));
  if (text === undefined)
    throw new UsageError(
      'where to? Give s3://BUCKET/PREFIX/RUN or a directory, or --run-id with MONITORING_BUCKET (or --bucket)',
    );
  return parseLocation(text);
}

const logFor = (options: Options): { readonly log?: Uint8Array } => {
  const log = logOf(options);
  return log === undefined ? {} : { log };
};

/** The end of the log, from the beginning of a line on. That it can't be read is told, and the rest is written. */
function logOf({ log }: Options): Uint8Array | undefined {
  if (typeof log !== 'string') return undefined;
  try {
    const descriptor = openSync(log, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const bytes = Buffer.alloc(Math.min(size, MOST));
      const length = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
      return lastLines(bytes.subarray(0, length), size > length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    say(`the log is not told of: ${(error as Error).message}`);
    return undefined;
  }
}

const lastLines = (bytes: Buffer, isCut: boolean): Buffer => (isCut ? bytes.subarray(bytes.indexOf(10) + 1) : bytes);

async function standardInput(): Promise<string> {
  let kept = Buffer.alloc(0);
  let isCut = false;
  for await (const part of process.stdin) {
    const all = Buffer.concat([kept, part as Buffer]);
    isCut ||= all.length > MOST;
    kept = all.length > MOST ? all.subarray(all.length - MOST) : all;
  }
  return lastLines(kept, isCut).toString('utf8');
}

async function again(act: (abort: AbortSignal) => Promise<void>): Promise<void> {
  const until = systemDeps.now() + LAST;
  for (;;) {
    try {
      return await act(AbortSignal.timeout(Math.max(1, until - systemDeps.now())));
    } catch (error) {
      if (systemDeps.now() + PAUSE >= until) throw error;
      await new Promise<void>((resolve) => {
        systemDeps.schedule(systemDeps.now() + PAUSE, resolve);
      });
    }
  }
}

const say = (sentence: string) => void process.stderr.write(`sigwatch heartbeat: ${printable(sentence)}\n`);
