import type { JobRef, KnownJob } from '@sigwatch/core';
import { appOf, isAppId, refOf } from './app-id.js';
import type { AppRow } from './apps/rows.js';
import type { ModalDeps } from './modal-deps.js';

/**
 * An app of anybody: by its id, or by its name, of several the newest that lives, else the newest. Modal does not tell what
 * has made it, so that it can be followed, and begun anew only by a command that somebody gives.
 */
export async function lookUp(deps: ModalDeps, id: JobRef['id'], abort: AbortSignal): Promise<KnownJob | undefined> {
  const named = appOf({ id });
  if (named === undefined) return undefined;
  if (isAppId(named)) {
    const look = (await deps.looks.at([named], abort, deps.now())).get(named);
    return look && known(look.row);
  }
  const rows = (await deps.looks.apps(abort)).filter(({ description }) => description === named);
  const [chosen] = rows.sort(
    (one, other) => rank(other) - rank(one) || (other.created_at ?? 0) - (one.created_at ?? 0),
  );
  if (chosen === undefined) return undefined;
  if (rows.length > 1)
    deps.tell(
      `${rows.length} apps of Modal are named ${named}: this is ${chosen.id}, the newest that ${rank(chosen) ? 'lives' : 'there is'}.`,
    );
  return known(chosen);
}

const known = ({ id, description }: AppRow): KnownJob => ({
  job: refOf(id),
  ...(description === '' ? {} : { name: description }),
});

const rank = ({ state }: AppRow): number => Number(state !== 'stopped' && state !== 'disabled');
