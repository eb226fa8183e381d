import { type Deps, retry, systemDeps } from '@sigwatch/core';
import { BEGIN, END } from '../script/answer.js';
import type { RunCommand } from './run-command.js';
import { throughShells } from './through-shells.js';
import { isPassing, OtherSideError, programOf, troubleOf, unansweredTrouble } from './trouble.js';

/** Where commands are run: behind these words, and so many shells read them on their way. */
export interface Prefix {
  readonly words: readonly string[];
  readonly shells: number;
}

/** Programs that join their arguments and give them to a shell; what else does is told by a setting. */
const JOINING = new Set(['ssh', 'autossh', 'slogin']);

export function prefixOf(words: readonly string[], shells?: number): Prefix {
  return { words, shells: shells ?? (JOINING.has(programOf(words)) ? 1 : 0) };
}

export const behind = (prefix: Prefix, words: readonly string[]): readonly string[] => [
  ...prefix.words,
  ...throughShells(words, prefix.shells),
];

/** The other side, as it is asked: by small sh scripts that get every value as an argument of their own. */
export interface OtherSide {
  /**
   * What the script has put out, which is whole. Rejects with `OtherSideError` for what the script refuses, and for an answer that did not come
   * with what that means: `PodLostError`, `PermissionDeniedError`, `KubectlMissingError` or `UnreachableError`.
   */
  ask(script: string, args: readonly string[], abort: AbortSignal, input?: string): Promise<string>;
  /** The same of a script that only reads: where a connection was lost it is asked again soon, and not for long. */
  look(script: string, args: readonly string[], abort: AbortSignal): Promise<string>;
  /** Of a script that only reads, too: everything behind the beginning of the answer, which the caller measures. `first`: the words of that line. */
  askBytes(script: string, args: readonly string[], abort: AbortSignal): Promise<BytesAnswer>;
}

export interface BytesAnswer {
  readonly first: readonly string[];
  readonly bytes: Buffer;
}

/** ms. A cluster under load takes seconds to begin a command. */
const TIMEOUT = 60_000;

/** Whoever polls asks again anyway, and is to hear in time that nobody answers. */
const AGAIN = { retries: 2, initial: 250, max: 1_000, within: 2_000 } as const;

export function otherSide(run: RunCommand, prefix: Prefix, deps: Deps = systemDeps): OtherSide {
  const answerOf = async (script: string, args: readonly string[], abort: AbortSignal, input?: string) => {
    const argv = behind(prefix, ['sh', '-c', script, 'sh', ...args]);
    const answer = await run({ argv, timeout: TIMEOUT, ...(input === undefined ? {} : { input }) }, abort).catch(
      (error: unknown) => {
        throw unansweredTrouble(prefix.words, error);
      },
    );
    // What a login prints may stand before it.
    const begin = answer.stdout.indexOf(BEGIN);
    const newline = begin < 0 ? -1 : answer.stdout.indexOf('\n', begin);
    if (newline < 0) throw troubleOf(prefix.words, answer);
    const first = answer.stdout.toString('utf8', begin + BEGIN.length, newline).trim();
    return { answer, first, bytes: answer.stdout.subarray(newline + 1) };
  };
  const ask: OtherSide['ask'] = async (script, args, abort, input) => {
    const { answer, first, bytes } = await answerOf(script, args, abort, input);
    const text = bytes.toString('utf8');
    if (first === 'refused') throw new OtherSideError(text.trim());
    const end = text.lastIndexOf(`${END}\n`);
    if (end < 0) throw troubleOf(prefix.words, answer);
    return text.slice(0, end);
  };
  const again = <T>(call: (abort: AbortSignal) => Promise<T>, abort: AbortSignal): Promise<T> =>
    retry(call, { ...AGAIN, abort, deps, retryable: isPassing });
  return {
    ask,
    look: (script, args, abort) => again((signal) => ask(script, args, signal), abort),
    askBytes: (script, args, abort) =>
      again(async (signal) => {
        const { first, bytes } = await answerOf(script, args, signal);
        if (first === 'refused') throw new OtherSideError(bytes.toString('utf8').trim());
        return { first: first.split(' '), bytes };
      }, abort),
  };
}
