export { compileRules } from './compile-rules.js';
export { PatternsError } from './patterns-error.js';
export { activity, readTimestamp, type Timestamp } from './timestamp.js';
export type { ChunkBase, Hit, Matcher, OpenBlock, PatternFinding, ScanResult, ScanState } from './types.js';
export { emptyScanState } from './types.js';
