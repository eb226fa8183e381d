import * as promises from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CopyFs, partialBeside, writeWhole } from '../../checkpoint/copy-files.js';
import { isMissing } from '../../checkpoint/errors.js';
import type { Json, Millis } from '../../contract.js';
import { jsonObject } from '../../json-object.js';
import type { MadeCopy } from './copies-state.js';

/** Beside the checkpoints of an unfinished run, and of a finished one; the Python client writes the same. */
const STATE = 'sigwatch_state.json';
const FINISHED = 'sigwatch_finished.json';

export interface SessionState {
  readonly run_id: string;
  readonly newest: MadeCopy;
  /** All of this run that lie in the folder. */
  readonly made: readonly MadeCopy[];
  readonly now: Millis;
  /** When the session of the machine began, as far as it is known. */
  readonly began?: Millis;
  readonly ends_at?: Millis;
}

/** `checkpoint_path, step, epoch, timestamp, session_start, elapsed, remaining`: times are Unix seconds, spans seconds. */
export async function writeSessionState(
  folder: string,
  { run_id, newest, made, now, began, ends_at }: SessionState,
  fs: CopyFs = promises,
): Promise<void> {
  const state = {
    checkpoint_path: newest.path,
    step: newest.step ?? null,
    epoch: numberIn(await tableIn(`${newest.path}.json`, fs), 'epoch') ?? null,
    timestamp: now / 1000,
    session_start: began === undefined ? null : began / 1000,
    elapsed: began === undefined ? null : Math.max(0, now - began) / 1000,
    remaining: ends_at === undefined ? null : Math.max(0, ends_at - now) / 1000,
    run_id,
    copies: made.map(({ path, step, healthy }) => ({
      name: basename(path),
      ...(step === undefined ? {} : { step }),
      ...(healthy === undefined ? {} : { healthy }),
    })),
  };
  await write(folder, STATE, state, fs);
  await fs.rm(join(folder, FINISHED), { force: true });
}

/** A finished run does not go on: its state goes, and its last word stays. */
export async function writeFinished(
  folder: string,
  { run_id, step, now }: { readonly run_id: string; readonly step?: number | undefined; readonly now: Millis },
  fs: CopyFs = promises,
): Promise<void> {
  await fs.mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await write(folder, FINISHED, { step: step ?? null, timestamp: now / 1000, run_id }, fs);
  await fs.rm(join(folder, STATE), { force: true });
}

export interface Finished {
  /** The file that says so. */
  readonly file: string;
  readonly step?: number;
  /** When that was, in ms since the epoch. */
  readonly at?: Millis;
}

/** Whether one of these folders says that the run is finished: sigwatch's word beside copies, or the client's beside checkpoints. Never throws. */
export async function finishedIn(
  folders: readonly string[],
  fs: Pick<CopyFs, 'readFile'> = promises,
): Promise<Finished | undefined> {
  for (const folder of folders) {
    const file = join(folder, FINISHED);
    const told = await tableIn(file, fs);
    if (told === undefined) continue;
    const [step, timestamp] = [numberIn(told, 'step'), numberIn(told, 'timestamp')];
    return {
      file,
      ...(step === undefined ? {} : { step }),
      ...(timestamp === undefined ? {} : { at: timestamp * 1000 }),
    };
  }
  return undefined;
}

/** The copies that an earlier session of the run has made in the folder; none where nothing says so. Never throws. */
export async function earlierCopies(
  folder: string,
  fs: Pick<CopyFs, 'readFile' | 'stat'> = promises,
): Promise<readonly MadeCopy[]> {
  const listed = (await tableIn(join(folder, STATE), fs))?.copies;
  if (!Array.isArray(listed)) return [];
  const made: MadeCopy[] = [];
  for (const one of listed as readonly Readonly<Record<string, Json>>[]) {
    const name = one?.name;
    // A name and no way: what is deleted one day lies in this folder.
    if (typeof name !== 'string' || name === '' || name.startsWith('.') || basename(name) !== name) continue;
    const path = join(folder, name);
    const there = await fs.stat(path).catch((error: unknown) => !isMissing(error));
    const step = numberIn(one, 'step');
    const healthy = typeof one.healthy === 'boolean' ? { healthy: one.healthy } : {};
    if (there !== false) made.push({ path, ...(step === undefined ? {} : { step }), ...healthy });
  }
  return made;
}

async function write(folder: string, name: string, value: object, fs: CopyFs): Promise<void> {
  const path = join(folder, name);
  await writeWhole(path, partialBeside(path), `${JSON.stringify(value, null, 2)}\n`, fs);
}

async function tableIn(
  path: string,
  fs: Pick<CopyFs, 'readFile'>,
): Promise<Readonly<Record<string, Json>> | undefined> {
  const text = await fs.readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : jsonObject(text);
}

function numberIn(table: Readonly<Record<string, Json>> | undefined, key: string): number | undefined {
  const value = table?.[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
