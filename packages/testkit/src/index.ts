export { adapterContract } from './contract/adapter-contract.js';
export type { AdapterHarness, SourceHarness, Trouble } from './contract/harness.js';
export type { Runner } from './contract/run-checks.js';
export { sourceContract } from './contract/source-contract.js';
export {
  type CrashOutcome,
  type CrashPoint,
  type CrashProcess,
  type CrashScenario,
  type CrashWorld,
  crashPoints,
  runWithCrashes,
} from './crash-points.js';
export { type Faults, faultNames } from './faults.js';
export { violations } from './invariants.js';
export {
  type EventsOf,
  type LogAssertions,
  type LogMatchers,
  logMatchers,
  type MatcherContext,
  type MatcherResult,
  type SignalTelling,
} from './log/log-matchers.js';
export type { SignalTold } from './log/read-log.js';
export { type LyingPlatform, type LyingPlatformOptions, lyingPlatform } from './lying-platform.js';
export { discoveryOf, type MemorySource, memorySource } from './memory-source.js';
export { type JobKind, type JobMoment, type JobTruth, printedLines } from './platform-jobs.js';
export { type SeededRandom, seededRandom } from './seeded-random.js';
export { type VirtualClock, virtualClock } from './virtual-clock.js';
