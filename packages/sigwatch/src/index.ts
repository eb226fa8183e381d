import {
  retry as callAgain,
  category as categoryOf,
  latestCheckpoint as latest,
  remedy as remedyFor,
  ofPack as signalsOf,
} from '@sigwatch/core';
import { registryWith } from './built-in.js';

export type * from '@sigwatch/core';
export { bytesSource, defineComponent, definePack, definePlugin, PluginError } from '@sigwatch/core/plugin';
export type { Failure, JobReport, Training } from './asking/job-report.js';
export { type ReplayOptions, type RunCommandOptions, replay, run, type WatchOptions, watch } from './embed.js';
export {
  type JobOptions,
  type Resumed,
  type ResumeOptions,
  status,
  submitWithResume,
} from './embed-jobs.js';
export type { Checked, CommonOptions, JobRunOptions, Restart, RuleOptions } from './embed-options.js';
export { type ScanOptions, scan } from './embed-scan.js';
export { type AttachOptions, attach, type SubmitOptions, submit } from './embed-submit.js';
export { type HealthOptions, health } from './health/embed-health.js';

// What is handed on is loaded with the import, and what is called only with the call: of the engine nothing is handed on.

/** The coarse kind of a failure, for those who report by it: that of its error type, or of its subsystem where the type is a general one. */
export const category: typeof categoryOf = (of) => categoryOf(of);

/** What to do about a failure, in one sentence for people to read; given a type alone, what helps with all of its kind. */
export const remedy: typeof remedyFor = (of) => remedyFor(of);

/**
 * The newest whole checkpoint of a folder, which two looks found complete and unchanged, with those that were passed over
 * and why. Rejects with a `NoCheckpointError` (`code` `no_checkpoint_found`) where there is none, and with a
 * `PermissionDeniedError` (`permission_denied`) where the folder may not be read.
 */
export const latestCheckpoint: typeof latest = (directory, options) => latest(directory, options);

/**
 * The signals of the rules of a pack, each with the fields that its pattern captures: `run.signals$.pipe(ofPack(pack))`.
 * Standard numbers such as `loss` are numbers, `NaN` where a line tells none; any other that is not told is an empty text.
 */
export const ofPack: typeof signalsOf = (pack) => signalsOf(pack);

/** The built-in components and those of the plugins, as a value. Throws a PluginError when a plugin can't be used. */
export const createRegistry: typeof registryWith = (plugins) => registryWith(plugins);

/**
 * Makes a call, and makes it again while it fails with an error that is `retryable`: 3 retries, after up to 1, 2 and 4 s,
 * where nothing else is said. Rejects with the last error, and at once with the reason of `abort`.
 */
export const retry: typeof callAgain = (call, options) => callAgain(call, options);
