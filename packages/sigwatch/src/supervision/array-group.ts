import { join } from 'node:path';
import {
  type ComponentConfig,
  type Deps,
  intent,
  type JobRef,
  type Json,
  type LeaseOwner,
  type ProtocolState,
  prepareRun,
  type Store,
  submitOnce,
} from '@sigwatch/core';
import type { JobEnvironment, JobSettings } from '../job-run.js';
import { keepEnvironment } from '../kept-environment.js';
import type { Platform } from '../platform.js';

/** An array job: submitted once, as one; from then on each of its tasks is a run of its own. */
export interface ArrayGroup {
  /** The runs are called by it, with `-TASK` behind. */
  readonly run_id: string;
  /** Of the whole array. */
  readonly job: JobSettings & { readonly adapter: ComponentConfig };
  /** What submits each task alone, for its own restarts. */
  readonly tasks: readonly { readonly task: number; readonly argv: readonly string[] }[];
}

interface GroupState {
  readonly group: ArrayGroup;
  readonly protocol: ProtocolState;
}

export interface GroupContext {
  /** That of the groups: they are no runs, and no list of runs shows them. */
  readonly groups: Store;
  readonly runs: Store;
  readonly platform: Platform;
  readonly env: JobEnvironment;
  readonly stateDirectory: string;
  readonly owner: LeaseOwner;
  readonly deps: Deps;
  readonly abort: AbortSignal;
  readonly tell: (text: string) => void;
  /** Whoever typed it is there: what the platform refuses at once is over, and rejects with `ArrayRefusedError`. */
  readonly endsWhenRefused?: boolean;
}

/** The platform's words. No job was made, and none will be. */
export class ArrayRefusedError extends Error {
  override readonly name = 'ArrayRefusedError';
}

export const groupsDirectory = (stateDirectory: string): string => join(stateDirectory, 'groups');

export const taskRun = (group: string, task: number): string => `${group}-${task}`;

/** What is stored of a group, to be gone on with; undefined when nothing is. */
export function storedGroup(groups: Store, run_id: string): ArrayGroup | undefined {
  return (groups.load(run_id)?.snapshot as unknown as GroupState | undefined)?.group;
}

/**
 * Submits the array exactly once, over any number of crashes and calls, and makes a run of each of its tasks. Resolves with
 * the array's job. Rejects with `LeaseHeldError` while another process does the same.
 */
export async function bringUpGroup(group: ArrayGroup, context: GroupContext): Promise<JobRef> {
  const { groups, platform, env, owner, deps, abort, tell } = context;
  const { run_id } = group;
  const lease = groups.acquire(run_id, owner);
  try {
    const stored = groups.load(run_id)?.snapshot as unknown as GroupState | undefined;
    const key = `${run_id}/1`;
    const state = stored ?? { group, protocol: intent({ key, attempt: 1 }) };
    const save = (protocol: ProtocolState, how: { readonly durable: boolean }) => {
      groups.commit({ snapshot: { group: state.group, protocol } as unknown as Json, ...how }, lease);
      if (context.endsWhenRefused !== true || !neverTaken(protocol)) return;
      end('cancelled');
      throw new ArrayRefusedError(protocol.words);
    };
    const end = (how: 'succeeded' | 'cancelled', job?: string) => {
      const at = deps.now();
      const summary = { ...groups.load(run_id)!.summary, state: how, ended_at: at, updated_at: at };
      groups.commit({ summary: { ...summary, ...(job !== undefined && { job }) }, durable: true }, lease);
    };
    if (stored === undefined) save(state.protocol, { durable: true });
    const { argv, cwd } = state.group.job;
    const job = await submitOnce({
      adapter: platform.adapter,
      spec: {
        ...{ run_id, attempt: 1, command: argv, cwd },
        env: { ...env.own, SIGWATCH_RUN_ID: run_id, SIGWATCH_ATTEMPT: '1' },
      },
      ...{ state: state.protocol, save, tell, deps, abort },
      ...(platform.timing === undefined ? {} : { timing: platform.timing }),
    });
    makeRuns(state.group, job, context);
    end('succeeded', job.id);
    return job;
  } finally {
    groups.release(lease);
  }
}

/** Refused, and no other submission of it could have made a job: one whose reply was lost may have. */
const neverTaken = (state: ProtocolState): state is ProtocolState & { readonly phase: 'refused' } =>
  state.phase === 'refused' && state.plain_submits + state.held_submits === 0;

/** Tasks have the id of the array with their number behind, and were submitted with it. */
function makeRuns({ run_id, job, tasks }: ArrayGroup, array: JobRef, context: GroupContext): void {
  for (const { task, argv } of tasks) {
    const own = taskRun(run_id, task);
    const name = `${job.name}-${task}`;
    const settings: JobSettings = {
      ...{ ...job, name, argv },
      job: { id: taskId(array.id, task), incarnation: array.incarnation },
    };
    keepEnvironment(context.stateDirectory, own, context.env.submitter);
    prepareRun(
      { run_id: own, name, settings: settings as unknown as Json },
      context.runs,
      context.owner,
      context.deps.now,
    );
  }
}

/** An array of one task may be told of by that task alone. */
const taskId = (array: JobRef['id'], task: number): JobRef['id'] =>
  array.endsWith(`_${task}`) ? array : `${array}_${task}`;
