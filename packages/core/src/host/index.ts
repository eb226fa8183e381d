// A way in of its own (`@sigwatch/core/host`): a shim that lives as long as its job needs nothing else of the engine.
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
