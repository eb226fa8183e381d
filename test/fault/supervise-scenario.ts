import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Command,
  Discovery,
  JobAdapter,
  JobSpec,
  Monitor,
  PolicySet,
  Rule,
  RunOptions,
  RunResult,
  RunSummary,
  SigwatchEvent,
  Store,
  StoredRun,
} from '@sigwatch/core';
import { memoryStore, replayRecord, supervise } from '@sigwatch/core';
import {
  type Faults,
  type JobMoment,
  type LyingPlatform,
  lyingPlatform,
  type VirtualClock,
  violations,
  virtualClock,
} from '@sigwatch/testkit';
import { afterAll, expect } from 'vitest';

import type { Snapshot } from '../../packages/core/src/supervise/snapshot.js';

export const MINUTE = 60_000;

/** Where actions of runs leave their output that name no place of their own. */
export const elsewhere = mkdtempSync(join(tmpdir(), 'sigwatch-fault-'));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

const rule = (name: string, pattern: string, more: Partial<Rule>): Rule => ({
  name,
  pattern,
  pattern_type: 'regex',
  kind: 'error',
  severity: 'critical',
  symptom_of: [],
  actions: [],
  metadata: {},
  ...more,
});
const failure = (name: string, error_type: string, more: Partial<Rule> = {}) =>
  rule(name, `${error_type} failure`, { mode: 'crash', error_type, ...more });

const note = { class_name: 'ErrorNoteAction', note: 'attempt {attempt} died of {error_type}' };

export const monitor = (more: Partial<Monitor> = {}): Monitor => ({
  names: ['test'],
  class_name: 'LogMonitor',
  poll_interval_seconds: 5,
  check_interval_seconds: 5,
  inactivity_threshold_seconds: 600,
  hold_seconds: 30,
  start_condition_interval_seconds: 60,
  output_paths: [],
  actions: [],
  rules: [
    rule('step', 'step (?P<step>\\d+)', { kind: 'progress', severity: 'warning' }),
    failure('nccl_error', 'nccl', { actions: [note] }),
    failure('cuda_oom', 'oom'),
  ],
  sources: [],
  notifiers: [],
  origins: new Map(),
  warnings: [],
  ...more,
});

type Selective = Partial<NonNullable<PolicySet['policies']['crash']>>;

/** Restarts nccl and hangs after 30 s, and stops what ran out of memory. */
export const policy = (more: Selective = {}): PolicySet => {
  const config = {
    class_name: 'SelectiveRestartPolicy',
    max_retries: 3,
    default_action: 'stop',
    restart_on_error_types: ['nccl', 'hang'],
    restart_on_subsystems: [],
    restart_on_signals: [],
    exclude_error_types: ['oom'],
    exclude_subsystems: [],
    exclude_signals: [],
    budgets: {},
    backoff: { initial: '30s', factor: 1, max: '30s', jitter: 0 },
    exclude_nodes: false,
    resume: 'latest_verified',
    recover: {},
    on_stop: 'cancel',
    ...more,
  } as NonNullable<PolicySet['policies']['crash']>;
  return { name: 'test', file: 'test.yaml', policies: { crash: config, stall: config }, warnings: [] };
};

/** Jobs by attempt; the last one stands for all further ones. */
export type Scripts = readonly (readonly JobMoment[])[];

export const steps = (from: number, to: number, after = 1_000): JobMoment => ({
  after,
  print: Array.from({ length: to - from + 1 }, (_, index) => `step ${from + index}\n`).join(''),
});
export const dies = (of: string, after = 20_000): readonly JobMoment[] => [
  { after: after - 1_000, print: `${of} failure\n` },
  { after, exit: 1 },
];
export const succeeds: readonly JobMoment[] = [steps(1, 9), { after: 30_000, exit: 0 }];

export interface WorldOptions {
  readonly scripts: Scripts;
  /** What every further job of an attempt does, in place of the same again. */
  readonly twin?: readonly JobMoment[];
  /** What a job does when its platform has begun it anew, by how often; the last one stands for all further ones. */
  readonly requeued?: Scripts;
  readonly time_limit?: number;
  readonly queue?: number;
  readonly shares_logs?: boolean;
  /** Of the run's record; without it what is written there is not. */
  readonly directory?: string;
  readonly policy?: PolicySet | undefined;
  readonly monitor?: Monitor;
  readonly faults?: Faults;
  readonly seed?: number;
  readonly lag?: number;
  readonly latency?: number;
  readonly lies_for?: number;
  /** What a person asks, so many ms after the beginning. */
  readonly asks?: readonly (readonly [after: number, command: Command])[];
  readonly logs?: () => Discovery;
  readonly run?: Partial<RunOptions>;
  /** Between the adapter and the platform. */
  readonly adapter?: (adapter: JobAdapter, clock: VirtualClock) => JobAdapter;
}

export interface Life {
  readonly commit: number;
  readonly when: 'before' | 'after';
  readonly downtime: number;
}

class Crash extends Error {
  override readonly name = 'Crash';
}

export class World {
  readonly clock = virtualClock();
  readonly platform: LyingPlatform;
  readonly store: Store;
  /** Of the last life. */
  commits = 0;
  readonly #abort = new AbortController();

  constructor(readonly options: WorldOptions) {
    this.store = memoryStore(options.directory ?? elsewhere);
    const { scripts, faults, seed, lag, latency, lies_for, time_limit, shares_logs } = options;
    this.platform = lyingPlatform({
      clock: this.clock,
      script: ({ attempt }: JobSpec, restarts: number) => {
        const { requeued = [] } = options;
        if (restarts > 0) return requeued[Math.min(restarts, requeued.length) - 1] ?? [];
        const nth = this.platform
          .truth()
          .filter((job) => job.attempt === attempt && job.started_at !== undefined).length;
        return (nth > 1 ? options.twin : undefined) ?? scripts[Math.min(attempt, scripts.length) - 1] ?? [];
      },
      ...(faults === undefined ? {} : { faults }),
      ...(seed === undefined ? {} : { seed }),
      ...(lag === undefined ? {} : { lag }),
      ...(latency === undefined ? {} : { latency }),
      ...(options.queue === undefined ? {} : { queue: options.queue }),
      ...(time_limit === undefined ? {} : { time_limit }),
      ...(shares_logs === undefined ? {} : { shares_logs }),
      ...(lies_for === undefined ? {} : { honest_from: this.clock.now() + lies_for }),
    });
    for (const [after, command] of options.asks ?? [])
      this.clock.schedule(this.clock.now() + after, () => this.ask(command));
  }

  /** Lives, and dies where `lives` say, until the run has ended. */
  async run(lives: readonly Life[] = []): Promise<RunResult> {
    for (const life of lives) {
      const result = await this.clock.run(this.live(life), 100 * 60 * MINUTE).catch((error) => {
        if (error instanceof Crash) return undefined;
        throw error;
      });
      if (result !== undefined) return result;
      await this.clock.advance(life.downtime);
    }
    return this.clock.run(this.live(), 100 * 60 * MINUTE);
  }

  /** One process. It ends with the run, at `abort`, or by dying at a commit. */
  async live(life?: Life, given: Partial<RunOptions> = {}): Promise<RunResult> {
    let dead = false;
    this.commits = 0;
    const alive = <A extends unknown[], R>(act: (...args: A) => R) => {
      return (...args: A): R => {
        if (dead) throw new Crash('the process is dead');
        return act(...args);
      };
    };
    const { store, clock, options } = this;
    const commit: Store['commit'] = (batch, lease) => {
      const at = this.commits++;
      if (at !== life?.commit) return store.commit(batch, lease);
      if (life.when === 'after') store.commit(batch, lease);
      dead = true;
      throw new Crash(`at commit ${at}`);
    };
    const real = options.adapter?.(this.platform.adapter, clock) ?? this.platform.adapter;
    const { submission, cancel } = real;
    const adapter: JobAdapter = {
      ...real,
      status: async (...args) => alive(real.status)(...args),
      ...(cancel && { cancel: async (...args) => alive(cancel)(...args) }),
      ...(submission && {
        submission: {
          submit: async (...args) => alive(submission.submit)(...args),
          find: async (...args) => alive(submission.find)(...args),
          ...(submission.release && { release: async (...args) => alive(submission.release!)(...args) }),
        },
      }),
    };
    const { logs } = options;
    return supervise(
      {
        run_id: 'run',
        name: 'run',
        monitor: options.monitor ?? monitor(),
        ...('policy' in options
          ? options.policy === undefined
            ? {}
            : { policy: options.policy }
          : { policy: policy() }),
        adapter,
        command: { argv: ['train'], cwd: '/', env: {} },
        ...(logs === undefined ? {} : { logs: () => logs() }),
        store: {
          ...store,
          load: (id) => store.load(id) ?? this.#emptyRun(),
          commit: alive(commit),
          commands: alive(store.commands),
          release: () => {},
        },
        owner: { host: 'test', pid: 1, started_at: '' },
        deps: clock,
        poll: 5_000,
        abort: this.#abort.signal,
        ...options.run,
        ...given,
      },
      { event: () => {}, output: () => {} },
    );
  }

  /** A run of a store on disk has its directory before its first commit. */
  #emptyRun(): StoredRun | undefined {
    const { directory } = this.options;
    const nothing = { summary: {} as RunSummary, snapshot: undefined, sources: [], outbox: [], events: 0 };
    return directory === undefined ? undefined : { ...nothing, directory };
  }

  /** Ends supervision. */
  stop(): void {
    this.#abort.abort();
  }

  get snapshot(): Snapshot {
    const stored = this.store.load('run');
    return { ...(stored?.snapshot as object), engine: stored?.engine?.state } as unknown as Snapshot;
  }

  ask(command: Command): void {
    this.store.request('run', command);
  }

  get events(): readonly SigwatchEvent[] {
    return [...this.store.events('run')];
  }

  of(type: SigwatchEvent['event_type']): readonly SigwatchEvent[] {
    return this.events.filter(({ event_type }) => event_type === type);
  }

  /** Of each attempt: what was decided and of what. */
  get decisions(): readonly string[] {
    return this.of('decision').map(({ attempt, data }) => `${attempt} ${data.action} ${data.error_type}`);
  }

  /** The story without times: what must not depend on when the supervisor died. */
  get story(): readonly string[] {
    return this.events
      .filter(({ event_type }) => !['notice', 'state_changed', 'action'].includes(event_type))
      .map(({ event_type, attempt, data }) => {
        const { signal, step, action, state, error_type, line } = data;
        return JSON.stringify([event_type, attempt, signal, step, action, state, error_type, line]);
      });
  }
}

/** Runs it once for every commit at which it can die, and before and after each. Returns how many runs that were. */
export async function crashEverywhere(
  options: WorldOptions,
  check: (world: World, where: string) => void,
  every = 1,
): Promise<number> {
  const whole = new World(options);
  await whole.run();
  check(whole, 'without a crash');
  const { commits } = whole;
  let count = 0;
  for (let commit = 0; commit < commits; commit += every) {
    for (const when of ['before', 'after'] as const) {
      const world = new World(options);
      const life: Life = { commit, when, downtime: commit % 3 === 0 ? 20_000 : 0 };
      await world.run([life]);
      check(world, `with a crash ${when} commit ${commit}`);
      count += 1;
    }
  }
  return count;
}

const engineEvents = new Set(['signal', 'progress', 'state_changed', 'incident_opened', 'incident_closed', 'decision']);

/** What holds for every run, however it went. */
export function checkRun(world: World, where: string): void {
  expect(violations(world.platform.truth()), where).toEqual([]);
  const { events } = world;
  const twice = (of: readonly string[]) => of.filter((one, index) => of.indexOf(one) !== index);
  expect(
    twice(world.of('signal').map(({ attempt, data }) => `${attempt} ${data.source} ${data.line} ${data.signal}`)),
    where,
  ).toEqual([]);
  expect(
    twice(world.of('progress').map(({ attempt, data }) => `${attempt} ${data.source} ${data.line}`)),
    where,
  ).toEqual([]);
  expect(twice(world.of('attempt_started').map(({ attempt }) => `${attempt}`)), where).toEqual([]);
  expect(twice(world.of('attempt_ended').map(({ attempt }) => `${attempt}`)), where).toEqual([]);
  expect(world.of('run_ended').length, where).toBe(1);
  expect(world.of('run_started').length, where).toBeLessThanOrEqual(1);
  expect(
    events.map(({ timestamp }) => timestamp),
    where,
  ).toEqual(events.map(({ timestamp }) => timestamp).sort());
  const live = events.filter(({ event_type }) => engineEvents.has(event_type)).map((event) => JSON.stringify(event));
  const replayed = [...replayRecord(world.store.record('run'))]
    .filter(({ event_type }) => engineEvents.has(event_type))
    .map((event) => JSON.stringify(event));
  expect(replayed, `${where}: the record replays to the same events`).toEqual(live);
}
