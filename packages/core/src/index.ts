export * from './alerts/index.js';
export { type AwsCredentials, awsCredentials, quietly } from './aws-client.js';
export { type Copied, copyCheckpoint } from './checkpoint/copy.js';
export { CopyError } from './checkpoint/copy-error.js';
export type { CopyFs } from './checkpoint/copy-files.js';
export * from './checkpoint/find.js';
export { type LatestCheckpoint, type LatestCheckpointOptions, latestCheckpoint } from './checkpoint/latest.js';
export { checkpointName } from './checkpoint/names.js';
export type { Checkpoint, CheckpointFs, CheckpointKind } from './checkpoint/types.js';
export * from './config/index.js';
export type { CopiesSettings } from './config/run-file/copies-block.js';
export type { DeadlineBlock } from './config/run-file/deadline-block.js';
export { asLiteral, asRead } from './config/text/log-path.js';
export * from './contract.js';
export { feeds } from './correlate/routes.js';
export { rSquared, slope } from './correlate/statistics.js';
export { amountText, costText } from './cost/cost-text.js';
export { loadPrices } from './cost/load-prices.js';
export { type GpuWish, type Pricing, pricingOf } from './cost/prices.js';
export type { AttemptCost, RunCost } from './cost/run-cost.js';
export { systemDeps } from './deps.js';
export { eachNode } from './each-node.js';
export { ArgumentError, type ErrorCode, type ErrorMeaning, errorCodes } from './errors.js';
export type { ColabAdapter } from './generated/ColabAdapter.js';
export type { CommandNotifier } from './generated/CommandNotifier.js';
export { componentSchemas } from './generated/component-schemas.js';
export type { EmailNotifier } from './generated/EmailNotifier.js';
export type { ExecAdapter } from './generated/ExecAdapter.js';
export type { ErrorRecord } from './generated/error-record.js';
export { errorRecordSchema } from './generated/error-record-schema.js';
export type * from './generated/gpu-check.js';
export { gpuCheckSchema } from './generated/gpu-check-schema.js';
export type * from './generated/health.js';
export { healthSchema } from './generated/health-schema.js';
export type * from './generated/heartbeat.js';
export { heartbeatSchema } from './generated/heartbeat-schema.js';
export type { ModalAdapter } from './generated/ModalAdapter.js';
export type { MonitorRecord } from './generated/monitor-record.js';
export { monitorRecordSchema } from './generated/monitor-record-schema.js';
export type { PagerDutyNotifier } from './generated/PagerDutyNotifier.js';
export type { RayAdapter } from './generated/RayAdapter.js';
export type { RunRecord, RunRecordAttempt, RunRecordDecision, RunRecordRecovery } from './generated/run-record.js';
export { runRecordSchema } from './generated/run-record-schema.js';
export type { SlackBotNotifier } from './generated/SlackBotNotifier.js';
export type { SlackWebhookNotifier } from './generated/SlackWebhookNotifier.js';
export type { SlurmAdapter } from './generated/SlurmAdapter.js';
export type { SnsNotifier } from './generated/SnsNotifier.js';
export type { StabilityReport } from './generated/stability.js';
export type { WebhookNotifier } from './generated/WebhookNotifier.js';
export { type HitSignals, hitSignals } from './intake/hit-signals.js';
export type { WatchedLine } from './intake/lines.js';
export { jsonObject } from './json-object.js';
export { compileRules } from './match/compile-rules.js';
export { hitsIn } from './match/hits-in.js';
export { type LinePattern, linePattern } from './match/line-pattern.js';
export { type NearMiss, nearMiss } from './match/near-miss.js';
export { parsePattern } from './match/pattern/parse.js';
export type { Node as PatternNode } from './match/pattern/tree.js';
export { PatternsError } from './match/patterns-error.js';
export { MatchPool } from './match/threads/pool.js';
export { RangeThreads } from './match/threads/range-threads.js';
export { ReadAhead } from './match/threads/read-ahead.js';
export { type FilePart, scanFiles } from './match/threads/scan-files.js';
export { canShift } from './match/threads/shift-lines.js';
export { emptyScanState, type Hit, type Matcher, type ScanState } from './match/types.js';
export type { CheckedPack, CheckedPolicy } from './pack/checked.js';
export type { ActionConfig, NotifierConfig, PolicyConfig, StateConfig } from './pack/component-configs.js';
export { ofPack } from './pack/of-pack.js';
export { nameOfPack, nameOfPolicy, packInName, policyInName } from './pack/pack-name.js';
export type { PackInput, PackSignal, RuleInput } from './pack/pack-types.js';
export type { PolicyInput } from './pack/policy-types.js';
export { pause } from './pause.js';
export * from './platform-errors.js';
export type { ConfigOf } from './plugin/config-type.js';
export { type ComponentInput, defineComponent, definePack, definePlugin, PluginError } from './plugin/index.js';
export { makeComponent } from './plugin/make.js';
export { createRegistry } from './plugin/registry.js';
export * from './protocol/index.js';
export { playScript, type ScriptOptions } from './replay/play-script.js';
export { replayRecord } from './replay/record.js';
export { type Ending, type ReplayOptions, replay, replayInParts } from './replay/replay.js';
export type { Happening, Script, ScriptedJob } from './replay/script.js';
export { culpritText } from './report/culprit-text.js';
export { sanitize } from './report/sanitize.js';
export {
  defaultRetryPace,
  type Retry,
  type RetryOptions,
  type RetryPace,
  retry,
  retryDelay,
} from './retry.js';
export { finalStates } from './run/platform.js';
export { type ProgramAnswer, type ProgramCall, runProgram } from './run-program.js';
export * from './source/index.js';
export {
  noStability,
  type StabilityState,
  stabilityHealth,
  withSample as withStabilitySample,
} from './stability/fold.js';
export { type StabilityMetrics, stabilityMetrics } from './stability/metrics.js';
export { type JudgedSource, judgedAfter, type StabilityNews, stabilityNews } from './stability/of-event.js';
export { type StabilityOptions, stabilityDefaults } from './stability/options.js';
export { type Sample as StabilitySample, sampleOf as stabilitySampleOf } from './stability/sample.js';
export { AlertQueues } from './supervise/alerts/alert-queues.js';
export { deliverLeft, isDead, type LeftOptions } from './supervise/alerts/deliver-left.js';
export type { NoticeHolder, NoticeResult, QueuedNotice, QueueRunner } from './supervise/alerts/queue-runner.js';
export { RunAlerts } from './supervise/alerts/run-alerts.js';
export { askProgram, canAsk, connected } from './supervise/control/ask-program.js';
export type { Asked, ControlState, Hello } from './supervise/control/state.js';
export { completedBefore } from './supervise/copies/completed-before.js';
export { type CopiesReport, copiesLines, copiesReport } from './supervise/copies/copies-report.js';
export { type DeadlineReport, deadlineLines, deadlineReport } from './supervise/deadline/deadline-report.js';
export type { DeadlineOptions } from './supervise/deadline/settings.js';
export { Journal } from './supervise/journal.js';
export { type LaterCommand, laterCommand } from './supervise/later-args.js';
export { memoryStore } from './supervise/memory-store.js';
export type { CopyOptions, RunOptions } from './supervise/options.js';
export { type NewRun, prepareRun } from './supervise/prepare.js';
export { type RunResult, supervise, TimeoutReached } from './supervise/supervise.js';
export { UnansweredError } from './unanswered.js';
export { unlessAborted } from './unless-aborted.js';
export { type Watch, watch } from './watch.js';
export { type LaterOptions, watchLater } from './watch-later.js';
