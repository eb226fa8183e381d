import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the virtual environment with moto: `SIGWATCH_SERVICES`, or what scripts/setup/services.sh makes. */
export function servicesHome(): string {
  return process.env.SIGWATCH_SERVICES || join(fileURLToPath(new URL('../../.cache/', import.meta.url)), 'services');
}
