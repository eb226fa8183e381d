import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What was changed less than so many ms ago may change again without showing it by its times. */
const SETTLED = 10_000;
/** A state that tells what was read, and not when it was changed. */
const READ = 'sha256:';

/**
 * What there was at paths: whether it is still the same is asked in microseconds each. Of a path where there is nothing it
 * is asked of its folder instead, which many of them have in common.
 */
export class PathStates {
  readonly #states = new Map<string, string>();

  /** To be called before what is there is read. */
  note(path: string): void {
    for (let at = path; !this.#states.has(at); at = dirname(at)) {
      const state = stateOf(at);
      if (state !== undefined) this.#states.set(at, state);
      if (state !== undefined || dirname(at) === at) return;
    }
  }

  /** Whether nothing has changed since. */
  hold(): boolean {
    for (const [path, state] of this.#states) if (stateOf(path, state.startsWith(READ)) !== state) return false;
    return true;
  }
}

/** The same only as long as nobody has changed it; undefined where there is nothing, or where nobody can tell. */
function stateOf(path: string, byContent?: boolean): string | undefined {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (byContent ?? Number(stats.ctimeMs) > Date.now() - SETTLED) return READ + digest(path, stats.isDirectory());
    return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
  } catch {
    return undefined;
  }
}

function digest(path: string, isDirectory: boolean): string {
  const content = isDirectory ? readdirSync(path).sort().join('\0') : readFileSync(path);
  return createHash('sha256').update(content).digest('hex');
}
