import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { finalStates, type JobAdapter, type JobRef, type Millis } from '@sigwatch/core';
import { hasLeft } from './last-words.js';

/** How the `modal run` of an app stands, as far as this machine can tell. */
export interface ClientState {
  readonly alive: boolean;
  /** Of one that has ended by itself: what `modal run` says of the function. */
  readonly exit_code?: number;
  readonly ended_at?: Millis;
  /** The end of what it printed, without colours: the app's own log stands before it. */
  readonly words: string;
  /** The id of the app that it has told. */
  readonly app?: string;
}

/** It is told among the first lines. */
const HEAD = 256 * 1024;
const TAIL = 16 * 1024;

/** Undefined where its machine is another one, or its files are not there. */
export async function clientState(
  clients: JobAdapter,
  client: JobRef,
  abort: AbortSignal,
): Promise<ClientState | undefined> {
  const status = await clients.status([client], abort).then(
    (told) => told.get(client.id),
    () => {
      abort.throwIfAborted();
      return undefined;
    },
  );
  const [path] = (await clients.logPaths?.(client, abort)) ?? [];
  const app = path === undefined ? undefined : appTold(part(path, 0, HEAD));
  if (status === undefined) return app === undefined ? undefined : { alive: false, words: '', app };
  const alive = !finalStates.has(status.state);
  const words = alive || path === undefined ? '' : withoutEscapes(part(path, -TAIL, TAIL));
  // That it was killed, or has left its app alone, tells nothing of the function.
  const isOfItself = status.signal === undefined && status.state !== 'cancelled' && !hasLeft(words);
  const exit = isOfItself ? status.exit_code : undefined;
  return {
    alive,
    ...(alive || exit === undefined ? {} : { exit_code: exit }),
    ...(status.ended_at === undefined ? {} : { ended_at: status.ended_at }),
    words,
    ...(app === undefined ? {} : { app }),
  };
}

/** Of `✓ Initialized. View run at https://modal.com/apps/WORKSPACE/ENVIRONMENT/ap-…` (modal/runner.py). */
export const appTold = (output: string): string | undefined =>
  /\bView run at\s+\S*?\b(ap-[A-Za-z0-9]+)/.exec(withoutEscapes(output))?.[1];

const withoutEscapes = (text: string): string => text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');

/** From the end where `from` is negative; empty where there is no such file. */
function part(path: string, from: number, most: number): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(most, size));
    const read = readSync(file, bytes, 0, bytes.length, from < 0 ? Math.max(0, size + from) : from);
    return bytes.toString('utf8', 0, read);
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
