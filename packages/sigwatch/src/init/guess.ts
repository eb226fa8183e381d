import { basename, posix } from 'node:path';
import { type Framework, frameworkOf } from './framework.js';
import { type BatchScript, batchScripts } from './sbatch.js';
import type { Survey } from './survey.js';

/** A value, and how sure it is: found in a file, or guessed from names. */
export interface Sure<T> {
  readonly value: T;
  readonly how: 'found' | 'guessed';
  readonly why: string;
}

/** What a directory tells about a run. */
export interface Guess {
  readonly name: Sure<string>;
  readonly batch?: BatchScript;
  readonly framework?: Framework;
  readonly command?: Sure<readonly string[]>;
  readonly logs?: Sure<readonly string[]>;
  readonly newestLog?: string;
  readonly checkpoint_dir?: Sure<string>;
}

const LOG = /\.(?:log|out|err)(?:\.gz)?$/;
const LAUNCHER = /^\s*(?:exec\s+)?(?:srun|torchrun|deepspeed|accelerate launch|axolotl|mpirun|python3?|uv run)\b/m;
const TRACKER = 'latest_checkpointed_iteration.txt';

/** `python`: what that program is called here. */
export function guessOf(survey: Survey, python = 'python'): Guess {
  const [batch] = batchScripts(survey);
  const found = survey.files.filter(({ path, size }) => LOG.test(path) && size > 0);
  const newest = found.filter(({ path }) => !path.endsWith('.gz')).sort((a, b) => b.mtime - a.mtime)[0];
  const framework = frameworkOf(survey, newest === undefined ? [] : [newest.path]);
  const logs = logsOf(
    found.map(({ path }) => path),
    batch,
  );
  const command: Guess['command'] =
    batch === undefined
      ? commandOf(survey, python)
      : { value: [batch.file], how: 'found', why: 'it has options of sbatch' };
  const checkpoint_dir = checkpointsOf(survey);
  return {
    name: nameOf(survey, batch),
    ...(batch && { batch }),
    ...(framework && { framework }),
    ...(command && { command }),
    ...(logs && { logs }),
    ...(newest && { newestLog: newest.path }),
    ...(checkpoint_dir && { checkpoint_dir }),
  };
}

function nameOf({ directory }: Survey, batch: BatchScript | undefined): Sure<string> {
  if (batch?.name !== undefined && /^[\w.-]+$/.test(batch.name))
    return { value: batch.name, how: 'found', why: `the job name in ${batch.file}` };
  return { value: basename(directory) || 'run', how: 'guessed', why: 'the name of the folder' };
}

/** One file is itself, several of a kind in a folder are a glob. */
function logsOf(files: readonly string[], batch: BatchScript | undefined): Sure<readonly string[]> | undefined {
  if (batch !== undefined) return { value: batch.logs, how: 'found', why: `where ${batch.file} sends its output` };
  const kinds = new Map<string, string[]>();
  for (const file of files) {
    const glob = posix.join(posix.dirname(file), `*${/\.\w+(?:\.gz)?$/.exec(file)?.[0] ?? ''}`);
    kinds.set(glob, [...(kinds.get(glob) ?? []), file]);
  }
  const value = [...kinds].slice(0, 10).map(([glob, own]) => (own.length === 1 ? (own[0] as string) : glob));
  return value.length === 0
    ? undefined
    : { value, how: 'found', why: `${files.length === 1 ? 'a log that is' : `${files.length} logs that are`} there` };
}

function commandOf(survey: Survey, python: string): Sure<readonly string[]> | undefined {
  const near = survey.files.map(({ path }) => path).filter((path) => path.split('/').length <= 2);
  const telling = (path: string) => /^(?:pre|fine_?)?(?:train|tune)|^(?:run|launch|main)/.test(basename(path));
  const scripts = near.filter((path) => path.endsWith('.sh') && telling(path) && LAUNCHER.test(survey.head(path)));
  const [script] = scripts;
  if (script !== undefined) return { value: ['bash', script], how: 'guessed', why: `${script} starts a training` };
  const programs = near.filter((path) => path.endsWith('.py') && telling(path));
  const program = programs.find((path) => /train|tune/.test(basename(path))) ?? programs[0];
  if (program === undefined) return undefined;
  return {
    value: [python, program],
    how: 'guessed',
    why: `the name of ${program}; give it its arguments, or its launcher (torchrun, …)`,
  };
}

function checkpointsOf({ checkpoints, files }: Survey): Sure<string> | undefined {
  const tracker = files.find(({ path }) => basename(path) === TRACKER);
  if (tracker !== undefined) return { value: posix.dirname(tracker.path), how: 'found', why: `${TRACKER} is there` };
  const latest = [...checkpoints].sort((a, b) => (b.step ?? -1) - (a.step ?? -1))[0]?.path;
  return latest === undefined ? undefined : { value: posix.dirname(latest), how: 'found', why: `${latest} is there` };
}
