export { OUTPUT_FILE } from './job-files.js';
export { type LocalAdapterOptions, localAdapter } from './local-adapter.js';
