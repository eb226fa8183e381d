import type { JobRef } from '@sigwatch/core';

/** A machine or container, from its beginning to its end. */
export interface Place {
  readonly boot: string;
  /** When process 1 was started, in ticks since the boot. */
  readonly init: string;
  readonly host: string;
}

/** What a job's incarnation says: who runs it and where. Of a process that was not begun by us the nonce is `-`. */
export interface Claim {
  readonly nonce: string;
  readonly pid: string;
  readonly start: string;
  readonly place: Place;
}

/** What an id names: a job of ours, or a process that runs already, by its number or by a file that holds it. */
export type Named =
  | { readonly kind: 'job'; readonly name: string }
  | { readonly kind: 'process'; readonly pid: string; readonly log: string }
  | { readonly kind: 'pid_file'; readonly path: string; readonly log: string };

export const ADAPTER = 'exec';

/**
 * The name of a key's folder, and behind `exec:` of its job: `RUN.ATTEMPT` of `RUN/ATTEMPT`. No two keys have one name: the
 * last dot that is none of `%2E` stands for the slash.
 */
export function nameOf(key: string): string {
  const slash = key.lastIndexOf('/');
  const run = key.slice(0, Math.max(slash, 0)).replace(/[^A-Za-z0-9._-]/gu, escaped) || '%';
  const attempt = key.slice(slash + 1).replace(/[^A-Za-z0-9_-]/gu, escaped);
  const name = slash < 0 ? attempt : `${run}.${attempt}`;
  return name.replace(/^[.-]/, escaped);
}

const escaped = (character: string): string =>
  [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** Undefined for the id of another adapter, or what is none. */
export function parseId(id: string): Named | undefined {
  if (!id.startsWith(`${ADAPTER}:`)) return undefined;
  const rest = id.slice(ADAPTER.length + 1);
  const process = /^(\d+)@(.+)$/s.exec(rest);
  if (process) return { kind: 'process', pid: process[1]!, log: process[2]! };
  const file = /^@([^@]+)@(.+)$/s.exec(rest);
  if (file) return { kind: 'pid_file', path: file[1]!, log: file[2]! };
  return /^[A-Za-z0-9_%][A-Za-z0-9._%-]*$/.test(rest) ? { kind: 'job', name: rest } : undefined;
}

export const jobRef = (name: string, claim: string): JobRef => ({ id: `${ADAPTER}:${name}`, incarnation: claim });

/** Of `NONCE/PID/START/BOOT/INIT/HOST`; undefined for anything else. */
export function parseClaim(incarnation: string): Claim | undefined {
  const parts = incarnation.split('/');
  if (parts.length !== 6 || parts.includes('')) return undefined;
  const [nonce, pid, start, ...place] = parts as [string, string, string, ...string[]];
  return { nonce, pid, start, place: placeOf(place.join('/')) as Place };
}

/** Of `BOOT/INIT/HOST`. */
export function placeOf(text: string): Place | undefined {
  const [boot, init, host, more] = text.split('/');
  return boot && init && host && more === undefined ? { boot, init, host } : undefined;
}

/** `elsewhere`: nobody can see from here what is there. `anew`: of the same name, but begun anew since: nothing of before is alive. */
export function compare(then: Place, now: Place): 'same' | 'anew' | 'elsewhere' {
  if (then.host !== now.host) return 'elsewhere';
  // What could not be read this once is no other boot and no other container.
  if ([then, now].some(({ boot, init }) => boot === 'unknown' || init === '0') && !isSame(then, now))
    return 'elsewhere';
  return isSame(then, now) ? 'same' : 'anew';
}

const isSame = (then: Place, now: Place): boolean => then.boot === now.boot && then.init === now.init;
