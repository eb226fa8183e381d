import type { CheckpointKind } from './types.js';

/** What the name of a folder or a file tells of the checkpoint that it is. */
export interface Named {
  readonly kind: CheckpointKind;
  /** Undefined where the name tells none: of an epoch, of a report to Ray, of `last`. */
  readonly step?: number;
  /** Of a name that only counts: which one it is. */
  readonly count?: number;
  /** The name promises a model and no state of a training: what is resumed from only where there is nothing else. */
  readonly only_weights?: true;
}

const FOLDERS: readonly (readonly [kind: CheckpointKind, pattern: RegExp])[] = [
  ['megatron', /^iter_(\d{1,15})$/],
  ['huggingface', /^checkpoint-(\d{1,15})$/],
  ['deepspeed', /^global_step(\d{1,15})$/],
  ['generic', /^(?:global_|checkpoint_|ckpt_)?(?:step|iter)[_-](\d{1,15})$/],
  ['generic', /^(?:checkpoint_|ckpt[_-])(\d{1,15})$/],
];

/** Ray counts what was reported, with leading zeros; its second version writes the time. */
const RAY_COUNT = /^checkpoint_(0\d{5})$/;
const RAY_TIME = /^checkpoint_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(?:\.\d+)?$/;

/** Lightning's and NeMo's, which may be a file or, where it is written by several ranks, a folder. */
const LIGHTNING = /(?:^|[-_])(?:epoch|step)=\d/;

/** Runs may be named by their settings, one of which is called so too. */
const LIGHTNING_FOLDER = /(?:^|[-_])(?:epoch=\d+-step=\d|(?:epoch|step)=\d.*\.ckpt$)/;

const FILE = /\.(?:pt|pth|ckpt|safetensors|pth\.tar|pt\.tar|nemo)$/;
const STEP = /(?:^|[^a-z])(?:global[-_]?)?(?:steps?|iter|iteration)[-_=]?(\d{1,15})(?![\da-z])/;
const NUMBERED = /(?:^|[^a-z])(?:checkpoint|ckpt|model|state|weights|snapshot)[-_=]?(\d{1,15})(?![\da-z])/;
const BARE = /^(\d{1,15})$/;
const EPOCH = /(?:^|[^a-z])(?:epoch|ep)[-_=]?\d/;
/** Words of files that hold a training although no step is told. */
const WHOLE = /(?:^|[^a-z])(?:last|latest|checkpoint|ckpt|snapshot|state|epoch)(?:$|[^a-z])/;
/** What programs save at their very end, beside the checkpoints of the training. */
const MODEL = /(?:^|[^a-z])(?:model|final)(?:$|[^a-z])/;
/** Parts of a checkpoint, shards, and what was kept for its score and not for its time. */
const PART = /(?:^|[^a-z])(?:optim|optimizer|scheduler|scaler|rng|args|tokenizer|best|ema|rank|of)(?:$|[^a-z])/;

/** Which software's checkpoint a folder of this name is, and its step; undefined when it is none. */
export function readName(name: string): Named | undefined {
  for (const [kind, pattern] of FOLDERS) {
    const step = numberIn(name, pattern);
    const count = kind === 'generic' ? numberIn(name, RAY_COUNT) : undefined;
    if (count !== undefined) return { kind: 'ray_train', count };
    if (step !== undefined) return { kind, step };
  }
  if (RAY_TIME.test(name)) return { kind: 'ray_train' };
  return LIGHTNING_FOLDER.test(name) ? { kind: 'lightning', ...stepIn(name) } : undefined;
}

/** What a checkpoint in one file tells by its name; undefined for a file that is none, or only a part of one. */
export function readFileName(name: string): Named | undefined {
  const extension = FILE.exec(name)?.[0];
  if (extension === undefined) return undefined;
  const stem = name.slice(0, -extension.length).toLowerCase();
  if (PART.test(stem)) return undefined;
  const kind = LIGHTNING.test(stem) || /^last(-v\d+)?\.ckpt$/.test(name) ? 'lightning' : 'file';
  const told = stepIn(stem);
  if (told.step !== undefined || WHOLE.test(stem)) return { kind, ...told };
  return MODEL.test(stem) ? { kind, only_weights: true } : undefined;
}

/**
 * Whether a folder or a file of this name is a checkpoint that a training can resume from, and of which step as far as the
 * name tells; undefined for everything else, a model without the state of its training too. Nothing is read.
 */
export function checkpointName(name: string, what: 'folder' | 'file'): { readonly step?: number } | undefined {
  const named = what === 'folder' ? readName(name) : readFileName(name);
  if (named === undefined || named.only_weights) return undefined;
  const step = named.step ?? named.count;
  return step === undefined ? {} : { step };
}

/** Of a folder that is known to be a checkpoint by what it holds. */
export function stepOfFolder(name: string): number | undefined {
  return stepIn(name.toLowerCase()).step;
}

/** A number beside the word epoch counts epochs. */
function stepIn(stem: string): Pick<Named, 'step'> {
  const step =
    numberIn(stem, STEP) ?? (EPOCH.test(stem) ? undefined : (numberIn(stem, NUMBERED) ?? numberIn(stem, BARE)));
  return step === undefined ? {} : { step };
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
