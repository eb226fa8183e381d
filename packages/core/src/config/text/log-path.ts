import { arrayPartOf } from '../interpolation/run-values.js';
import { unknownName } from './template.js';
import { PATH_NAMES, pathLetters } from './text-tables.js';

type Letter = keyof typeof pathLetters;
const LETTERS = Object.keys(pathLetters);

export interface PathFacts {
  /** By name; what is missing is not known, or not yet. */
  readonly values: Readonly<Partial<Record<(typeof PATH_NAMES)[number], string>>>;
  /** Where the job runs; undefined before that is known, empty where nobody tells. */
  readonly nodes: readonly string[] | undefined;
  readonly user?: string | undefined;
}

/** A path or glob; or what of it is not known yet; or why it never will be. */
export type FilledPath = { readonly path: string } | { readonly later: string } | { readonly problem: string };

type Part =
  | { readonly text: string }
  | { readonly glob: string }
  | { readonly name: string; readonly column: number }
  | { readonly letter: string; readonly width: number; readonly column: number }
  | { readonly problem: string; readonly column: number };

/** Everything wrong with a log's path, for load time. */
export function checkLogPath(text: string): readonly { readonly column: number; readonly message: string }[] {
  return parts(text).flatMap((part) => {
    const message = problemOf(part);
    return message === undefined || !('column' in part) ? [] : [{ column: part.column, message }];
  });
}

function problemOf(part: Part): string | undefined {
  if ('problem' in part) return part.problem;
  if ('name' in part && !(PATH_NAMES as readonly string[]).includes(part.name))
    return unknownName(part.name, PATH_NAMES);
  if ('letter' in part && !LETTERS.includes(part.letter)) return unknownLetter(part.letter);
  return undefined;
}

/** The path of one attempt. Values are taken as they are: a glob in one is none. */
export function fillLogPath(text: string, facts: PathFacts): FilledPath {
  let path = '';
  for (const part of parts(text)) {
    const problem = problemOf(part);
    if (problem !== undefined) return { problem };
    if ('text' in part) path += part.text;
    else if ('glob' in part) path += part.glob;
    else if (!('problem' in part)) {
      const filled = 'name' in part ? named(part.name, facts) : lettered(part, facts);
      if (!('path' in filled)) return filled;
      path += filled.path;
    }
  }
  return { path };
}

/** A text in which a glob has nothing to find out. */
export const asLiteral = (text: string): string =>
  text.replace(/[*?[{()|]|\\/g, (sign) => (sign === '\\' ? '[\\\\]' : `[${sign}]`));

/** A glob as people are to read it: signs that `asLiteral` has put in brackets are themselves. */
export const asRead = (glob: string): string => glob.replace(/\[\\?([*?[{()|\\])\]/g, '$1');

/** A value that is put into a path before its templates are read. */
export const asPathText = (text: string): string => text.replace(/[*?[()|]/g, '[$&]').replace(/[{}%]/g, '$&$&');

function named(name: string, { values, nodes }: PathFacts): FilledPath {
  const value =
    (values as Readonly<Record<string, string | undefined>>)[name] ?? (name === 'node' ? nodes?.[0] : undefined);
  if (value !== undefined) return { path: asLiteral(value) };
  if (name === 'node' && nodes !== undefined) return { problem: 'nobody tells on which node the job runs' };
  return { later: `{${name}}` };
}

/** What only one task of the job knows is whatever stands there. */
function lettered(
  { letter, width }: { readonly letter: string; readonly width: number },
  facts: PathFacts,
): FilledPath {
  const { job_id, name } = facts.values;
  const array = arrayPartOf(job_id);
  const known = (value: string | undefined, more = ''): FilledPath =>
    value === undefined ? { later: `%${letter}` } : { path: asLiteral(padded(value, width)) + more };
  switch (letter as Letter) {
    case 'j':
    case 'J':
      if (array !== undefined)
        return { problem: `%${letter} of a task of a job array is not known; %A_%a are its numbers` };
      // The script's own log has no step.
      return known(job_id, letter === 'J' ? '{,.*}' : '');
    case 'A':
      return known(array?.job ?? job_id);
    case 'a':
      return job_id === undefined ? known(undefined) : array === undefined ? { path: '*' } : known(array.task);
    case 'b':
      return job_id === undefined
        ? known(undefined)
        : array === undefined
          ? { path: '*' }
          : known(String(Number(array.task) % 10));
    case 'x':
      return known(name);
    case 'N':
      if (facts.nodes === undefined) return known(undefined);
      return facts.nodes.length === 1 ? known(facts.nodes[0]?.split('.')[0]) : { path: '*' };
    case 'u':
      return facts.user === undefined ? { path: '*' } : known(facts.user);
    case 'n':
    case 't':
    case 's':
      return { path: '*' };
  }
}

const padded = (value: string, width: number) =>
  /^\d+$/.test(value) ? value.padStart(Math.min(width, 10), '0') : value;

function unknownLetter(letter: string): string {
  const near = LETTERS.find((one) => one.toLowerCase() === letter.toLowerCase());
  const hint = near === undefined ? '.' : `; did you mean %${near}?`;
  const known = LETTERS.map((one) => `%${one}`).join(', ');
  return `%${letter} is unknown${hint} Known are: ${known}, and %% for the sign itself.`;
}

function parts(text: string): readonly Part[] {
  const found: Part[] = [];
  // As for sbatch: with a backslash in it, no sign is taken for another.
  const escaped = text.includes('\\');
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const column = at + 1;
    const [sign, digits = '', letter = ''] = escaped ? [] : (/^%(\d*)([A-Za-z])/.exec(rest) ?? []);
    const close = rest.startsWith('{') ? closing(rest) : undefined;
    const kept = rest.startsWith('${') ? closing(rest.slice(1)) : undefined;
    if (kept !== undefined) {
      // Escaped in the file: no interpolation, and no template either.
      found.push({ text: asLiteral(rest.slice(0, kept + 2)) });
      at += kept + 2;
    } else if (rest.startsWith('{{') || rest.startsWith('}}')) {
      found.push({ text: asLiteral(rest.slice(0, 1)) });
      at += 2;
    } else if (rest.startsWith('%%') && !escaped) {
      found.push({ text: '%' });
      at += 2;
    } else if (sign !== undefined) {
      found.push({ letter, width: Number(digits), column });
      at += sign.length;
    } else if (close !== undefined) {
      const inside = rest.slice(1, close);
      if (/^\w+$/.test(inside)) found.push({ name: inside, column });
      else if (/,|\.\./.test(inside)) found.push({ glob: rest.slice(0, close + 1) });
      else found.push({ problem: `"{${inside}}" is no name; write "{{" for a brace`, column });
      at += close + 1;
    } else if (rest.startsWith('{')) {
      found.push({ problem: '"{" is never closed; write "{{" for a brace', column });
      at = text.length;
    } else {
      if (rest.startsWith('}')) found.push({ problem: '"}" closes nothing; write "}}" for a brace', column });
      else if (!rest.startsWith('\\')) found.push({ text: rest.slice(0, 1) });
      at += 1;
    }
  }
  return found;
}

/** Where the brace that opens the text is closed. */
function closing(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
    if (depth === 0) return at;
  }
  return undefined;
}
