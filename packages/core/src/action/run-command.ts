import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fillTemplate } from '../config/text/template.js';
import type { ActionContext, ActionResult, Deps, Millis } from '../contract.js';
import { fileNameOf, lastLine } from './action-log.js';
import { endLeftover, rememberGroup, withinBounds } from './process-group.js';

export interface Command {
  /** Templates: the program, then its arguments. Each stays one argument whatever its values hold. */
  readonly argv: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly timeout: Millis;
}

/**
 * Runs a command to its end, its output appended to `actions/KEY.log`. At the timeout and at `abort` its whole
 * process group gets SIGTERM, and SIGKILL five seconds later. Never rejects.
 */
export async function runCommand(
  command: Command,
  context: ActionContext,
  deps: Deps,
  abort: AbortSignal,
): Promise<ActionResult> {
  const filled = fillCommand(command, context);
  if ('error' in filled) return { ok: false, detail: filled.error, final: true };
  try {
    const directory = join(context.directory, 'actions');
    await mkdir(directory, { recursive: true });
    const base = join(directory, fileNameOf(context.key));
    // Our own end by kill -9 leaves the command running, and it is run again after that: never two at once.
    await endLeftover(`${base}.pid`, deps);
    return await execute(filled, command.timeout, base, context, deps, abort);
  } catch (error) {
    return {
      ok: false,
      detail: `${filled.argv[0]} could not be run: ${error instanceof Error ? error.message : error}`,
    };
  }
}

interface FilledCommand {
  readonly argv: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

function fillCommand(command: Command, context: ActionContext): FilledCommand | { readonly error: string } {
  const problems: string[] = [];
  const fill = (template: string): string => {
    const filled = fillTemplate(template, context.values);
    if (!filled.ok) problems.push(filled.error);
    else if (filled.text.includes('\0')) problems.push(`${JSON.stringify(template)} holds a NUL byte from the log`);
    return filled.ok ? filled.text : '';
  };
  const argv = command.argv.map(fill);
  const cwd = command.cwd === undefined ? undefined : fill(command.cwd);
  const env = Object.fromEntries(Object.entries(command.env).map(([name, value]) => [name, fill(value)]));
  if (problems[0] !== undefined) return { error: `The command was not run: ${problems[0]}` };
  if (!argv[0]) return { error: 'The command was not run: its program is empty' };
  return { argv, cwd, env };
}

async function execute(
  { argv, cwd, env }: FilledCommand,
  timeout: Millis,
  base: string,
  context: ActionContext,
  deps: Deps,
  abort: AbortSignal,
): Promise<ActionResult> {
  if (abort.aborted) return { ok: false, detail: 'sigwatch was stopped before it began' };
  const { execa } = await import('execa');
  const log = await open(`${base}.log`, 'a');
  try {
    const from = (await log.stat()).size;
    const child = execa(argv[0]!, argv.slice(1), {
      ...(cwd !== undefined && { cwd }),
      env: { ...sigwatchEnvironment(context), ...env },
      // The command writes to the file itself: no pipe can fill up or break with us. execa's types know of the
      // standard descriptors only; it hands any other on as it is.
      stdio: ['ignore', log.fd as 1, log.fd as 1],
      // A group of its own, so that what the command starts ends with it.
      detached: true,
      cleanup: false,
      reject: false,
    });
    const { pid } = child;
    try {
      const { result, ended } = await withinBounds(pid, { timeout, deps, abort }, async () => {
        if (pid !== undefined) await rememberGroup(`${base}.pid`, pid);
        return child;
      });
      const why = ended && (ended === 'late' ? `did not end within ${timeout / 1000} s` : 'was stopped with sigwatch');
      return outcome(argv[0]!, result, why, await lastLine(`${base}.log`, from));
    } finally {
      await rm(`${base}.pid`, { force: true });
    }
  } finally {
    await log.close();
  }
}

interface Ending {
  readonly failed: boolean;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly originalMessage?: string | undefined;
}

function outcome(program: string, result: Ending, ended: string | undefined, said: string): ActionResult {
  const quote = said === '' ? '' : `: ${said}`;
  if (ended !== undefined) return { ok: false, detail: `${program} ${ended}${quote}` };
  if (result.exitCode !== undefined)
    return { ok: result.exitCode === 0, detail: `${program} ended with exit code ${result.exitCode}${quote}` };
  if (result.signal !== undefined) return { ok: false, detail: `${program} was killed by ${result.signal}${quote}` };
  return { ok: false, detail: `${program} could not be started: ${result.originalMessage ?? 'unknown reason'}` };
}

function sigwatchEnvironment(context: ActionContext): Record<string, string> {
  const { run_id, attempt, job, key, signal, directory } = context;
  return {
    SIGWATCH_RUN_ID: run_id,
    SIGWATCH_ATTEMPT: String(attempt),
    SIGWATCH_ACTION_KEY: key,
    SIGWATCH_RUN_DIR: directory,
    ...(job ? { SIGWATCH_JOB_ID: job.id } : {}),
    ...(signal ? { SIGWATCH_SIGNAL: signal.name } : {}),
    ...(signal?.error_type ? { SIGWATCH_ERROR_TYPE: signal.error_type } : {}),
  };
}
