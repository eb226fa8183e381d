export type * from '@sigwatch/core';
export { createRegistry, defineComponent, definePlugin, PluginError } from '@sigwatch/core';
export { type RuleOptions, type RunCommandOptions, replay, run, type WatchOptions, watch } from './embed.js';
