import { sentence } from './errors.js';
import type { TreeFile } from './tree.js';
import type { CheckpointFs, CheckpointKind } from './types.js';

type Files = readonly TreeFile[];

/** What the software's own layout or an index asks for and the checkpoint lacks. */
export async function contentProblem(
  kind: CheckpointKind,
  step: number | undefined,
  files: Files,
  fs: CheckpointFs,
): Promise<string | undefined> {
  const problem = (await indexProblem(files, fs)) ?? (await distributedProblem(files, fs)) ?? ranksProblem(files);
  if (problem !== undefined) return problem;
  if (kind === 'megatron' && !hasDistributed(files) && !files.some((f) => baseName(f) === 'model_optim_rng.pt'))
    return 'it holds neither model_optim_rng.pt nor .distcp files';
  if (kind === 'deepspeed' && !hasDistributed(files) && !files.some((f) => f.name.endsWith('_states.pt')))
    return 'it holds no *_states.pt file';
  if (kind === 'torch_distributed' && !hasDistributed(files)) return 'it holds no .distcp files';
  return kind === 'huggingface' ? huggingfaceProblem(step, files, fs) : undefined;
}

/** The index that was written last. A model and its optimizer may each have one. */
export function indexOf(files: Files): TreeFile | undefined {
  const hasShards = hasDistributed(files);
  const indexes = files.filter((file) => isIndex(file) || (hasShards && baseName(file) === '.metadata'));
  return indexes.reduce<TreeFile | undefined>((last, one) => (last && last.mtime >= one.mtime ? last : one), undefined);
}

/** The Trainer writes trainer_state.json after model and optimizer. */
async function huggingfaceProblem(step: number | undefined, files: Files, fs: CheckpointFs) {
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
      const problem = absent(folderOf(index) + String(shard), index.name, files);
      if (problem) return problem;
    }
  }
  return undefined;
}

/** torch.distributed.checkpoint writes `.metadata` after all shards of a folder; it names each of them. */
async function distributedProblem(files: Files, fs: CheckpointFs): Promise<string | undefined> {
  const unnamed = [...new Set(files.filter(isShard).map(folderOf))].find((folder) => !isIndexed(folder, files));
  if (unnamed !== undefined) return `${unnamed}.metadata is missing`;
  if (!hasDistributed(files)) return undefined;
  const indexes = files.filter((file) => baseName(file) === '.metadata');
  for (const index of indexes) {
    const pickle = await fs.readFile(index.path);
    const shards = distributedShards(pickle);
    if (shards.size === 0) return `${index.name} names no shard`;
    if (pickle[0] !== 0x80 || pickle.at(-1) !== STOP) return `${index.name} is torn: it does not end like a pickle`;
    for (const shard of shards) {
      const problem = absent(folderOf(index) + shard, index.name, files);
      if (problem) return problem;
    }
  }
  return undefined;
}

/** Megatron's older format has two files of its own in place of the index. */
function isIndexed(folder: string, files: Files): boolean {
  const has = (name: string) => files.some((file) => file.name === folder + name);
  return has('.metadata') || (has('metadata.json') && has('common.pt'));
}

const STOP = '.'.charCodeAt(0);

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

/** verl names the world's size in the file of each rank: `actor/model_world_size_8_rank_0.pt`. */
function ranksProblem(files: Files): string | undefined {
  const names = new Set(files.map(({ name }) => name));
  for (const { name } of files) {
    const [, head, size, tail] = /^(.*_world_size_(\d{1,6})_rank_)\d+(\.[a-z]+)$/.exec(name) ?? [];
    if (head === undefined) continue;
    for (let rank = 0; rank < Number(size); rank++) {
      const wanted = `${head}${rank}${tail}`;
      if (!names.has(wanted)) return `${wanted} is missing: the world has ${size} ranks`;
    }
  }
  return undefined;
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
const isShard = (file: TreeFile) => file.name.endsWith('.distcp');
const hasDistributed = (files: Files) => files.some(isShard);
const baseName = (file: TreeFile) => file.name.slice(file.name.lastIndexOf('/') + 1);
const folderOf = (file: TreeFile) => file.name.slice(0, file.name.lastIndexOf('/') + 1);
