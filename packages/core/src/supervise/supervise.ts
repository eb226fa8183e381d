import type { EngineEvent, JobRef } from '../contract.js';
import type { ErrorCode } from '../errors.js';
import { pause } from '../pause.js';
import { componentName } from '../plugin/component-name.js';
import { containedSource } from '../plugin/contained-source.js';
import { makeComponent } from '../plugin/make.js';
import { createRegistry } from '../plugin/registry.js';
import { isHeading } from '../replay/record.js';
import { attemptOperator } from '../run/attempt.js';
import { startActions } from './actions.js';
import { advance } from './advance.js';
import { RunAlerts } from './alerts/run-alerts.js';
import { attemptConfig } from './attempt-config.js';
import { gatherEvidence } from './evidence/gather.js';
import { finish, lastNotices } from './finish.js';
import { followAttempt } from './follow.js';
import { type Hub, Journal } from './journal.js';
import { discoveryOf } from './logs.js';
import type { RunContext, RunOptions } from './options.js';
import { makeRules } from './reload/made-rules.js';
import { Reloader } from './reload/reloader.js';
import type { ReloadRequests } from './reload/requests.js';
import { rulesBefore } from './reload/rules-before.js';
import { takeRules } from './reload/take-rules.js';
import type { RunEnd } from './snapshot.js';
import { startAttempt } from './start.js';

/** How supervision has ended. */
export interface RunResult {
  readonly run_id: string;
  /** How the run ended; undefined when supervision ended before the run did. */
  readonly end: RunEnd | undefined;
  readonly restarts: number;
  readonly job?: JobRef;
  /** Notices that could not be delivered yet. */
  readonly undelivered: number;
}

/** Supervises one run to its end: attempt after attempt, each one started once, followed, and decided on once. */
export async function supervise(options: RunOptions, hub: Hub, requests?: ReloadRequests): Promise<RunResult> {
  const run = contextOf(options);
  const { deps } = run;
  const stop = new AbortController();
  const abort = options.abort === undefined ? stop.signal : AbortSignal.any([options.abort, stop.signal]);
  const { store, run_id, name, owner, settings } = run;
  const journal = new Journal({
    store,
    run_id,
    name,
    owner,
    now: deps.now,
    hub,
    alerts: run.notices,
    ...(settings === undefined ? {} : { settings }),
    // Only the time of a job that somebody knows is told.
    ...(run.pricing === undefined || run.adapter === undefined ? {} : { pricing: run.pricing }),
  });
  const before = rulesBefore(run, journal);
  const engine = before?.engine ?? attemptOperator(attemptConfig(run, journal));
  journal.catchUp((state, input) =>
    isHeading(input) ? state : engine.step(state, input as unknown as EngineEvent)[0],
  );
  const actions = startActions(run, journal, abort);
  if (before !== undefined) takeRules(run, journal, actions, before.taken);
  const reloader = new Reloader(run, journal, actions, requests, abort);
  run.notices.start(journal);
  if (run.timeout !== undefined)
    void pause(deps, deps.now() + run.timeout, abort).then(() => stop.abort(new TimeoutReached()));
  try {
    while (journal.snapshot.phase !== 'ended') {
      abort.throwIfAborted();
      const { phase } = journal.snapshot;
      if (phase === 'starting') await startAttempt(run, journal, reloader, abort);
      else if (phase === 'following') {
        const verdict = await followAttempt(run, journal, actions, reloader, abort);
        await gatherEvidence(run, journal, verdict, abort);
        advance(run, journal, verdict);
      } else await finish(run, journal, actions, abort);
    }
    await lastNotices(run, journal, abort);
  } catch (error) {
    if (!abort.aborted) throw error;
  } finally {
    stop.abort();
    requests?.end();
    await reloader.end();
    run.notices.leave();
    settle(journal);
    journal.release();
  }
  const { end, phase, restarts, job } = journal.snapshot;
  return {
    run_id: run.run_id,
    end: phase === 'ended' ? end : undefined,
    restarts,
    ...(job === undefined ? {} : { job }),
    undelivered: journal.snapshot.alerts?.undelivered ?? 0,
  };
}

/** Whatever has ended supervision is told, and not that the journal is lost as well. */
function settle(journal: Journal): void {
  try {
    journal.settle();
  } catch {
    // What is committed stands, and what the engine has learnt is in the record.
  }
}

/** Everything that the configuration names, made. Throws before anything has begun. */
function contextOf(options: RunOptions): RunContext {
  const { monitor, deps, registry = createRegistry(), run_id, name, alerts } = options;
  return {
    ...options,
    registry,
    ...makeRules(options, registry, deps),
    notices: new RunAlerts({
      ...{ run_id, name, notifiers: monitor.notifiers, registry, deps, ...alerts },
      dry_run: options.adapter === undefined,
    }),
    sources: monitor.sources.map((config) => {
      const who = componentName(registry, 'source', config.class_name);
      return discoveryOf(containedSource(makeComponent(registry, 'source', config, deps), who, deps));
    }),
  };
}

/** Supervision ran into its own time limit; the job goes on. */
export class TimeoutReached extends Error {
  override readonly name = 'TimeoutReached';
  readonly code: ErrorCode = 'supervision_timeout';
  constructor() {
    super('supervision reached its time limit; the job was left as it is');
  }
}
