import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { RefusedError } from '@sigwatch/core';
import type { RayDeps } from '../ray-deps.js';
import { type Entry, entriesOf, readable } from './entries.js';
import type { KeptPackages, Package } from './kept.js';
import type { LocalPath } from './local-paths.js';
import { pack } from './pack.js';
import { secretsIn } from './secrets.js';

/** As Ray has it where nobody says otherwise: what is in no .gitignore, or should have been in one. */
const DEFAULT_EXCLUDES = '.git,.venv,venv,__pycache__';

export interface Packed extends Package {
  /** Empty of a file that is uploaded as it is. */
  readonly entries: readonly Entry[];
}

/** The package of a path, kept; rejects with `RefusedError` where it can't be one. */
export async function packed(
  { packages, env, tell }: Pick<RayDeps, 'packages' | 'env' | 'tell'>,
  local: LocalPath,
  excludes: readonly string[],
  abort: AbortSignal,
): Promise<Packed> {
  const { path } = local;
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isFile() && isArchive(local)) return { ...(await asItIs(packages, path)), entries: [] };
  const entries = await entriesIn(local, facts, { env, excludes }, abort);
  const warning = secretsIn(path, entries);
  if (warning !== undefined) tell(warning);
  if (entries.length === 0) tell(`Nothing of ${path} is uploaded: it is empty, or all of it is left out.`);
  const one = await packages.keep(async (scratch) => {
    const { hash } = await pack({ entries, target: scratch, from: path }, abort);
    return named(hash);
  });
  return { ...one, entries };
}

async function entriesIn(
  { field, said, path }: LocalPath,
  facts: Stats | undefined,
  { env, excludes }: { readonly env: RayDeps['env']; readonly excludes: readonly string[] },
  abort: AbortSignal,
): Promise<readonly Entry[]> {
  const gitignore = env.RAY_RUNTIME_ENV_IGNORE_GITIGNORE !== '1';
  if (facts?.isDirectory() && field === 'working_dir') {
    const usual = env.RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES ?? DEFAULT_EXCLUDES;
    return entriesOf(path, { excludes: [...usual.split(','), ...excludes], gitignore }, abort);
  }
  // A module is imported by the name of its folder, which therefore goes along.
  if (facts?.isDirectory()) return entriesOf(path, { excludes, gitignore, below: `${basename(path)}/` }, abort);
  if (facts?.isFile() && field === 'py_modules' && extname(path) === '.py') {
    const executable = (facts.mode & 0o111) !== 0;
    return [{ path: basename(path), file: path, size: facts.size, executable }];
  }
  throw new RefusedError(facts === undefined ? missing(field, said, path) : unfit(field, path));
}

const isArchive = ({ field, path }: LocalPath): boolean =>
  ['.zip', ...(field === 'py_modules' ? ['.whl'] : [])].includes(extname(path));

async function asItIs(packages: KeptPackages, path: string): Promise<Package> {
  return packages.keep(async (scratch) => {
    copyFileSync(path, scratch);
    const hash = createHash('sha256');
    await readable(
      path,
      (async () => {
        for await (const part of createReadStream(scratch)) hash.update(part as Buffer);
      })(),
    );
    const one = named(hash.digest('hex'));
    // A wheel is installed by what its name says.
    return extname(path) === '.whl' ? { file: one.file, uri: `gcs://${basename(path)}` } : one;
  });
}

/** Ray takes what is called so for a package that it manages, and removes it when no job uses it any more. */
function named(hash: string): Package {
  const short = hash.slice(0, 40);
  return { uri: `gcs://_ray_pkg_${short}.zip`, file: `${short}.zip` };
}

function missing(field: string, said: string, path: string): string {
  return (
    `runtime_env.${field} names ${said}, and there is no ${path} on this machine, which is where code is uploaded from. ` +
    'If it is mistyped, put it right; if it is a folder that the machines of the cluster have, leave it out and begin ' +
    `there (-- env -C ${said} python train.py); a package that they fetch has a scheme (s3://BUCKET/code.zip).`
  );
}

function unfit(field: string, path: string): string {
  const fit = field === 'working_dir' ? 'a folder or a .zip' : 'a folder, a .py, a .zip or a .whl';
  return `runtime_env.${field} names ${path}, which is not ${fit}: name one.`;
}
