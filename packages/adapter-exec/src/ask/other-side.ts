import { BEGIN, END } from '../script/answer.js';
import type { RunCommand } from './run-command.js';
import { throughShells } from './through-shells.js';
import { OtherSideError, programOf, troubleOf, unansweredTrouble } from './trouble.js';

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
  /** Everything behind the beginning of the answer, which the caller measures. `first`: the words of that line. */
  askBytes(script: string, args: readonly string[], abort: AbortSignal): Promise<BytesAnswer>;
}

export interface BytesAnswer {
  readonly first: readonly string[];
  readonly bytes: Buffer;
}

/** ms. A cluster under load takes seconds to begin a command. */
const TIMEOUT = 60_000;

export function otherSide(run: RunCommand, prefix: Prefix): OtherSide {
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
  return {
    async ask(script, args, abort, input) {
      const { answer, first, bytes } = await answerOf(script, args, abort, input);
      const text = bytes.toString('utf8');
      if (first === 'refused') throw new OtherSideError(text.trim());
      const end = text.lastIndexOf(`${END}\n`);
      if (end < 0) throw troubleOf(prefix.words, answer);
      return text.slice(0, end);
    },
    async askBytes(script, args, abort) {
      const { first, bytes } = await answerOf(script, args, abort);
      if (first === 'refused') throw new OtherSideError(bytes.toString('utf8').trim());
      return { first: first.split(' '), bytes };
    },
  };
}
