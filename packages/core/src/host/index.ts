// A way in of its own (`@sigwatch/core/host`): processes and small files of this host, for shims that live as long as
// their job and need nothing else of the engine.
export { readJson, type Writing, writeJson } from './json-file.js';
export { ownName } from './own-name.js';
export {
  currentPlace,
  HIDDEN,
  identify,
  isAlive,
  listProcesses,
  type Place,
  type ProcessIdentity,
  type ProcessInfo,
  samePlace,
  startOf,
} from './processes.js';
export { pruneFiles } from './prune-files.js';
