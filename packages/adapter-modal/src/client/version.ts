import { RefusedError, UnansweredError } from '@sigwatch/core';
import type { Modal } from './modal.js';
import { troubleOf } from './trouble.js';

/** The first client that names a run (`modal run --name`) and reads logs by time; tested with 1.5.5 and 1.6.4. */
export const OLDEST_CLIENT = '1.5.0';

/** The version of the client, such as `1.6.4`. Asks no server. */
export async function clientVersion(modal: Modal, abort: AbortSignal): Promise<string> {
  const answer = await modal({ args: ['--version'] }, abort);
  if (answer.exitCode !== 0) throw troubleOf('modal --version', answer);
  const version = /\b(\d+\.\d+\.\d+\S*)/.exec(answer.stdout)?.[1];
  if (version === undefined)
    throw new UnansweredError('modal --version tells no version: is this the client of Modal?');
  return version;
}

/** What is wrong with a client of this version; undefined where nothing is. */
export const tooOld = (version: string): string | undefined =>
  isAtLeast(version, OLDEST_CLIENT)
    ? undefined
    : `Modal's client ${version} is too old: sigwatch needs ${OLDEST_CLIENT} or later, for \`modal run --name\`; \`pip install -U modal\` brings it`;

export function refuseOld(version: string): void {
  const why = tooOld(version);
  if (why !== undefined) throw new RefusedError(why);
}

function isAtLeast(version: string, least: string): boolean {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [has, wants] = [numbers(version), numbers(least)];
  const at = wants.findIndex((part, place) => part !== (has[place] ?? 0));
  return at < 0 || (has[at] ?? 0) > (wants[at] ?? 0);
}
