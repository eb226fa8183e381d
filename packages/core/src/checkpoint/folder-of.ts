import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readName } from './names.js';

/**
 * The checkpoint that a log line means by `path` and `step`. Megatron prints the folder of all checkpoints, others that
 * of this one; a relative path is one of the command's working directory. Where no such folder is to be seen from
 * here, the path stays what the line says.
 */
export function checkpointFolder(path: string, step: string | undefined, cwd: string | undefined): string {
  const said = cwd === undefined ? path : resolve(cwd, path);
  if (step === undefined || !/^\d{1,15}$/.test(step) || readName(said.slice(said.lastIndexOf('/') + 1))) return said;
  const names = [
    `iter_${step.padStart(7, '0')}`,
    `checkpoint-${step}`,
    `global_step${step}`,
    `global_step_${step}`,
    `step_${step}`,
    `step-${step}`,
    `checkpoint_${step}`,
  ];
  const name = names.find((one) => existsSync(join(said, one)));
  return name === undefined ? said : join(said, name);
}
