import { sentence } from './errors.js';
import type { Tracked } from './layout.js';
import type { Tree, TreeFile } from './tree.js';
import type { CheckpointFs, CheckpointKind } from './types.js';

type Files = readonly TreeFile[];

/**
 * Why nothing proves that all files of the checkpoint were written, or undefined when something does. A directory
 * that merely looks full is no proof: the last shard may not have been begun.
 */
export async function missingEvidence(
  kind: CheckpointKind,
  step: number,
  tree: Extract<Tree, { ok: true }>,
  tracked: Tracked,
  fs: CheckpointFs,
): Promise<string | undefined> {
  const { files } = tree;
  if (tracked.is === 'unreadable') return tracked.reason;
  if (tracked.is === 'step' && tracked.step < step) return `${tracked.file} still names step ${tracked.step}`;
  const named = tracked.is === 'step';
  const content = await contentProblem(kind, step, files, fs);
  if (content !== undefined) return content;
  if (named || kind === 'huggingface') return undefined;
  return (await hasIndex(files)) ? undefined : unnamed(kind);
}

function unnamed(kind: CheckpointKind): string {
  const tracker = kind === 'megatron' ? 'latest_checkpointed_iteration.txt' : 'latest';
  return `neither ${tracker} nor an index says that it is whole`;
}

/** What the software's own layout or an index asks for and the checkpoint lacks. */
async function contentProblem(kind: CheckpointKind, step: number, files: Files, fs: CheckpointFs) {
  const problem = (await indexProblem(files, fs)) ?? (await distributedProblem(files, fs));
  if (problem !== undefined) return problem;
  if (kind === 'megatron' && !hasDistributed(files) && !files.some((f) => baseName(f) === 'model_optim_rng.pt'))
    return 'it holds neither model_optim_rng.pt nor .distcp files';
  if (kind === 'deepspeed' && !hasDistributed(files) && !files.some((f) => f.name.endsWith('_states.pt')))
    return 'it holds no *_states.pt file';
  return kind === 'huggingface' ? huggingfaceProblem(step, files, fs) : undefined;
}

/** The Trainer writes trainer_state.json after model and optimizer. */
async function huggingfaceProblem(step: number, files: Files, fs: CheckpointFs): Promise<string | undefined> {
  const state = files.find((file) => file.name === 'trainer_state.json');
  if (!state) return 'trainer_state.json, which is written last, is missing';
  const parsed = await readJson(state, fs);
  if (parsed === undefined) return 'trainer_state.json is no whole JSON';
  const recorded = parsed.global_step;
  if (typeof recorded === 'number' && recorded !== step) return `trainer_state.json is of step ${recorded}`;
  const weights = files.some((file) => /\.(safetensors|bin|distcp)$|_states\.pt$/.test(file.name) && file.size > 0);
  return weights ? undefined : 'it holds no model weights';
}

async function indexProblem(files: Files, fs: CheckpointFs): Promise<string | undefined> {
  for (const index of files.filter(isIndex)) {
    const shards = Object.values((await readJson(index, fs))?.weight_map ?? {});
    if (shards.length === 0) return `${index.name} names no shard`;
    for (const shard of new Set(shards)) {
      const beside = index.name.slice(0, -baseName(index).length) + String(shard);
      const problem = absent(beside, index.name, files);
      if (problem) return problem;
    }
  }
  return undefined;
}

/** torch.distributed.checkpoint writes `.metadata` after all shards; it names each of them. */
async function distributedProblem(files: Files, fs: CheckpointFs): Promise<string | undefined> {
  if (!hasDistributed(files)) return undefined;
  const index = files.find((file) => baseName(file) === '.metadata');
  if (!index) {
    const older = files.some((file) => baseName(file) === 'metadata.json');
    return older && files.some((file) => baseName(file) === 'common.pt') ? undefined : '.metadata is missing';
  }
  const folder = index.name.slice(0, -'.metadata'.length);
  const shards = distributedShards(await fs.readFile(index.path));
  if (shards.size === 0) return '.metadata names no shard';
  for (const shard of shards) {
    const problem = absent(folder + shard, index.name, files);
    if (problem) return problem;
  }
  return undefined;
}

/** Names of the form `__0_0.distcp` in a pickle, where texts stand as they are. */
function distributedShards(pickle: Buffer): Set<string> {
  const names = new Set<string>();
  for (let at = pickle.indexOf('.distcp'); at >= 0; at = pickle.indexOf('.distcp', at + 1)) {
    let start = at;
    while (start > 0 && isNameByte(pickle[start - 1]!)) start--;
    const name = pickle.toString('latin1', start, at + '.distcp'.length);
    // The byte before a text is its length, which may happen to be a letter: the name starts at its underscores.
    const underscores = name.indexOf('__');
    if (underscores >= 0) names.add(name.slice(underscores));
  }
  return names;
}

function isNameByte(byte: number): boolean {
  return byte === 0x5f || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a);
}

async function hasIndex(files: Files): Promise<boolean> {
  return files.some((file) => isIndex(file) || (baseName(file) === '.metadata' && hasDistributed(files)));
}

function absent(name: string, index: string, files: Files): string | undefined {
  const file = files.find((candidate) => candidate.name === name);
  if (!file) return `${name}, which ${index} names, is missing`;
  return file.size > 0 ? undefined : `${name}, which ${index} names, is empty`;
}

async function readJson(file: TreeFile, fs: CheckpointFs): Promise<Record<string, object | number> | undefined> {
  try {
    const value: unknown = JSON.parse(await fs.readFile(file.path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, object>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new Error(`${file.name} could not be read: ${sentence(error)}`);
  }
}

const isIndex = (file: TreeFile) => file.name.endsWith('.index.json');
const hasDistributed = (files: Files) => files.some((file) => file.name.endsWith('.distcp'));
const baseName = (file: TreeFile) => file.name.slice(file.name.lastIndexOf('/') + 1);
