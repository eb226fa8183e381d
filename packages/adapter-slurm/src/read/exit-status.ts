import { constants } from 'node:os';

/** How a process ended. Both missing: it has not, or nobody knows. */
export interface ExitStatus {
  readonly exit_code?: number;
  /** `SIGKILL`. */
  readonly signal?: string;
}

const signals: ReadonlyMap<number, string> = new Map(
  // The first name of a number is the usual one: SIGABRT before SIGIOT.
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

/**
 * squeue tells the status as `wait` gives it (`768` is exit code 3, `15` is SIGTERM), scontrol and sacct as `3:0` and
 * `0:15`. SLURM puts errors of its own (0:53, 0:125) where a signal stands: those are none.
 */
export function parseExit(text: string): ExitStatus {
  const [, code, signal] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (code !== undefined) return exitOf(Number(code), Number(signal));
  if (!/^\d+$/.test(text)) return {};
  const status = Number(text);
  return exitOf((status >> 8) & 0xff, status & 0x7f);
}

function exitOf(code: number, signal: number): ExitStatus {
  if (signal === 0) return { exit_code: code };
  const name = signals.get(signal);
  return name === undefined ? {} : { signal: name };
}

/** SLURM's own numbers stand there: no process of the job has ended so. */
const WITHOUT: ReadonlySet<string> = new Set(['DEADLINE', 'NODE_FAIL', 'BOOT_FAIL']);

/** How a job ended that did not succeed; what SLURM ended has no exit code of its own, and is told with 0. */
export function failedExit(state: string, text: string): ExitStatus {
  if (WITHOUT.has(state)) return {};
  const exit = parseExit(text);
  return exit.exit_code === 0 ? {} : exit;
}
