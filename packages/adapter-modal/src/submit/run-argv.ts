import { RefusedError } from '@sigwatch/core';

/** Options of `modal run` that take a value; of 1.5 to 1.6 (modal/cli/run.py). */
const WITH_VALUE: ReadonlySet<string> = new Set(['-n', '--name', '-w', '--write-result', '-e', '--env']);
/** What sigwatch says by itself. */
const DETACH: ReadonlySet<string> = new Set(['-d', '--detach']);

const REFUSED: Readonly<Record<string, string>> = {
  '-n': 'the app is named by sigwatch, so that it is found again',
  '--name': 'the app is named by sigwatch, so that it is found again',
  '-q': 'without its output nobody is told the id of the app',
  '--quiet': 'without its output nobody is told the id of the app',
  '-i': 'nobody is there to type',
  '--interactive': 'nobody is there to type',
};

/** A command may be written as it would be typed: `modal run …`, `python -m modal run …`. */
const TYPED = [/^(?:.*\/)?modal run /, /^(?:.*\/)?python[\d.]* -m modal run /];

/**
 * What stands behind the client of `modal run`, for a command that is options of it, `FILE::FUNC`, and the arguments of the
 * function, which may begin with `-`. Throws a `RefusedError` with what to write instead.
 */
export function runArguments(command: readonly string[], name: string): readonly string[] {
  const words = withoutClient(command);
  const options: string[] = [];
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] as string;
    if (!word.startsWith('-') || word === '-' || word === '--') break;
    const [option = ''] = word.split('=', 1);
    const why = REFUSED[option];
    if (why !== undefined) throw new RefusedError(`leave out ${option} of modal run: ${why}`);
    if (DETACH.has(word)) continue;
    options.push(word);
    if (WITH_VALUE.has(word)) {
      at += 1;
      options.push(words[at] ?? '');
    }
  }
  if (words[at] === '--') at += 1;
  const [target, ...rest] = words.slice(at);
  if (target === undefined || target === '')
    throw new RefusedError('there is nothing to run: give FILE::FUNC, as for `modal run`, and the arguments behind it');
  if (target === '-') throw new RefusedError('a script on standard input can be run only once: write it to a file');
  if ([...options, target, ...rest].some((word) => word.includes('\0')))
    throw new RefusedError('the command holds a NUL character, which no program can be given');
  return ['run', '--detach', '--name', name, ...options, target, ...rest];
}

function withoutClient(command: readonly string[]): readonly string[] {
  for (const [typed, words] of [[TYPED[0], 2] as const, [TYPED[1], 4] as const])
    if (typed?.test(`${command.slice(0, words).join(' ')} `)) return command.slice(words);
  return command;
}
