import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Fields } from '../json.js';

/** A path of this machine that a runtime environment names. */
export interface LocalPath {
  readonly field: 'working_dir' | 'py_modules';
  /** As it is written there. */
  readonly said: string;
  /** Absolute. */
  readonly path: string;
}

/** Everything with a scheme is fetched by the machines of the cluster, or there already. */
const FETCHED = /^[a-z][a-z0-9+.-]*:\/\//i;

/** What has to be uploaded; `cwd` is that of the run. */
export function localPaths(given: Fields | undefined, cwd: string): readonly LocalPath[] {
  const { working_dir, py_modules } = given ?? {};
  const all = [
    { field: 'working_dir' as const, said: working_dir },
    ...(Array.isArray(py_modules) ? py_modules : []).map((said) => ({ field: 'py_modules' as const, said })),
  ];
  return all.flatMap(({ field, said }) =>
    typeof said === 'string' && said !== '' && !FETCHED.test(said)
      ? [{ field, said, path: resolve(cwd, said.replace(/^~(?=\/|$)/, homedir())) }]
      : [],
  );
}

/** The same environment with what stands at the cluster in place of the paths. */
export function replaced(
  given: Fields,
  uriOf: (field: LocalPath['field'], said: unknown) => string | undefined,
): Fields {
  const { working_dir, py_modules } = given;
  return {
    ...given,
    ...(working_dir === undefined ? {} : { working_dir: uriOf('working_dir', working_dir) ?? working_dir }),
    ...(Array.isArray(py_modules) ? { py_modules: py_modules.map((one) => uriOf('py_modules', one) ?? one) } : {}),
  };
}
