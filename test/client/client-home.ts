import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The client for Python, as it is committed. */
export const clientPackage = fileURLToPath(new URL('../../packages/client-python/', import.meta.url));

/** Folder of the virtual environment with torch and the frameworks: `SIGWATCH_CLIENT`, or what scripts/setup/client.sh makes. */
export function clientHome(): string {
  return process.env.SIGWATCH_CLIENT || join(fileURLToPath(new URL('../../.cache/', import.meta.url)), 'client');
}

/** Whether the set-up has come to its end there, for what the tests are pinned to today. */
export function hasClient(home: string): boolean {
  const told = join(home, 'installed.txt');
  const wanted = join(clientPackage, 'tests', 'requirements.txt');
  if (!existsSync(join(home, 'bin', 'python')) || !existsSync(told)) return false;
  return process.env.SIGWATCH_CLIENT !== undefined || readFileSync(told, 'utf8') === readFileSync(wanted, 'utf8');
}

export const clientPython = () => join(clientHome(), 'bin', 'python');
