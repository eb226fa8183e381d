export { type Answer, type Call, type Slurm, slurmCommands } from './command.js';
export { pruneJobs } from './prune.js';
export { type Poller, type PollerOptions, slurmPoller } from './read/poller.js';
export { type SlurmSettings, slurmSettings } from './settings.js';
export { type SlurmAdapterOptions, slurmAdapter } from './slurm-adapter.js';
export { type ScriptOf, scriptOf } from './write/script-of.js';
export { unknownOptions } from './write/unknown-options.js';
