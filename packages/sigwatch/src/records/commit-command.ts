import type { RecordsSettings } from '@sigwatch/core';

/**
 * A Volume is committed by the Python client inside of the container that mounts it
 * (https://modal.com/docs/reference/modal.Volume#commit); its credentials are the container's own. Modal also commits by
 * itself, every few seconds and as a container ends, which one that is killed does not come to.
 */
const COMMIT = 'import sys, modal; modal.Volume.from_name(sys.argv[1]).commit()';

/** argv that keeps what was written to the folder; undefined where nothing has to, as outside of Modal's containers. */
export function commitCommand(
  { commit, volume }: RecordsSettings,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] | undefined {
  if (commit !== undefined) return commit;
  return volume === undefined || !variables.MODAL_TASK_ID
    ? undefined
    : ['python3', '-c', COMMIT, volumeOf(volume).name];
}

/** `NAME` or `NAME:/PATH`, and where nothing is said of the path, the Volume's root. */
export function volumeOf(text: string): { readonly name: string; readonly path: string } {
  const colon = text.indexOf(':');
  if (colon === -1) return { name: text, path: '/' };
  const path = text.slice(colon + 1).replace(/\/+$/, '');
  return { name: text.slice(0, colon), path: path.startsWith('/') ? path : `/${path}` };
}
