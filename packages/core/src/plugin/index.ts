// What the module of a plugin is written with. It stands apart so that loading one does not load the engine.
export { definePack } from '../pack/define-pack.js';
export { bytesSource, type LogBytes } from '../source/bytes-source.js';
export type { ConfigOf } from './config-type.js';
export { type ComponentInput, defineComponent, definePlugin } from './define.js';
export { PluginError } from './plugin-error.js';
