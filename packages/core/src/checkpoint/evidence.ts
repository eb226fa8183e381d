import type { Millis } from '../contract.js';
import { contentProblem, indexOf } from './content.js';
import { readTracker, type Tracked, trackerOf } from './tracker.js';
import { rayReports } from './train-reports.js';
import type { Tree, TreeFile } from './tree.js';
import type { CheckpointFs, CheckpointKind } from './types.js';
import { isTraining } from './weights.js';

/** A checkpoint that is looked at. */
export interface Subject {
  readonly kind: CheckpointKind;
  readonly step: number | undefined;
  readonly name: string;
  readonly tree: Extract<Tree, { ok: true }>;
  /** The folder that holds it, where trackers are. */
  readonly home: string;
}

/** `vouched`: something that is written after all else says so. A file that shows its own end needs no such word. */
export type Evidence = { readonly problem: string } | { readonly vouched: boolean };

/** What says that the checkpoint is whole. */
interface Witness {
  readonly file: string;
  readonly at: Millis;
}

/** Clocks of the nodes that write differ, and what is written last may be of the one that is behind (ms). */
const CLOCKS_DIFFER: Millis = 10_000;

/**
 * Why nothing proves that all files of the checkpoint were written, or that something does. A directory that merely looks
 * full is no proof: the last shard may not have been begun.
 */
export async function evidenceOf(subject: Subject, fs: CheckpointFs): Promise<Evidence> {
  const { kind, step, tree } = subject;
  const tracked = await readTracker(subject.home, kind, fs);
  if (tree.single) return { vouched: namesFile(tracked, subject) };
  const behind = trackerProblem(tracked, step);
  if (behind !== undefined) return { problem: behind };
  const content = await contentProblem(kind, step, tree.files, fs);
  if (content !== undefined) return { problem: content };
  const witness = await witnessOf(subject, tracked, fs);
  if (typeof witness === 'string') return { problem: witness };
  const rewritten = writtenAfter(witness, tree.files);
  return rewritten === undefined ? { vouched: true } : { problem: rewritten };
}

function trackerProblem(tracked: Tracked, step: number | undefined): string | undefined {
  if (tracked.is === 'unreadable') return tracked.reason;
  if (tracked.is !== 'step' || step === undefined || tracked.step >= step) return undefined;
  return `${tracked.file} still names step ${tracked.step}`;
}

/** One file shows by itself whether it is whole, as far as its format allows; a tracker of another one says nothing of it. */
function namesFile(tracked: Tracked, { name, step, tree }: Subject): boolean {
  if (tracked.is !== 'name' && tracked.is !== 'step') return false;
  const named = tracked.is === 'name' ? tracked.name === name : tracked.step === step;
  return named && writtenAfter(tracked, tree.files) === undefined;
}

async function witnessOf(subject: Subject, tracked: Tracked, fs: CheckpointFs): Promise<Witness | string> {
  const { kind, tree, name, step } = subject;
  const within = kind === 'huggingface' ? tree.files.find((file) => file.name === 'trainer_state.json') : undefined;
  if (within !== undefined) return { file: within.name, at: within.mtime };
  if (tracked.is === 'step' && step !== undefined) return tracked;
  if (tracked.is === 'name' && tracked.name === name) return tracked;
  const index = indexOf(tree.files);
  if (index !== undefined) return { file: index.name, at: index.mtime };
  // Programs may give the checkpoints that they report to Ray names of their own.
  return (await rayReports(subject.home, fs))?.get(name) ?? unnamed(kind);
}

function unnamed(kind: CheckpointKind): string {
  const tracker = kind === 'ray_train' ? 'checkpoint_manager_snapshot.json' : trackerOf(kind);
  return `neither ${tracker} nor an index says that it is whole`;
}

/** A run that begins anew at an older step writes over checkpoints that an earlier one has finished and named. */
function writtenAfter({ file, at }: Witness, files: readonly TreeFile[]): string | undefined {
  const late = files.find((one) => isTraining(one.name) && one.mtime > at + CLOCKS_DIFFER);
  return late && `${late.name} was written after ${file}, which is written last`;
}
