import { join, resolve } from 'node:path';
import type { ComponentConfig, Registry } from '../contract.js';
import { keysOf, valueFile } from '../pack/pack-file.js';
import { refuseErrors } from './finding.js';
import { withCode } from './run-file/with-code.js';
import { checkRunComponents } from './schema/components.js';

/**
 * An adapter that a program gives as a value, looked at as that of a file is: paths of code are meant from `cwd`. Throws a
 * ConfigError with all findings, each by its key.
 */
export function givenAdapter(adapter: ComponentConfig, registry: Registry, cwd = process.cwd()): ComponentConfig {
  const { file, findings } = valueFile(join(cwd, 'adapter'), JSON.stringify({ adapter }), keysOf);
  refuseErrors([...findings, ...(file === undefined ? [] : checkRunComponents(file, registry))]);
  return withCode(adapter, (path) => resolve(cwd, path));
}
