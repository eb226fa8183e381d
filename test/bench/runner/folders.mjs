import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where inputs are kept from run to run; it may be deleted at any time. SIGWATCH_BENCH_DIR names another. */
export function temporaryFolder() {
  const folder = process.env.SIGWATCH_BENCH_DIR ?? join(tmpdir(), 'sigwatch-bench');
  mkdirSync(folder, { recursive: true });
  return folder;
}
