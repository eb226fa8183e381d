import { join } from 'node:path';
import type { Millis } from '../contract.js';
import { isMissing } from './errors.js';
import { readPart } from './read-part.js';
import type { CheckpointFs } from './types.js';

/** Ray Train's second version writes what was reported here, after all ranks have saved. */
const SNAPSHOT = 'checkpoint_manager_snapshot.json';
/** Its first version, and Tune, append a line a report here. */
const RESULTS = 'result.json';
/** Where Ray records what was reported to it, beside the checkpoints. */
export const reportFiles: readonly string[] = [SNAPSHOT, RESULTS];
const METADATA = '.metadata.json';
const LARGEST = 32_000_000;
const LAST_RESULTS = 4_000_000;
/** What programs call their step in what they report. Ray's own `training_iteration` counts reports. */
const STEPS = ['global_step', 'global_steps', 'step', 'steps', 'training_step', 'train_step'] as const;

export interface RayReport {
  readonly file: string;
  /** When the file was last written. */
  readonly at: Millis;
  readonly step?: number;
}

/** What Ray has recorded of the checkpoints of one folder, by name. Undefined where it has recorded nothing. */
export type RayReports = ReadonlyMap<string, RayReport>;

interface Told {
  readonly checkpoint_dir_name?: unknown;
  readonly metrics?: unknown;
}

/** Throws what the file system throws, except that a file is not there. */
export async function rayReports(directory: string, fs: CheckpointFs): Promise<RayReports | undefined> {
  const snapshot = await lastPart(join(directory, SNAPSHOT), LARGEST, fs);
  const results = await lastPart(join(directory, RESULTS), LAST_RESULTS, fs);
  if (snapshot === undefined && results === undefined) return undefined;
  const reports = new Map<string, RayReport>();
  const add = (told: Told | undefined, metrics: unknown, file: string, at: Millis) => {
    const name = told?.checkpoint_dir_name;
    if (typeof name === 'string') reports.set(name, { file, at, ...stepOf(metrics) });
  };
  if (results !== undefined) for (const one of resultsIn(results.text)) add(one, one, RESULTS, results.at);
  if (snapshot !== undefined) for (const one of reportsIn(snapshot.text)) add(one, one?.metrics, SNAPSHOT, snapshot.at);
  return reports;
}

function resultsIn(text: string): readonly (Told | undefined)[] {
  const lines = text.split('\n').filter((line) => line.includes('checkpoint_dir_name'));
  return lines.map(parsed);
}

function reportsIn(text: string): readonly (Told | undefined)[] {
  const state = parsed(text) as Readonly<Record<string, unknown>> | undefined;
  const keys = ['checkpoint_results', 'pending_training_results', 'latest_checkpoint_result'];
  return keys.flatMap((key) => state?.[key] as Told[] | Told | undefined);
}

/** The step in what the program has written beside its files by `Checkpoint.set_metadata`. Never throws. */
export async function stepInMetadata(checkpoint: string, fs: CheckpointFs): Promise<number | undefined> {
  try {
    return stepOf(JSON.parse(await fs.readFile(join(checkpoint, METADATA), 'utf8'))).step;
  } catch {
    return undefined;
  }
}

function stepOf(metrics: unknown): { readonly step?: number } {
  if (typeof metrics !== 'object' || metrics === null) return {};
  const values = STEPS.map((name) => (metrics as Readonly<Record<string, unknown>>)[name]);
  const step = values.find((value) => Number.isSafeInteger(value) && (value as number) >= 0);
  return step === undefined ? {} : { step: step as number };
}

/** The end of a text file; half a line at its beginning is no JSON, and so is none. */
async function lastPart(path: string, most: number, fs: CheckpointFs) {
  try {
    const { size, mtimeMs } = await fs.stat(path);
    const file = await fs.open(path, 'r');
    try {
      const length = Math.min(size, most);
      return { text: (await readPart(file, size - length, length)).toString('utf8'), at: mtimeMs };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function parsed(text: string): Told | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
