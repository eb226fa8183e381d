import { category as categoryOf, createRegistry as registryOf, remedy as remedyFor } from '@sigwatch/core';

export type * from '@sigwatch/core';
export { defineComponent, definePlugin, PluginError } from '@sigwatch/core/plugin';
export { type RuleOptions, type RunCommandOptions, replay, run, type WatchOptions, watch } from './embed.js';

// What is handed on is loaded with the import, and what is called only with the call: of the engine nothing is handed on.

/** The coarse kind of a failure, for those who report by it: that of its error type, or of its subsystem where the type is a general one. */
export const category: typeof categoryOf = (of) => categoryOf(of);

/** What to do about a failure, in one sentence for people to read; given a type alone, what helps with all of its kind. */
export const remedy: typeof remedyFor = (of) => remedyFor(of);

/** The built-in components and those of the plugins, as a value. Throws a PluginError when a plugin can't be used. */
export const createRegistry: typeof registryOf = (plugins) => registryOf(plugins);
