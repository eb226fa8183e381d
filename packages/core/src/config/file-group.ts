import { basename, dirname } from 'node:path';
import type { Group } from './locate.js';
import { readYaml } from './yaml-file.js';

/** What a file holds, by its keys; where it can't be read, by its folder. */
export function fileGroup(path: string): Group {
  const { file } = readYaml(path);
  if (file === undefined) return basename(dirname(path)) === 'restart' ? 'restart' : 'monitoring';
  const { policies, class_name } = file.value;
  const isPolicy = policies !== undefined || (typeof class_name === 'string' && class_name.endsWith('RestartPolicy'));
  return isPolicy ? 'restart' : 'monitoring';
}
