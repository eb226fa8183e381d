import type { Millis } from '@sigwatch/core';
import type { Ray } from './client.js';
import type { Connection } from './connection.js';
import type { Looks } from './looks.js';
import type { Notes } from './notes.js';
import type { RaySettings } from './settings.js';
import type { KeptPackages } from './upload/kept.js';

/** What the parts of the adapter work with. */
export interface RayDeps {
  readonly connection: Connection;
  readonly ray: Ray;
  readonly looks: Looks;
  readonly notes: Notes;
  /** What was uploaded for runs. */
  readonly packages: KeptPackages;
  readonly settings: RaySettings;
  /** Of the process that submits: some variables say to Ray what is packed. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Millis;
  /** Is told in sentences for people. */
  readonly tell: (sentence: string) => void;
}
