import { type JobSpec, type Millis, RefusedError } from '@sigwatch/core';
import { type Fields, listOf } from '../json.js';
import type { RayDeps } from '../ray-deps.js';
import type { Package } from './kept.js';
import { type LocalPath, localPaths, replaced } from './local-paths.js';
import { packed } from './packed.js';
import { isAtCluster, send } from './send.js';
import { mib, tooBig } from './too-big.js';

/** ms of a submission's time that are left for the submission itself. */
const REST = 5_000;

/**
 * The runtime environment with packages at the cluster in place of paths of this machine. Every attempt of a run is given
 * the package of its first one. Done before a job is asked for, and as often as one likes: what was packed is known by its
 * content. Rejects with `RefusedError`, or with the reason of `abort`.
 */
export async function uploaded(
  deps: RayDeps,
  spec: JobSpec,
  { given, notAfter }: { readonly given: Fields | undefined; readonly notAfter: Millis },
  abort: AbortSignal,
): Promise<Fields | undefined> {
  const paths = localPaths(given, spec.cwd);
  if (given === undefined || paths.length === 0) return given;
  const excludes = listOf(given.excludes).filter((line) => typeof line === 'string');
  const uris = new Map<string, string>();
  try {
    for (const local of paths) {
      const { uri } = await onePackage(deps, spec.run_id, { local, excludes, notAfter }, abort);
      uris.set(nameOf(local.field, local.said), uri);
    }
  } catch (error) {
    abort.throwIfAborted();
    if (error instanceof RefusedError) throw error;
    throw new RefusedError((error as Error).message, { cause: error });
  }
  return replaced(given, (field, said) => uris.get(nameOf(field, said)));
}

interface What {
  readonly local: LocalPath;
  readonly excludes: readonly string[];
  readonly notAfter: Millis;
}

async function onePackage(deps: RayDeps, run: string, what: What, abort: AbortSignal): Promise<Package> {
  const { ray, packages, now, tell } = deps;
  const { local, excludes, notAfter } = what;
  const { path } = local;
  const name = JSON.stringify([local.field, path, excludes]);
  const known = packages.of(run, name);
  if (known !== undefined) {
    if (await isAtCluster(ray, known.uri, abort)) return known;
    if (packages.has(known)) {
      await give(known, (most) => tooBig(path, [], most));
      tell(`The cluster no longer had the code of ${run}; it was given what the first attempt had.`);
      return known;
    }
    tell(
      `What the first attempt of ${run} had of ${path} is no longer here, nor at the cluster: it is packed as it is now.`,
    );
  }
  const { entries, ...made } = await packed(deps, local, excludes, abort);
  if (!(await isAtCluster(ray, made.uri, abort))) {
    await give(made, (most) => tooBig(path, entries, most));
    const size = entries.reduce((sum, entry) => sum + entry.size, 0);
    tell(`Uploaded ${path}${entries.length === 0 ? '' : ` (${entries.length} files, ${mib(size)})`} to Ray.`);
  }
  packages.note(run, name, made);
  return made;

  function give(one: Package, refusal: (most: number) => string): Promise<void> {
    const timeout = Math.max(0, notAfter - now() - REST);
    return send(ray, { uri: one.uri, path: packages.path(one), timeout, tooBig: refusal }, abort);
  }
}

const nameOf = (field: LocalPath['field'], said: unknown): string => `${field} ${said}`;
