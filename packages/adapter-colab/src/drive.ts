import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where Colab mounts Drive, and what lies there where it is mounted. */
const MOUNT = '/content/drive';

/**
 * Why nothing can be copied to this folder, as one sentence that says what to do; undefined where it can be, as far as can
 * be seen. Where Drive is not mounted, a folder of that name would lie on the disk that goes with the runtime.
 */
export function driveProblem(folder: string, mount = MOUNT): string | undefined {
  const below = folder === mount || folder.startsWith(`${mount}/`);
  if (below && !isMounted(mount))
    return `Drive is not mounted at ${mount}, so nothing can be copied to ${folder}. Run in a cell: from google.colab import drive; drive.mount('${mount}')`;
  if (existsSync(folder) || existsSync(dirname(folder))) return undefined;
  return `There is no folder ${dirname(folder)}, so nothing can be copied to ${folder}. Make it, or name another one.`;
}

function isMounted(mount: string): boolean {
  try {
    return statSync(mount).dev !== statSync(dirname(mount)).dev;
  } catch {
    return false;
  }
}
