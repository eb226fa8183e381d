import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../.cache/', import.meta.url));

/** Folder of the virtual environment with Ray: `SIGWATCH_RAY`, or what scripts/setup/ray.sh makes. */
export function rayHome(): string {
  return process.env.SIGWATCH_RAY || join(checkout, 'ray');
}

/** That of the oldest supported Ray, where it is there: `SIGWATCH_RAY_OLD`, or what scripts/setup/ray.sh makes. The same checks run against both. */
export function oldRayHome(): string | undefined {
  const home = process.env.SIGWATCH_RAY_OLD || join(checkout, 'ray-old');
  return hasRay(home) ? home : undefined;
}

export function hasRay(home: string): boolean {
  return existsSync(join(home, 'bin', 'ray'));
}
