export { LeaseHeldError, LeaseLostError, StoreError, unusableDirectory } from './errors.js';
export { type JournalMode, type JournalModeProbe, journalMode } from './journal-mode.js';
export { openStore, type StoreOptions } from './open-store.js';
export { currentOwner, type ProcessTable, systemProcessTable } from './process-table.js';
export { isRunId } from './run-id.js';
export { stateDirectory } from './state-directory.js';
export { holdSupervision, type Supervision, supervisorOf } from './supervision.js';
export { undeliveredRuns, unfinishedRuns, unfinishedSince } from './unfinished.js';
