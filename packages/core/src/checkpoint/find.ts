import * as promises from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Deps, Millis } from '../contract.js';
import { type Candidate, type Listing, listCandidates } from './candidates.js';
import type { Checkpoint, CheckpointFs, CheckpointKind, Verification } from './types.js';
import { verifyCheckpoint } from './verify.js';

/**
 * All checkpoints of a directory, the newest first, each looked at once. A directory that can't be read holds none.
 * Never throws.
 */
export async function findCheckpoints(directory: string, fs: CheckpointFs = promises): Promise<readonly Checkpoint[]> {
  const found: Checkpoint[] = [];
  for (const candidate of candidatesIn(await listCandidates(directory, fs))) found.push(await lookAt(candidate, fs));
  return found;
}

/** Which checkpoints count, and how closely they are looked at. */
export interface LatestOptions {
  /** Only checkpoints of a step below this one: the way back past a failure that the newest already contains. */
  readonly beforeStep?: number;
  /** Only checkpoints that come behind the one of this path. One that is not there any more excludes none. */
  readonly before?: string;
  /** Only those of these paths. */
  readonly only?: ReadonlySet<string>;
  /** None of which the program itself said, as it wrote it, that it was not healthy. */
  readonly healthy?: boolean;
  /** Whether files are read as a whole where their SHA-256 stands beside them. Default: true. */
  readonly hashes?: boolean;
  /** Only checkpoints whose files were all written before this time. */
  readonly olderThan?: Millis;
  /** How long to wait between the two looks, in ms. Default: 200. */
  readonly settle?: Millis;
  readonly deps?: Deps;
  readonly fs?: CheckpointFs;
}

/** A newer one that is not complete, or not healthy where that is asked for. */
export interface PassedOver {
  readonly path: string;
  readonly step?: number;
  readonly kind: CheckpointKind;
  /** Why it does not count, as one sentence. */
  readonly reason: string;
  /** It is complete, and was not healthy. */
  readonly whole?: true;
}

/** What a search for a checkpoint has found, and what it has not taken. */
export interface Search {
  readonly found?: Checkpoint;
  /** Those that come before it, or all where none was found; the newest first. */
  readonly passed_over: readonly PassedOver[];
  /** Why the directory tells nothing: it is not there, not ours to read, or can't be read now. */
  readonly trouble?: Extract<Listing, { ok: false }>;
  /** Folders of the directory that each hold checkpoints. */
  readonly ambiguous?: readonly string[];
}

/** The newest checkpoint that two looks found complete and unchanged. Takes at least `settle` when there is one. Never throws. */
export async function searchCheckpoints(directory: string, options: LatestOptions = {}): Promise<Search> {
  const { olderThan = Number.POSITIVE_INFINITY, fs = promises } = options;
  const listing = await listCandidates(directory, fs);
  if (!listing.ok) return { passed_over: [], trouble: listing };
  const { ambiguous } = listing;
  const passed_over: PassedOver[] = [];
  for (const candidate of eligible(listing.candidates, options)) {
    const seen = await lookTwice(candidate, olderThan, options, fs);
    const isSick = options.healthy === true && seen.healthy === false;
    if (seen.complete && !isSick && seen.mtime < olderThan) return { found: seen, passed_over };
    if (!seen.complete) passed_over.push(passed(seen));
    else if (isSick)
      passed_over.push({ ...passed({ ...seen, reason: 'it was not healthy when it was written' }), whole: true });
  }
  return { passed_over, ...(ambiguous === undefined ? {} : { ambiguous }) };
}

/** The newest checkpoint that two looks found complete and unchanged, or undefined. Never throws. */
export async function latestVerified(directory: string, options: LatestOptions = {}): Promise<Checkpoint | undefined> {
  return (await searchCheckpoints(directory, options)).found;
}

/**
 * The checkpoint of this path, looked at twice; undefined where the folder above it holds none of that name. `complete`
 * says whether it is whole, and `reason` why not. Never throws.
 */
export async function checkpointAt(path: string, options: LatestOptions = {}): Promise<Checkpoint | undefined> {
  const { fs = promises } = options;
  const candidates = candidatesIn(await listCandidates(dirname(resolve(path)), fs));
  const candidate = candidates.find((one) => resolve(one.path) === resolve(path));
  return candidate && lookTwice(candidate, Number.POSITIVE_INFINITY, options, fs);
}

/** The newest one, whole or not: what a program takes that is not told which one. Never throws. */
export async function newestOf(
  directory: string,
  fs: CheckpointFs = promises,
): Promise<{ readonly path: string; readonly step?: number } | undefined> {
  return candidatesIn(await listCandidates(directory, fs))[0];
}

const candidatesIn = (listing: Listing): readonly Candidate[] => (listing.ok ? listing.candidates : []);

function eligible(all: readonly Candidate[], { before, beforeStep, only }: LatestOptions): readonly Candidate[] {
  const candidates = only === undefined ? all : all.filter(({ path }) => only.has(path));
  const behind = candidates.slice(candidates.findIndex(({ path }) => path === before) + 1);
  return beforeStep === undefined ? behind : behind.filter(({ step }) => step === undefined || step < beforeStep);
}

async function lookTwice(candidate: Candidate, olderThan: Millis, options: LatestOptions, fs: CheckpointFs) {
  const first = await lookAt(candidate, fs);
  if (!first.complete || first.mtime >= olderThan) return first;
  await pause(options.settle ?? 200, options.deps);
  return checkpointOf(candidate, await verifyCheckpoint(candidate, first.look, fs, options.hashes ?? true));
}

async function lookAt(candidate: Candidate, fs: CheckpointFs): Promise<Checkpoint> {
  const { refused } = candidate;
  const seen: Verification = refused
    ? { complete: false, reason: refused, look: {}, mtime: 0 }
    : await verifyCheckpoint(candidate, undefined, fs);
  return checkpointOf(candidate, seen);
}

function checkpointOf({ path, step, kind }: Candidate, seen: Verification): Checkpoint {
  return { path, kind, ...(step === undefined ? {} : { step }), ...seen };
}

function passed({ path, step, kind, reason = 'it is not complete' }: Checkpoint): PassedOver {
  return { path, kind, ...(step === undefined ? {} : { step }), reason };
}

function pause(settle: Millis, deps: Deps | undefined): Promise<void> {
  return new Promise((done) => {
    if (deps) deps.schedule(deps.now() + settle, done);
    else setTimeout(done, settle);
  });
}
