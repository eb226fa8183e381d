import { installedFor } from '@sigwatch/core';
import { ruleNames } from '../../rules.js';
import { settingsOf } from '../settings-of.js';

/** The packs that names are looked up in here: those of the sigwatch.yaml, those that come with sigwatch, those of the project. */
export function knownPacks(options: Readonly<Record<string, unknown>>): {
  readonly folders: readonly string[];
  readonly parsed: string | undefined;
} {
  const where = ruleNames(undefined, settingsOf(options).packs?.value);
  return { folders: [...where.packs, ...installedFor(where)], parsed: where.parsed };
}
