import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { scriptOf } from '@sigwatch/adapter-slurm';
import { wrapScript } from '../slurm/wrap-script.js';
import { exitCodes } from './exit-code.js';
import { UsageError } from './problem.js';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch slurm wrap SCRIPT`: a script for inside the allocation, printed or written. */
export async function verb([path = '']: readonly string[], options: Options): Promise<number> {
  const text = read(path);
  if (!text.startsWith('#!')) throw new UsageError(`${path} has no #! line, which sbatch wants; add one: #!/bin/bash`);
  const { name } = scriptOf([path], { cwd: process.cwd(), env: {} });
  const { monitor, restart, typed_plugins } = settingsOf(options);
  const given = {
    name,
    from: path,
    options: [
      ...(monitor.from === 'default' ? [] : monitor.value.flatMap((one) => ['--monitor', one])),
      ...(typed_plugins?.value ?? []).flatMap((one) => ['--plugin', one]),
      ...(restart === undefined ? [] : ['--restart', restart.value]),
    ],
  };
  const wrapped = wrapScript(text, given);
  if (typeof options.out !== 'string') process.stdout.write(wrapped);
  else {
    writeFileSync(options.out, wrapped);
    chmodSync(options.out, 0o755);
  }
  return exitCodes.succeeded;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} can't be read (${(error as NodeJS.ErrnoException).code}); give the path of a script`);
  }
}
