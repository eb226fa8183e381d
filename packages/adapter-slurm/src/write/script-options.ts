import { parseOptions, type SbatchOption } from './parse-options.js';

/** What the `#SBATCH` lines of a script say, for each component of a heterogeneous job in their order. */
export type ScriptOptions = readonly (readonly SbatchOption[])[];

/**
 * Reads a script as `sbatch` does: lines that begin with `#SBATCH` (or `#SLURM`, which it only complains about), until the
 * first line that is neither empty nor a comment. `#SBATCH hetjob` begins the next component.
 */
export function scriptOptions(text: string): ScriptOptions {
  const components: string[][] = [[]];
  for (const line of text.split('\n')) {
    const directive = ['#SBATCH', '#SLURM'].find((word) => line.startsWith(word));
    if (directive === undefined) {
      if (/^\s*[^#\s]/.test(line)) break;
      continue;
    }
    const words = wordsOf(line.slice(directive.length));
    if (words[0] === 'hetjob' || words[0] === 'packjob') components.push([]);
    else components.at(-1)?.push(...words);
  }
  return components.map((words) => parseOptions(words).options);
}

/** Words between blanks, with quotes and backslashes; an open `#` ends the line. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '\\') {
      // A blank that is in no quotes ends the word all the same.
      if (quote === '' && /^\s?$/.test(text[at + 1] ?? '')) continue;
      at += 1;
      word = (word ?? '') + (text[at] ?? '');
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '#') {
      break;
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
