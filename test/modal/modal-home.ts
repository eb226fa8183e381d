import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the virtual environment with Modal's client: `SIGWATCH_MODAL`, or what scripts/setup/modal.sh makes. */
export function modalHome(): string {
  return process.env.SIGWATCH_MODAL || join(fileURLToPath(new URL('../../.cache/', import.meta.url)), 'modal');
}

export function hasModal(home: string): boolean {
  return existsSync(join(home, 'bin', 'modal'));
}
