import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A name that no other one has, kept in the file of this path and made at the first call: of several at once, all get that of the first. */
export function ownName(path: string): string {
  const known = read(path);
  if (known !== undefined) return known;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const own = randomBytes(8).toString('hex');
  const scratch = `${path}.${own}.tmp`;
  writeFileSync(scratch, own, { mode: 0o600, flush: true });
  try {
    // Whole or not at all, and only the first of several at once.
    linkSync(scratch, path);
    return own;
  } catch (error) {
    const first = read(path);
    if (first === undefined) throw error;
    return first;
  } finally {
    rmSync(scratch, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
