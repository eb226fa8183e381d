import { type Checkpoint, type CheckpointFs, type Executed, searchCheckpoints } from '@sigwatch/core';

/** Runs a command on each node of the job. */
type Exec = (command: readonly string[], abort: AbortSignal) => Promise<readonly Executed[]>;

export interface CheckpointsAsked {
  /** As this machine sees it. */
  readonly directory: string;
  /** The job may write where this machine does not look: on a node, or in a pod. */
  readonly elsewhere: boolean;
  /** How its nodes are asked whether the folder is there. */
  readonly exec?: Exec | undefined;
  /** Default: the disk. */
  readonly fs?: CheckpointFs;
}

/**
 * The newest whole checkpoint, with or without a step; undefined where none has been saved. Rejects, with the reason,
 * where that can't be told from here: whether one is whole is only known of files that this machine can read.
 */
export async function newestCheckpoint(
  { directory, elsewhere, exec, fs }: CheckpointsAsked,
  abort: AbortSignal,
): Promise<Checkpoint | undefined> {
  const { found, trouble } = await searchCheckpoints(directory, { hashes: false, ...(fs === undefined ? {} : { fs }) });
  if (trouble === undefined) return found;
  if (trouble.why !== 'missing') throw new Error(trouble.reason);
  if (elsewhere && !(await isNowhere(directory, exec, abort)))
    throw new Error(`${trouble.reason} on this machine; on the job's nodes there may be one, not readable from here`);
  return undefined;
}

/** Every node has answered that there is no such folder. */
async function isNowhere(directory: string, exec: Exec | undefined, abort: AbortSignal): Promise<boolean> {
  const answers = await exec?.(['test', '!', '-e', directory], abort).catch(() => []);
  return answers !== undefined && answers.length > 0 && answers.every(({ exit_code }) => exit_code === 0);
}
