import { basename, dirname } from 'node:path';
import { monitorSchema } from '../generated/monitor-schema.js';
import { sigwatchSchema } from '../generated/sigwatch-schema.js';
import type { Group } from './locate.js';
import { nearest } from './nearest.js';
import { readYaml } from './yaml/yaml-file.js';

/** Keys that only the file of a run has. */
const RUN_KEYS = Object.keys(sigwatchSchema.properties).filter((key) => !Object.hasOwn(monitorSchema.properties, key));

/** Monitors have a few class names, which may be misspelt; every other one is that of a policy. */
const namesPolicy = (class_name: unknown): boolean =>
  typeof class_name === 'string' && !class_name.endsWith('Monitor') && nearest(class_name, MONITORS) === undefined;
const MONITORS: readonly string[] = monitorSchema.properties.class_name.enum;

/** What a file holds, by its keys; where it can't be read, by its name and its folder. */
export function fileGroup(path: string): Group | 'run' {
  if (/^sigwatch\.ya?ml$/.test(basename(path))) return 'run';
  const { file } = readYaml(path);
  if (file === undefined) return basename(dirname(path)) === 'restart' ? 'restart' : 'monitoring';
  const { policies, class_name, log_signals } = file.value;
  if (policies !== undefined || (log_signals === undefined && namesPolicy(class_name))) return 'restart';
  const isRun = log_signals === undefined && RUN_KEYS.some((key) => Object.hasOwn(file.value, key));
  return isRun ? 'run' : 'monitoring';
}
