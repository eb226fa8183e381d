import { withinBounds } from '../action/process-group.js';
import type { Deps, Millis } from '../contract.js';

/** A command that is asked for a yes or a no. */
export interface Question {
  readonly argv: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly timeout: Millis;
}

/** `why` a no is one; `trouble` when nothing was answered at all. */
export type Answer = { readonly yes: true } | { readonly yes: false; readonly why: string; readonly trouble?: boolean };

/** Never rejects. */
export type AskCommand = (question: Question, deps: Deps, abort: AbortSignal) => Promise<Answer>;

/** What is printed beyond this is no `1` any more. */
const ENOUGH = 4_096;

/**
 * Runs the command and takes a printed `1`, or success without a word, for a yes. At the timeout and at `abort` its
 * whole process group ends.
 */
export const askCommand: AskCommand = async ({ argv, cwd, env, timeout }, deps, abort) => {
  const [program = '', ...args] = argv;
  const { execa } = await import('execa');
  if (abort.aborted) return { yes: false, why: 'was not asked', trouble: true };
  try {
    const child = execa(program, args, {
      ...(cwd !== undefined && { cwd }),
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
      cleanup: false,
      reject: false,
      buffer: false,
      encoding: 'buffer',
    });
    let said = '';
    child.stdout.on('data', (data: Buffer) => {
      if (said.length < ENOUGH) said += data.toString('latin1');
    });
    // Who has left the group may still hold the pipe.
    const letGo = () => void child.stdout.destroy();
    const { result, ended } = await withinBounds(child.pid, { timeout, deps, abort, letGo }, async () => child);
    if (ended !== undefined) {
      const why = ended === 'late' ? `gave no answer within ${timeout / 1000} s` : 'was stopped with sigwatch';
      return { yes: false, why, trouble: true };
    }
    const { exitCode, signal, originalMessage } = result;
    if (exitCode === undefined && signal === undefined)
      return { yes: false, why: `could not be started: ${originalMessage ?? 'unknown reason'}`, trouble: true };
    const word = said.trim();
    if (word === '1' || (word === '' && exitCode === 0)) return { yes: true };
    const how = exitCode === undefined ? `was killed by ${signal}` : `ended with exit code ${exitCode}`;
    return { yes: false, why: word === '' ? how : `${how} and did not print 1` };
  } catch (error) {
    const why = `could not be started: ${error instanceof Error ? error.message : String(error)}`;
    return { yes: false, why, trouble: true };
  }
};
