import { endGroup } from '../action/process-group.js';
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
  let ended: string | undefined;
  let ending: Promise<void> | undefined;
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
    const { pid } = child;
    const end = (why: string) => {
      ended ??= why;
      // Who has left the group may still hold the pipe.
      if (pid !== undefined) ending ??= endGroup(pid, deps).then(() => void child.stdout.destroy());
    };
    const cancelTimeout = deps.schedule(deps.now() + timeout, () => end(`gave no answer within ${timeout / 1000} s`));
    const onAbort = () => end('was stopped with sigwatch');
    abort.addEventListener('abort', onAbort, { once: true });
    try {
      const { exitCode, signal, originalMessage } = await child;
      if (ended !== undefined) return { yes: false, why: ended, trouble: true };
      if (exitCode === undefined && signal === undefined)
        return { yes: false, why: `could not be started: ${originalMessage ?? 'unknown reason'}`, trouble: true };
      const word = said.trim();
      if (word === '1' || (word === '' && exitCode === 0)) return { yes: true };
      const how = exitCode === undefined ? `was killed by ${signal}` : `ended with exit code ${exitCode}`;
      return { yes: false, why: word === '' ? how : `${how} and did not print 1` };
    } finally {
      cancelTimeout();
      abort.removeEventListener('abort', onAbort);
      // The command may be gone before what it started is.
      await ending;
    }
  } catch (error) {
    const why = `could not be started: ${error instanceof Error ? error.message : String(error)}`;
    return { yes: false, why, trouble: true };
  }
};
