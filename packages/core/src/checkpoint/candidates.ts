import type { Dirent } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isMissing, sentence } from './errors.js';
import { type Named, readFileName, readName, stepOfFolder } from './names.js';
import { newestFirst } from './order.js';
import { stepInside } from './step-inside.js';
import { type RayReports, rayReports, stepInMetadata } from './train-reports.js';
import { readTree } from './tree.js';
import type { CheckpointFs, CheckpointKind } from './types.js';

/** What may be a checkpoint, by its name. */
export interface Candidate {
  readonly path: string;
  readonly kind: CheckpointKind;
  readonly step?: number;
  /** Of a name that only counts: which one it is. */
  readonly count?: number;
  /** Comes behind all others. */
  readonly only_weights?: true;
  /** The folder in which it was found. */
  readonly home: string;
  /** Why it is not even looked at. */
  readonly refused?: string;
}

export type Listing =
  | {
      readonly ok: true;
      /** The newest first. */
      readonly candidates: readonly Candidate[];
      /** Folders that each hold checkpoints, where none stands directly in the directory: which one is meant is not known. */
      readonly ambiguous?: readonly string[];
    }
  | { readonly ok: false; readonly why: 'missing' | 'denied' | 'failed'; readonly reason: string };

/** With more folders of other names than this a directory is no place of checkpoints, and they are not looked into. */
const MOST_FOLDERS = 200;

/**
 * What may be a checkpoint in a directory; where nothing is, in the one folder of it that holds some, as where each run
 * saves below its own name. Never throws.
 */
export async function listCandidates(directory: string, fs: CheckpointFs): Promise<Listing> {
  try {
    const entries = await fs.readdir(directory, { withFileTypes: true });
    const here = await candidatesOf(directory, entries, fs);
    if (here.length > 0) return { ok: true, candidates: await inOrder(here, fs) };
    return await oneLevelBelow(directory, entries, fs);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    if (isMissing(error)) return { ok: false, why: 'missing', reason: `there is no folder ${directory}` };
    const denied = code === 'EACCES' || code === 'EPERM';
    const reason = `${directory} could not be read: ${sentence(error)}`;
    return { ok: false, why: denied ? 'denied' : 'failed', reason };
  }
}

async function oneLevelBelow(directory: string, entries: readonly Dirent[], fs: CheckpointFs): Promise<Listing> {
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  if (folders.length > MOST_FOLDERS) return { ok: true, candidates: [] };
  const full: (readonly [name: string, candidates: readonly Candidate[]])[] = [];
  for (const { name } of folders) {
    const home = join(directory, name);
    const inside = await fs.readdir(home, { withFileTypes: true }).catch(() => []);
    // A `model.pt` anywhere below proves nothing; a name that counts does.
    const found = (await candidatesOf(home, inside, fs)).filter(
      ({ step, kind }) => step !== undefined || kind === 'ray_train',
    );
    if (found.length > 0) full.push([name, found]);
  }
  const [only] = full;
  if (full.length > 1) return { ok: true, candidates: [], ambiguous: full.map(([name]) => name) };
  return { ok: true, candidates: only === undefined ? [] : await inOrder(only[1], fs) };
}

async function candidatesOf(home: string, entries: readonly Dirent[], fs: CheckpointFs): Promise<readonly Candidate[]> {
  const real = await fs.realpath(home);
  const names = new Set(entries.map(({ name }) => name));
  const found = new Map<string, Candidate>();
  const others = entries.filter((entry) => entry.isDirectory() && readName(entry.name) === undefined);
  let reports: Promise<RayReports | undefined> | undefined;
  for (const entry of entries) {
    const path = join(home, entry.name);
    const named = await namedAs(entry, path, others.length <= MOST_FOLDERS, fs);
    if (entry.isSymbolicLink()) {
      const linked = await throughLink(entry.name, path, named, real, home, fs);
      if (linked) found.set(linked.path, linked);
    } else if (named?.kind === 'ray_train') {
      // One that can't be read is told of where the checkpoint is looked at.
      reports ??= rayReports(home, fs).catch(() => new Map());
      found.set(path, await ofRay(path, home, named, await reports, fs));
    } else if (named) {
      // NeMo puts such a file beside what it is still writing.
      const unfinished = names.has(`${entry.name}-unfinished`)
        ? { refused: 'a file beside it calls it unfinished' }
        : {};
      const step = named.step ?? (await insideOf(entry, path, named, fs));
      found.set(path, { path, home, ...named, ...(step === undefined ? {} : { step }), ...unfinished });
    }
  }
  return [...found.values()];
}

async function insideOf(entry: Dirent, path: string, { kind }: Named, fs: CheckpointFs): Promise<number | undefined> {
  return kind === 'lightning' && entry.isFile() ? stepInside(path, fs) : undefined;
}

async function namedAs(
  entry: Dirent,
  path: string,
  looksInside: boolean,
  fs: CheckpointFs,
): Promise<Named | undefined> {
  if (entry.isFile()) return readFileName(entry.name);
  const named = readName(entry.name) ?? (entry.isSymbolicLink() ? readFileName(entry.name) : undefined);
  if (named || !looksInside || !entry.isDirectory() || entry.name.startsWith('.')) return named;
  return ofContent(entry.name, path, fs);
}

/** A folder of another name is one of torch.distributed where it holds that one's index. */
async function ofContent(name: string, path: string, fs: CheckpointFs): Promise<Named | undefined> {
  const indexed = await fs.stat(join(path, '.metadata')).then(
    (stats) => stats.isFile(),
    () => false,
  );
  const step = stepOfFolder(name);
  return indexed ? { kind: 'torch_distributed', ...(step === undefined ? {} : { step }) } : undefined;
}

/** A name that Ray gives is another software's too where Ray has recorded nothing beside it. */
async function ofRay(path: string, home: string, { count }: Named, reports: RayReports | undefined, fs: CheckpointFs) {
  const step = (await stepInMetadata(path, fs)) ?? reports?.get(basename(path))?.step;
  if (reports === undefined && step === undefined && count !== undefined)
    return { path, home, kind: 'generic' as const, step: count };
  const known = { ...(step === undefined ? {} : { step }), ...(count === undefined ? {} : { count }) };
  return { path, home, kind: 'ray_train' as const, ...known };
}

/**
 * Where `latest` leads when it leaves the directory, or goes deeper; beside it, the checkpoint is found under its own
 * name. Other links are told of and not followed.
 */
async function throughLink(
  name: string,
  path: string,
  named: Named | undefined,
  real: string,
  home: string,
  fs: CheckpointFs,
): Promise<Candidate | undefined> {
  const target = await fs.realpath(path).catch(() => undefined);
  if (/^(?:latest|last)(?:[-_.]|$)/.test(name)) {
    if (target === undefined || dirname(target) === real) return undefined;
    const stats = await fs.stat(target).catch(() => undefined);
    const known = stats?.isDirectory() ? readName(basename(target)) : readFileName(basename(target));
    const other = known?.count === undefined ? known : { kind: 'generic' as const, step: known.count };
    return stats === undefined || other === undefined ? undefined : { path: target, home, ...other };
  }
  if (named === undefined) return undefined;
  return { path, home, ...named, refused: linkProblem(target, real) };
}

function linkProblem(target: string | undefined, real: string): string {
  if (target === undefined) return 'it is a link that leads nowhere';
  return target.startsWith(real + sep)
    ? 'it is a link to another checkpoint'
    : 'it is a link that leaves the directory';
}

/** Times are asked for only where a name tells no step. */
async function inOrder(candidates: readonly Candidate[], fs: CheckpointFs): Promise<readonly Candidate[]> {
  const needsTimes = candidates.some(({ step }) => step === undefined);
  const timed: { candidate: Candidate; at: number }[] = [];
  for (const candidate of candidates) {
    const tree = needsTimes ? await readTree(candidate.path, fs) : undefined;
    timed.push({ candidate, at: tree?.ok && !candidate.only_weights ? tree.mtime : 0 });
  }
  return newestFirst(timed);
}
