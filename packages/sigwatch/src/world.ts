import type { Deps, NodeFileSystem } from '@sigwatch/core';

/** Takes what sigwatch would say to an operator. Loggers of pino fit, and so do those that take its arguments. */
export interface Logger {
  /** What is only of use to who looks for a fault: a state that changed, a step. */
  debug(fields: LogFields, message: string): void;
  /** What goes as it should: rules that were loaded, an attempt that began, an incident that is over. */
  info(fields: LogFields, message: string): void;
  /** What somebody may want to look at: a source or a platform that can't be asked, an action that failed. */
  warn(fields: LogFields, message: string): void;
  /** A failure of the run, or the end of supervision by an error. */
  error(fields: LogFields, message: string): void;
}

/** Beside the message, for who filters by them. No secrets. */
export interface LogFields {
  /** Which run it is of. */
  readonly run_id?: string;
  readonly [name: string]: unknown;
}

/** What a watch has from outside, instead of its own. */
export interface WorldOptions {
  /** The clock: when it is, and what is to be done when. Default: that of this machine. */
  readonly deps?: Deps;
  /** Is told what sigwatch would say to an operator. What it throws changes nothing. Default: none, so that nothing is said. */
  readonly logger?: Logger;
}

/** The same where sigwatch itself reads the logs. */
export interface LogWorldOptions extends WorldOptions {
  /** What the logs are read through: so much of `node:fs` as `NodeFileSystem` names, such as the `fs` of `memfs`. What is kept (`stateDir`) lies on the disk. Default: `node:fs`. */
  readonly fs?: NodeFileSystem;
}
