import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { ConfigProblem, Settings } from '@sigwatch/core';

/** Where variables are looked up, at the moment of each sending. */
export type Environment = () => Readonly<Record<string, string | undefined>>;

const WAYS = ['', '_env', '_file'] as const;
const given = (config: Settings, key: string): readonly string[] =>
  WAYS.map((way) => key + way).filter((name) => config[name] !== undefined);

/** A setting that may be given by itself, by a variable or by a file: what is wrong with how it is given. */
export function checkSecret(config: Settings, key: string, required = true): readonly ConfigProblem[] {
  const names = given(config, key);
  const how = `${key}_env: NAME (a variable), ${key}_file: PATH (a file) or ${key} itself`;
  if (names.length === 0 && required) return [{ path: [], message: `\`${key}\` is missing: give one of ${how}` }];
  const file = config[`${key}_file`];
  if (typeof file === 'string' && !isAbsolute(file))
    return [
      { path: [`${key}_file`], message: `\`${key}_file\` is looked up from anywhere: give a path that begins with /` },
    ];
  if (names.length < 2) return [];
  return [
    {
      path: [names[1]!],
      message: `${names.map((name) => `\`${name}\``).join(' and ')} are one too many: give one of ${how}`,
    },
  ];
}

/**
 * What it comes to now, so that one that is replaced is used with the next sending; undefined where it is not given at
 * all. Rejects, and names the variable or the file, where that holds nothing.
 */
export async function secretOf(config: Settings, key: string, env: Environment): Promise<string | undefined> {
  const { [key]: value, [`${key}_env`]: variable, [`${key}_file`]: file } = config;
  if (typeof value === 'string') return value;
  if (typeof variable === 'string') {
    const found = env()[variable];
    if (!found) throw new Error(`the variable ${variable}, which holds \`${key}\`, is not set where sigwatch runs`);
    return found;
  }
  if (typeof file !== 'string') return undefined;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file}, which holds \`${key}\`, can't be read (${error.code ?? 'unknown error'})`);
  });
  const first = text.split('\n', 1)[0]?.trim();
  if (!first) throw new Error(`${file}, which holds \`${key}\`, has nothing on its first line`);
  return first;
}
