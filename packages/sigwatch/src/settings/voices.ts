import { relative } from 'node:path';
import type { RunFile, RunSettings } from '@sigwatch/core';
import { DOT_ENV, type DotEnv } from './dot-env.js';
import type { OriginKind, Setting } from './settings.js';

export type Found<T> = Setting<T> | undefined;

/** Who may say a setting, each asked by the name that it has there. */
export interface Voices {
  flag<T>(by: string, value: T | undefined): Found<T>;
  argument<T>(by: string, value: T | undefined): Found<T>;
  /** Of the environment, else of `.env`. One that is set to nothing says nothing. */
  variable(by: string): Found<string>;
  inFile<K extends keyof RunSettings>(key: K): Found<NonNullable<RunSettings[K]>>;
}

export interface Spoken {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dotEnv?: DotEnv | undefined;
  readonly file?: RunFile | undefined;
  readonly cwd: string;
}

export function voicesOf({ env, dotEnv, file, cwd }: Spoken): Voices {
  const ofDotEnv = (by: string): Found<string> => {
    const said = dotEnv?.values.get(by);
    return said && found(said.value || undefined, 'dot_env', `${DOT_ENV}:${said.line}`);
  };
  return {
    flag: (by, value) => found(value, 'flag', by),
    argument: (by, value) => found(value, 'argument', by),
    variable: (by) => found(env[by] || undefined, 'environment', by) ?? ofDotEnv(by),
    inFile: (key) =>
      file && found(file.settings[key] ?? undefined, 'file', `${nearPath(file.path, cwd)}:${file.place(key).line}`),
  };
}

const found = <T>(value: T | undefined, from: OriginKind, by: string): Found<T> =>
  value === undefined ? undefined : { value, from, by };

/** The path as a person in this folder would write it. */
export function nearPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}
