export { type ExecAdapterOptions, execAdapter } from './exec-adapter.js';
export { type ExecSettings, execSettings } from './settings.js';
