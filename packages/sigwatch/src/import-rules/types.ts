import type { Finding, Json } from '@sigwatch/core';

type Mapping = { readonly [key: string]: Json };

/** A rule as it will be written, or only what has to be said of one that can't be. */
export interface RuleDraft {
  /** Sentences that stand above it, without `#`. */
  readonly comments: readonly string[];
  /** Keys of a rule of a monitor, in the order in which they are written; missing where none can be made. */
  readonly rule?: Mapping;
}

/** What a file of another system becomes. */
export interface Imported {
  /** What the file calls its job, as it stands there. */
  readonly job?: string;
  /** The system, as people call it. */
  readonly system: string;
  readonly monitor: {
    readonly comments: readonly string[];
    readonly settings: Mapping;
    readonly rules: readonly RuleDraft[];
  };
  readonly restart: {
    readonly comments: readonly string[];
    readonly policies: readonly { readonly mode: string; readonly implementation: Mapping }[];
  };
}

/** With an error among its findings a file is not imported. */
export interface Reading {
  readonly imported?: Imported;
  readonly findings: readonly Finding[];
}

/** A file of a pack: where it lies in it, and what it holds. */
export interface PackFile {
  readonly path: string;
  readonly text: string;
}
