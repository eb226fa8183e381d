export { duration } from './duration.js';
export { type ErrorType, errorType, errorTypes, remedy } from './error-types.js';
export { eventChecker } from './events.js';
export { fileGroup } from './file-group.js';
export { ConfigError, type Finding, printFinding } from './finding.js';
export { type Group, names, type Where } from './locate.js';
export { loadMonitors, type Monitor, type RuleOrigin } from './monitor.js';
export { nearest } from './nearest.js';
export { loadPolicies, type PolicySet } from './policy.js';
