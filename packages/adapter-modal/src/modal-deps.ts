import type { JobAdapter, Millis } from '@sigwatch/core';
import type { Looks } from './apps/looks.js';
import type { Modal } from './client/modal.js';
import type { Notes } from './notes.js';
import type { ModalSettings } from './settings.js';

/** What the parts of the adapter work with. */
export interface ModalDeps {
  readonly modal: Modal;
  readonly looks: Looks;
  /** Starts the `modal run` of each app, once for a key, and knows how it ended. */
  readonly clients: JobAdapter;
  readonly notes: Notes;
  readonly settings: ModalSettings;
  readonly now: () => Millis;
  /** Resolves after so many ms; rejects at `abort`. */
  readonly wait: (ms: Millis, abort: AbortSignal) => Promise<void>;
  /** Is told in sentences for people. */
  readonly tell: (sentence: string) => void;
}
