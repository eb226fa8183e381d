import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The file whose settings hold, and who named it. */
export interface ConfigFile {
  readonly path: string;
  readonly named: 'flag' | 'environment' | 'found';
}

const NAMES = ['sigwatch.yaml', 'sigwatch.yml'];

/**
 * `--config FILE`, else SIGWATCH_CONFIG, else the sigwatch.yaml of the working directory. `false` (`--no-config`): none.
 * That a file is there is not looked at when somebody names it: a missing one is an error, never passed over.
 */
export function configFile(
  given: string | boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): ConfigFile | undefined {
  if (given === false) return undefined;
  if (typeof given === 'string') return { path: resolve(cwd, given), named: 'flag' };
  if (env.SIGWATCH_CONFIG) return { path: resolve(cwd, env.SIGWATCH_CONFIG), named: 'environment' };
  const found = NAMES.map((name) => join(cwd, name)).filter((path) => statSync(path, { throwIfNoEntry: false }));
  if (found.length > 1)
    throw new Error(`there are both ${NAMES.join(' and ')} here; remove one, or name one by --config`);
  return found[0] === undefined ? undefined : { path: found[0], named: 'found' };
}
