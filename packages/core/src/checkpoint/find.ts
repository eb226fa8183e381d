import * as promises from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { Deps, Millis } from '../contract.js';
import { readName } from './layout.js';
import type { Checkpoint, CheckpointFs, CheckpointKind, Verification } from './types.js';
import { verifyCheckpoint } from './verify.js';

interface Candidate {
  readonly path: string;
  readonly step: number;
  readonly kind: CheckpointKind;
  /** Why it is not even looked at. */
  readonly refused?: string;
}

/**
 * All checkpoints directly in a directory, the highest step first, each looked at once. A directory that can't be
 * read holds none. Never throws.
 */
export async function findCheckpoints(directory: string, fs: CheckpointFs = promises): Promise<readonly Checkpoint[]> {
  const found: Checkpoint[] = [];
  for (const candidate of await candidatesIn(directory, fs)) found.push(await lookAt(candidate, directory, fs));
  return found;
}

export interface LatestOptions {
  /** Only checkpoints of a step below this one: the way back past a failure that the newest already contains. */
  readonly beforeStep?: number;
  /** Only checkpoints whose files were all written before this time. */
  readonly olderThan?: Millis;
  /** How long to wait between the two looks, in ms. Default: 200. */
  readonly settle?: Millis;
  readonly deps?: Deps;
  readonly fs?: CheckpointFs;
}

/**
 * The checkpoint of the highest step that two looks found complete and unchanged, or undefined. Takes at least
 * `settle` when there is one. Never throws.
 */
export async function latestVerified(directory: string, options: LatestOptions = {}): Promise<Checkpoint | undefined> {
  const { beforeStep = Number.POSITIVE_INFINITY, olderThan = Number.POSITIVE_INFINITY, fs = promises } = options;
  for (const candidate of await candidatesIn(directory, fs)) {
    if (candidate.step >= beforeStep) continue;
    const first = await lookAt(candidate, directory, fs);
    if (!first.complete || first.mtime >= olderThan) continue;
    await pause(options.settle ?? 200, options.deps);
    const second = await verifyCheckpoint(candidate.path, first.look, fs, directory);
    if (second.complete) return { ...first, ...second };
  }
  return undefined;
}

/** The highest step that a checkpoint has, whole or not: what a program takes that is not told which one. */
export async function newestStep(directory: string, fs: CheckpointFs = promises): Promise<number | undefined> {
  return (await candidatesIn(directory, fs))[0]?.step;
}

async function lookAt(candidate: Candidate, directory: string, fs: CheckpointFs): Promise<Checkpoint> {
  const { path, step, kind, refused } = candidate;
  const seen: Verification = refused
    ? { complete: false, reason: refused, look: {}, mtime: 0 }
    : await verifyCheckpoint(path, undefined, fs, directory);
  return { path, step, kind, ...seen };
}

async function candidatesIn(directory: string, fs: CheckpointFs): Promise<readonly Candidate[]> {
  const found = new Map<string, Candidate>();
  try {
    const real = await fs.realpath(directory);
    for (const entry of await fs.readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      const named = readName(entry.name);
      if (entry.name === 'latest' && entry.isSymbolicLink()) {
        const outside = await latestOutside(path, real, fs);
        if (outside) found.set(outside.path, outside);
      } else if (named && entry.isSymbolicLink()) {
        found.set(path, { path, ...named, refused: await linkProblem(path, real, fs) });
      } else if (named && entry.isDirectory()) {
        found.set(path, { path, ...named });
      }
    }
  } catch {
    return [];
  }
  return [...found.values()].sort((a, b) => b.step - a.step || (a.path < b.path ? -1 : 1));
}

/** Where `latest` leads when it leaves the directory; inside, the checkpoint is found under its own name. */
async function latestOutside(path: string, real: string, fs: CheckpointFs): Promise<Candidate | undefined> {
  try {
    const target = await fs.realpath(path);
    const named = readName(basename(target));
    if (!named || target.startsWith(real + sep) || !(await fs.stat(target)).isDirectory()) return undefined;
    return { path: target, ...named };
  } catch {
    return undefined;
  }
}

async function linkProblem(path: string, real: string, fs: CheckpointFs): Promise<string> {
  try {
    const inside = (await fs.realpath(path)).startsWith(real + sep);
    return inside ? 'it is a link to another checkpoint' : 'it is a link that leaves the directory';
  } catch {
    return 'it is a link that leads nowhere';
  }
}

function pause(settle: Millis, deps: Deps | undefined): Promise<void> {
  return new Promise((done) => {
    if (deps) deps.schedule(deps.now() + settle, done);
    else setTimeout(done, settle);
  });
}
