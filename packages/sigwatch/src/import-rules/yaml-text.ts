import type { Json } from '@sigwatch/core';

type Mapping = { readonly [key: string]: Json };

/** Lines are broken no sooner than this. */
const WIDTH = 110;

/** A mapping as lines of YAML: in one line what fits, and below each other what does not. */
export function yamlLines(value: Mapping): readonly string[] {
  return Object.entries(value).flatMap(([key, own]) => entry(`${key}:`, own));
}

/** The entries of a list as lines of YAML. */
function yamlItems(list: readonly Json[]): readonly string[] {
  return list.flatMap((item) => {
    const inOne = `- ${flow(item)}`;
    if (inOne.length <= WIDTH || !isMapping(item)) return [inOne];
    return yamlLines(item).map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
  });
}

/** Sentences as comments, broken at spaces. */
export function comment(text: string): readonly string[] {
  const lines = [''];
  for (const word of text.replaceAll(/\s+/g, ' ').split(' ')) {
    const last = lines.at(-1) as string;
    if (last !== '' && last.length + word.length + 3 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `# ${printable(line)}`);
}

function entry(key: string, value: Json): readonly string[] {
  const inOne = `${key} ${flow(value)}`;
  if (inOne.length <= WIDTH) return [inOne];
  if (Array.isArray(value)) return [key, ...yamlItems(value).map((line) => `  ${line}`)];
  return isMapping(value) ? [key, ...yamlLines(value).map((line) => `  ${line}`)] : [inOne];
}

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isMapping(value)) {
    const inside = Object.entries(value).map(([key, own]) => `${key}: ${flow(own)}`);
    return inside.length === 0 ? '{}' : `{ ${inside.join(', ')} }`;
  }
  return typeof value === 'string' ? scalar(value) : JSON.stringify(value);
}

/** Plain where nothing else could be read in it, in quotes that leave backslashes alone where that can be. */
function scalar(text: string): string {
  const plain = /^[A-Za-z][\w./ -]*[\w.]$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  if (plain || /^\+?\d+(?:\.\d+)?[sd]$/.test(text)) return text;
  return text === printable(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** What would end a line, or hide in one, is shown as what it is. */
const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u${sign.codePointAt(0)?.toString(16).padStart(4, '0')}`);

const isMapping = (value: Json): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
