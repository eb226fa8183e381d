export { type HeartbeatAdapter, type HeartbeatAdapterOptions, heartbeatAdapter } from './adapter.js';
export { type Answer, type Answers, files, LOG } from './answers.js';
export { asLine } from './as-line.js';
export { askRun } from './ask-run.js';
export { decide } from './decide.js';
export { type FleetStep, fleet } from './fleet/fleet.js';
export {
  type FleetLook,
  type FleetNews,
  type FleetRun,
  type FleetState,
  newFleet,
  type RunLook,
} from './fleet/fleet-state.js';
export { type FleetRound, type FollowOptions, followFleet } from './fleet/follow-fleet.js';
export { judgeRun } from './fleet/judge-run.js';
export { Pace, type PaceOptions } from './fleet/pace.js';
export { type KnownRuns, type PollContext, pollFleet } from './fleet/poll.js';
export { within } from './fleet/within.js';
export { type HeartbeatSourceOptions, heartbeatSource } from './heartbeat-source.js';
export { type Location, LocationError, locationText, parseLocation } from './location.js';
export { errorLogs } from './logs/run-logs.js';
export { look } from './look.js';
export { lookAtRun } from './look-at-run.js';
export { type Memory, newMemory } from './memory.js';
export { type ShownPlace, shownPlace } from './places.js';
export { sentinelText } from './read/sentinel.js';
export { type Kept, RunLooks, type RunLooksOptions } from './run-looks.js';
export type { Entry, Getting, Got, HeartbeatStore } from './store/heartbeat-store.js';
export { openHeartbeatStore, type StoreOptions } from './store/open.js';
export { thresholdsOf } from './thresholds.js';
export type { Phase, Thresholds, Verdict, VerdictCode, VerdictState } from './verdict.js';
export { filesOf, type HeartbeatFile, type Known } from './writer/files-of.js';
export { nothingTold, type RunTold, toldAfter } from './writer/run-told.js';
export { Tail } from './writer/tail.js';
export { type Once, type Place, writeBeat, writeEnd } from './writer/write-once.js';
export { type Beat, metadataFile, progressFile, type Steps } from './writer/written.js';
