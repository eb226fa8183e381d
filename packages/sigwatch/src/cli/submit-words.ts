import type { Option } from 'commander';

/** Those of our options that are known behind the command too; all others there are its own. */
const BEHIND_SCRIPT: ReadonlySet<string> = new Set(['--monitor', '--restart', '--detach']);

type Own = Pick<Option, 'long' | 'required'>;

/**
 * The words of `submit`, ours before the platform and all others, unchanged, behind it:
 * `slurm -N2 --monitor m train.sbatch --lr 1 --detach` becomes `--monitor m --detach slurm -N2 train.sbatch --lr 1`.
 * Behind `--` nothing is ours. `scriptAt` tells where among the platform's words the script or command stands; -1 where
 * there is none. `separator`: whether the `--` itself is handed on.
 */
export function oursFirst(
  words: readonly string[],
  own: readonly Own[],
  scriptAt: (words: readonly string[]) => number,
  separator: 'kept' | 'dropped' = 'dropped',
): readonly string[] {
  const at = platformAt(words, own);
  if (at < 0) return words;
  const end = words.indexOf('--', at);
  const [mixed, rest] = end < 0 ? [words.slice(at + 1), []] : [words.slice(at + 1, end), words.slice(end + 1)];
  const parts = split(mixed, own);
  const behindAll = end >= 0 && separator === 'kept' ? ['--', ...rest] : rest;
  const script = scriptAt([...parts.flatMap(({ ours, part }) => (ours ? [] : part)), ...behindAll]);
  const before: string[] = [];
  const behind: string[] = [];
  for (const { ours, part } of parts) {
    const isBehind = script >= 0 && behind.length > script;
    const [name = ''] = (part[0] ?? '').split('=');
    if (ours && (!isBehind || BEHIND_SCRIPT.has(name))) before.push(...part);
    else behind.push(...part);
  }
  return [...words.slice(0, at), ...before, ...words.slice(at, at + 1), ...behind, ...behindAll];
}

/** The platform that words of `submit` name. */
export const platformIn = (words: readonly string[], own: readonly Own[]): string | undefined =>
  words[platformAt(words, own)];

/** Where the first word stands that is neither an option of ours nor its value. */
function platformAt(words: readonly string[], own: readonly Own[]): number {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--') return -1;
    if (!word.startsWith('-')) return i;
    if (takesNext(word, own)) i++;
  }
  return -1;
}

/** The words in order, an option of ours together with its value. */
function split(
  words: readonly string[],
  own: readonly Own[],
): { readonly ours: boolean; readonly part: readonly string[] }[] {
  const parts: { ours: boolean; part: readonly string[] }[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const ours = own.some(({ long }) => long !== undefined && (word === long || word.startsWith(`${long}=`)));
    const part = ours && takesNext(word, own) ? words.slice(i, i + 2) : [word];
    parts.push({ ours, part });
    i += part.length - 1;
  }
  return parts;
}

const takesNext = (word: string, own: readonly Own[]): boolean =>
  own.some(({ long, required }) => long === word && required);
