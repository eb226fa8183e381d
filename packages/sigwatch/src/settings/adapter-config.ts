import { resolve } from 'node:path';
import { type ComponentConfig, type Json, shellWords, withCode } from '@sigwatch/core';
import { COLAB, EXEC, LOCAL, MODAL, RAY, SLURM } from '../platform.js';
import type { Settings } from './settings.js';

/** What people call a platform, and the adapter for it. */
export const PLATFORMS: Readonly<Record<string, ComponentConfig>> = {
  slurm: SLURM,
  ray: RAY,
  modal: MODAL,
  exec: EXEC,
};

/** Every platform that has a word. */
export type PlatformWord = 'slurm' | 'ray' | 'modal' | 'exec' | 'colab' | 'local';

/** Platforms whose jobs run where sigwatch itself does: `sigwatch run` starts them. */
export const HERE: Readonly<Record<string, ComponentConfig>> = { local: LOCAL, colab: COLAB };

/** What the options of platforms (cli/platform-options.ts) say. */
export interface AdapterFlags {
  readonly address?: string;
  readonly numGpus?: number;
  readonly numCpus?: number;
  readonly workingDir?: string;
  readonly runtimeEnvJson?: Readonly<Record<string, Json>>;
  readonly env?: string;
  readonly profile?: string;
  readonly pod?: string;
  readonly namespace?: string;
  readonly container?: string;
  readonly host?: string;
  readonly in?: string;
}

/**
 * The adapter for a platform as far as it was typed, which is what is kept with the run: settings of the file are read from
 * there again, since a header may hold a secret. Throws when what was typed contradicts itself.
 */
export function typedAdapter(
  platform: string,
  { adapter }: Pick<Settings, 'adapter'>,
  flags: AdapterFlags,
): ComponentConfig {
  const plain = PLATFORMS[platform] as ComponentConfig;
  if (platform === 'ray') return withCode({ ...plain, ...raySettings(flags) }, (path) => resolve(path));
  if (platform === 'modal') return { ...plain, ...modalFlags(flags) };
  if (platform === 'exec') return { ...plain, ...execSettings(flags) };
  return adapter.value.class_name === plain.class_name ? adapter.value : plain;
}

/** What the file says of an adapter, and before that what was typed. */
export function mergedAdapter(
  file: ComponentConfig | undefined,
  typed: ComponentConfig | undefined,
): ComponentConfig | undefined {
  if (typed === undefined || file?.class_name !== typed.class_name) return typed ?? file;
  const both = { ...tableOf(file.runtime_env), ...tableOf(typed.runtime_env) };
  return { ...file, ...typed, ...(Object.keys(both).length > 0 && { runtime_env: both }) };
}

const tableOf = (value: Json | undefined) => value as Readonly<Record<string, Json>> | undefined;

function raySettings(flags: AdapterFlags): Readonly<Record<string, Json>> {
  const { address, numGpus, numCpus, workingDir, runtimeEnvJson } = flags;
  const runtime_env = { ...runtimeEnvJson, ...(workingDir !== undefined && { working_dir: workingDir }) };
  return {
    ...(address !== undefined && { address }),
    ...(numGpus !== undefined && { entrypoint_num_gpus: numGpus }),
    ...(numCpus !== undefined && { entrypoint_num_cpus: numCpus }),
    ...(Object.keys(runtime_env).length > 0 && { runtime_env }),
  };
}

const modalFlags = ({ env, profile }: AdapterFlags): Readonly<Record<string, Json>> => ({
  ...(env !== undefined && { environment: env }),
  ...(profile !== undefined && { profile }),
});

function execSettings(flags: AdapterFlags): Readonly<Record<string, Json>> {
  const prefix = prefixOf(flags);
  return prefix === undefined ? {} : { prefix };
}

/** What stands before every command; undefined where nothing was typed. */
function prefixOf({ pod, namespace, container, host, in: typed }: AdapterFlags): readonly string[] | undefined {
  const ways = { '--pod': pod, '--host': host, '--in': typed };
  const [first, second] = Object.entries(ways).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (second !== undefined) throw new Error(`${first} and ${second} say two different places; give one of them`);
  if (pod === undefined && (namespace ?? container) !== undefined)
    throw new Error('--namespace and --container say more of a pod; give --pod too');
  if (pod !== undefined)
    return [...['kubectl', 'exec', ...option('-n', namespace), pod, ...option('-c', container)], '--'];
  // Nobody is there who could type a password.
  if (host !== undefined) return ['ssh', '-o', 'BatchMode=yes', host];
  return typed === undefined ? undefined : wordsOf(typed);
}

const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [name, value];

/** Words as a shell has them: quotes and backslashes are understood, and nothing is expanded. */
function wordsOf(text: string): readonly string[] {
  const unquoted = text.replaceAll(/\\.|'[^']*'|"(?:[^"\\]|\\.)*"/gs, '');
  const words = shellWords(text);
  if (/['"\\]/.test(unquoted) || words.length === 0)
    throw new Error(`--in '${text}': a quote is not closed, or there is no word`);
  return words;
}
