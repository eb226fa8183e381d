export type * from '@sigwatch/core';
export { type RuleOptions, type RunCommandOptions, replay, run, type WatchOptions, watch } from './embed.js';
