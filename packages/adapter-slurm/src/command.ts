import { runProgram, UnansweredError } from '@sigwatch/core';

/** One call of a SLURM command. */
export interface Call {
  readonly program: 'squeue' | 'sacct' | 'scontrol' | 'sbatch' | 'scancel' | 'srun' | 'sinfo' | 'sacctmgr';
  /** argv; nothing of it is read by a shell. */
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Of the command; ours otherwise. What would change an answer is taken out, but not of what a job is given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** ms after which it is ended and counts as unanswered; SIGKILL follows SIGTERM after a second. */
  readonly timeout: number;
  /**
   * ms after which the command must not act any more, also when this process is gone by then: it runs below `timeout`
   * of coreutils, which kills it.
   */
  readonly within?: number;
  /** Is given both outputs as they come; the answer then holds none of them. */
  readonly heard?: (bytes: Uint8Array) => void;
}

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** How SLURM is asked: by its commands, or in tests by something that answers in their place. Rejects with `UnansweredError`, or with the reason of `abort`. */
export type Slurm = (call: Call, abort: AbortSignal) => Promise<Answer>;

/** Nobody reads more of one answer (bytes). */
const MOST = 256 * 1024 * 1024;

/** SLURM's own commands, of `PATH`. */
export const slurmCommands: Slurm = async (call, abort) => {
  const { program, cwd, env = process.env, timeout, heard } = call;
  const answer = await runProgram(
    {
      argv: commandLine(call),
      name: program,
      env: givesItOn.has(program) ? definedOf(env) : plainEnvironment(env),
      ...(cwd === undefined ? {} : { cwd }),
      ...{ timeout, most: MOST },
      ...(heard === undefined ? {} : { heard: { stdout: heard, stderr: heard } }),
    },
    abort,
  );
  const { exitCode } = answer;
  const [stdout, stderr] = [answer.stdout.toString('utf8'), answer.stderr.toString('utf8')];
  // What `timeout` says of a command that it could not start.
  if (call.within !== undefined && (exitCode === 126 || exitCode === 127))
    throw new UnansweredError(`${program} could not be started: ${stderr.trim()}`, { started: false });
  return { stdout, stderr, exitCode };
};

/** A signal that can't be caught, so that nothing is done after the time; `timeout` goes with it. */
function commandLine({ program, args, within }: Call): [string, ...string[]] {
  if (within === undefined) return [program, ...args];
  return ['timeout', '--signal=KILL', String(Math.max(within, 1) / 1000), program, ...args];
}

/** Their environment becomes that of a job. */
const givesItOn: ReadonlySet<Call['program']> = new Set(['sbatch', 'srun']);

/** Variables that change what the commands ask or print: formats, filters, times, languages. */
const FORMATS = /^(SQUEUE_|SACCT_|SINFO_|SCONTROL_|SLURM_TIME_FORMAT$|SLURM_BITSTR_LEN$|LANG$|LANGUAGE$|LC_)/;

/** The environment without what would change an answer. Times are told as `2026-11-22T14:05:09` in the time zone that is set. */
export function plainEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(definedOf(env)).filter(([name]) => !FORMATS.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8' };
}

function definedOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}
