import { type ErrorCode, runProgram, sanitize } from '@sigwatch/core';
import { askingEnvironment } from '../client/client-env.js';
import type { ModalSettings } from '../settings.js';

/** An entry of a folder of a Volume. */
export interface VolumeEntry {
  /** From the Volume's root, without a slash before it. */
  readonly path: string;
  readonly kind: 'file' | 'dir' | 'link' | 'other';
}

/** The client starts an interpreter and asks a service on another continent (ms). */
const PATIENCE = 120_000;
/** Bytes of one answer. */
const MOST = 16 << 20;

type Client = Pick<ModalSettings, 'modal' | 'environment' | 'profile'>;

/** A Volume that could not be read: there is none of the name, no such path, or the client did not answer. */
export class VolumeError extends Error {
  override readonly name = 'VolumeError';
  readonly code: ErrorCode = 'volume_unreadable';
}

/** What stands in a folder of a Volume, by `modal volume ls --json`. Throws a VolumeError. */
export async function listVolume(
  client: Client,
  volume: string,
  path: string,
  abort: AbortSignal,
): Promise<readonly VolumeEntry[]> {
  const out = await ask(client, ['volume', 'ls', '--json', volume, path], `${volume}:${path}`, abort);
  const entries = readListing(out);
  if (entries === undefined) throw new VolumeError(`modal volume ls ${volume} ${path} gave no list: ${brief(out)}`);
  return entries;
}

/** Copies a file of a Volume into a folder that is there, by `modal volume get`. Throws a VolumeError. */
export async function getFromVolume(
  client: Client,
  volume: string,
  path: string,
  folder: string,
  abort: AbortSignal,
): Promise<void> {
  await ask(client, ['volume', 'get', '--force', volume, path, folder], `${volume}:${path}`, abort);
}

/** Reads the list as the client prints it: `Filename`, and `Type` of `file`, `dir`, `link`. Undefined where it is none. Pure. */
export function readListing(text: string): readonly VolumeEntry[] | undefined {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(rows)) return undefined;
  return rows.flatMap((row: unknown): VolumeEntry[] => {
    const { filename, type } = byWords(row);
    if (typeof filename !== 'string') return [];
    const kind = type === 'file' || type === 'dir' || type === 'link' ? type : 'other';
    return [{ path: filename.replace(/^\/+/, ''), kind }];
  });
}

/** Keys in small letters: releases of the client differ in how they write them. */
const byWords = (row: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row ?? {}).map(([key, value]) => [key.toLowerCase(), value]));

async function ask(client: Client, args: readonly string[], what: string, abort: AbortSignal): Promise<string> {
  const argv = [...client.modal, ...args];
  const env = askingEnvironment(client, process.env);
  const answer = await runProgram({ argv, name: 'modal', env, timeout: PATIENCE, most: MOST }, abort).catch((error) => {
    abort.throwIfAborted();
    throw new VolumeError(`${what}: ${(error as Error).message}`);
  });
  if (answer.exitCode === 0) return answer.stdout.toString('utf8');
  const words = brief(`${answer.stderr.toString('utf8')}\n${answer.stdout.toString('utf8')}`);
  throw new VolumeError(`${what}: modal ${args[0]} ${args[1]} ended with exit code ${answer.exitCode}: ${words}`);
}

/** The words of a message without the frame that the client draws around it. */
function brief(text: string): string {
  const lines = text.split('\n').map((line) => sanitize(line).replace(/[─-╿]/g, '').trim());
  return lines
    .filter((line) => line !== '' && line !== 'Error')
    .slice(-4)
    .join(' ')
    .slice(0, 400);
}
