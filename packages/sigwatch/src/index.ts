export type * from '@sigwatch/core';
export { category, createRegistry, defineComponent, definePlugin, PluginError, remedy } from '@sigwatch/core';
export { type RuleOptions, type RunCommandOptions, replay, run, type WatchOptions, watch } from './embed.js';
