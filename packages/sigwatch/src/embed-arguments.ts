import {
  ArgumentError,
  fileSystemOf,
  isMissing,
  type NodeFileSystem,
  nearest,
  nodeFileSystem,
  UnansweredError,
} from '@sigwatch/core';
import type { ReplayOptions, RunCommandOptions, WatchOptions } from './embed.js';
import type { JobOptions, ResumeOptions } from './embed-jobs.js';
import type { ScanOptions } from './embed-scan.js';
import type { AttachOptions, SubmitOptions } from './embed-submit.js';
import type { HealthOptions } from './health/embed-health.js';

// TypeScript says all of this before; in JavaScript a slip would go unheard, or end in the midst of the engine.

type Option =
  | keyof WatchOptions
  | keyof RunCommandOptions
  | keyof ReplayOptions
  | keyof JobOptions
  | keyof ResumeOptions
  | keyof ScanOptions
  | keyof AttachOptions
  | keyof SubmitOptions
  | keyof HealthOptions;

const NAMES: Record<Option, true> = {
  ...{ monitor: true, restart: true, plugins: true, config: true, signal: true, timeout: true },
  ...{ stateDir: true, runId: true, name: true, cwd: true, env: true, logs: true, checkpointDir: true },
  ...{ adapter: true, command: true, address: true, follow: true, all: true, workers: true },
  ...{ logger: true, deps: true, fs: true, nodes: true, nvidiaSmi: true, previous: true },
  ...{ resumeArgs: true, noCheckpointFound: true, jobEnv: true, tell: true },
};

/**
 * Throws an ArgumentError for an option that no function has, a `timeout` that is no time, and a clock or a logger that is not
 * whole. An option of another function is let pass: several may be given the same ones.
 */
export function checkOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(NAMES, name)) {
      const near = nearest(name, Object.keys(NAMES));
      throw new ArgumentError(
        `there is no option \`${name}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
      );
    }
    if (value !== undefined) CHECKS[name as Option]?.(value);
  }
}

const CHECKS: { readonly [Name in Option]?: (value: unknown) => void } = {
  timeout(value) {
    if (typeof value !== 'number' || !(value >= 0))
      throw new ArgumentError(`timeout: ${String(value)} is no time in ms, such as 60_000`);
  },
  deps: (value) => checkMethods('deps', value, ['now', 'schedule']),
  logger: (value) => checkMethods('logger', value, ['debug', 'info', 'warn', 'error']),
};

function checkMethods(option: string, value: unknown, methods: readonly string[]): void {
  const missing = methods.filter((name) => typeof (value as Record<string, unknown> | null)?.[name] !== 'function');
  if (missing.length > 0)
    throw new ArgumentError(`${option} has to have ${methods.join(', ')}; ${missing.join(', ')} is missing`);
}

/** The logs that are meant, at least one. Throws an ArgumentError for anything else. */
export function checkedLogs(logs: readonly unknown[]): readonly string[] {
  if (logs.length === 0 || logs.some((log) => typeof log !== 'string' || log === ''))
    throw new ArgumentError('no log is named: give a path, a glob or a folder, or a list of them');
  return logs as readonly string[];
}

/** Throws an ArgumentError for what is no argv. */
export function checkCommand(command: unknown): void {
  if (!Array.isArray(command) || command.some((word) => typeof word !== 'string'))
    throw new ArgumentError(
      "a command is a list of words, such as ['python', 'train.py']: no shell reads it; where one has to, ['sh', '-c', '…']",
    );
}

/** Throws an UnansweredError where a log that is to be read once is not there: nobody would wait for it. */
export function requireLogs(paths: readonly string[], fs?: NodeFileSystem): void {
  const files = fs === undefined ? nodeFileSystem : fileSystemOf(fs);
  for (const path of paths)
    if (path !== '-' && isMissing(path, files)) throw new UnansweredError(`${path} can't be read: it does not exist`);
}
