import type { Millis } from '../../contract.js';
import type { RunOptions } from '../options.js';

/** How a job is brought to save before it is ended. What is not said is as `deadlineSettings` has it. */
export interface DeadlineOptions {
  /** False: nothing is asked for, and nothing is told. Default: true. */
  readonly enabled?: boolean;
  /** ms before the end of the job at which a checkpoint is asked for. Default: 30 minutes. */
  readonly before?: Millis;
  /** ms between two looks at what has become of it, at the most. Default: a minute. */
  readonly check?: Millis;
  /** Sent to a program that takes no requests (`USR1`); it has to handle it. Default: none is sent. */
  readonly signal?: string;
  /** Whether what was saved is copied to where `copies` says before it counts as saved. Default: true. */
  readonly copy?: boolean;
}

export interface DeadlineSettings extends Required<Omit<DeadlineOptions, 'enabled' | 'signal'>> {
  readonly signal?: string;
  /** A signal is sent once to each start of a job, whatever comes of it. */
  readonly once: boolean;
}

const BEFORE: Millis = 30 * 60_000;
const CHECK: Millis = 60_000;

/** The settings in force; undefined where nothing asks for any. A platform's `checkpoint_signal` alone is one signal for each start. */
export function deadlineSettings({
  deadline,
  checkpoint_signal,
}: Pick<RunOptions, 'deadline' | 'checkpoint_signal'>): DeadlineSettings | undefined {
  if (deadline?.enabled === false || (deadline === undefined && checkpoint_signal === undefined)) return undefined;
  const signal = deadline?.signal ?? checkpoint_signal?.signal;
  return {
    before: deadline?.before ?? checkpoint_signal?.before ?? BEFORE,
    check: deadline?.check ?? CHECK,
    copy: deadline?.copy ?? true,
    ...(signal === undefined ? {} : { signal: signal.replace(/^SIG/, '') }),
    once: deadline === undefined,
  };
}
