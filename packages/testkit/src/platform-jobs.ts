import type { JobRef, JobSpec, JobState, JobStatus, Millis } from '@sigwatch/core';
import { type MemorySource, memorySource } from './memory-source.js';
import type { SeededRandom } from './seeded-random.js';
import type { VirtualClock } from './virtual-clock.js';

/** What really became of a job, whatever the platform says about it. */
export interface JobTruth {
  /** As the adapter tells it; a later start of the same job says which it is. */
  readonly id: string;
  /** What it was submitted with. */
  readonly key: string;
  /** Of its run. */
  readonly attempt: number;
  /** When it was submitted, ms. */
  readonly created_at: Millis;
  /** When it began, ms; missing while it waits. */
  readonly started_at?: Millis;
  /** When it ended, ms; missing while it lives. */
  readonly ended_at?: Millis;
  /** How it is at the moment of the question. */
  readonly state: JobState;
}

/** What a job of the platform does, by its command: `[kind]`. A `sleeps` job lives until it is cancelled. */
export type JobKind = 'succeeds' | 'fails' | 'sleeps' | 'prints';

/** What a job does so many ms after its start: prints whole lines, and may end. */
export interface JobMoment {
  /** ms after its start. */
  readonly after: Millis;
  /** Whole lines. */
  readonly print?: string;
  /** It ends with this exit code. */
  readonly exit?: number;
  /** How else it ends. */
  readonly end?: JobEnd;
  /** The platform begins it anew when it has ended so. */
  readonly requeued?: boolean;
}

export type JobEnd = Pick<JobStatus, 'reason' | 'ended_by' | 'exit_code'> & {
  readonly state: 'succeeded' | 'failed' | 'cancelled' | 'timed_out';
};

/** What a job of the kind `prints` writes. */
export const printedLines: readonly string[] = ['step 1', 'step 2', 'a last line'];

interface Shown {
  readonly at: Millis;
  readonly shown_at: Millis;
  readonly state: JobState;
  readonly end?: JobEnd;
}

/** What a job needs of its platform. */
export interface JobWorld {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly lag: Millis;
  readonly queue: Millis;
  readonly completing: Millis;
  readonly time_limit: Millis | undefined;
  readonly script: ((spec: JobSpec, restarts: number) => readonly JobMoment[]) | undefined;
  /** Where all jobs write, when they share one log. */
  readonly log: MemorySource | undefined;
  /** Begins a job anew under its id, the moment it has ended. */
  requeue(job: PlatformJob): PlatformJob;
}

export class PlatformJob {
  readonly ref: JobRef;
  readonly log: MemorySource;
  readonly created_at: Millis;
  started_at?: Millis;
  ended_at?: Millis;
  state: JobState = 'pending';
  /** What was begun in its place. */
  successor?: PlatformJob;
  private readonly history: Shown[] = [];

  constructor(
    number: number,
    readonly spec: JobSpec,
    readonly key: string,
    private held: boolean,
    private readonly world: JobWorld,
    readonly restarts = 0,
  ) {
    this.ref = { id: `lying:${number}`, incarnation: `lying:${number}:${restarts}` };
    this.created_at = world.clock.now();
    this.log = world.log ?? memorySource(`${this.ref.id}/out`, world.clock.now);
    this.become('pending');
    if (!held) this.queue();
  }

  release(): void {
    if (this.held && this.state === 'pending') this.queue();
    this.held = false;
  }

  cancel(): void {
    if (this.state === 'pending') this.end({ state: 'cancelled' });
    if (this.state !== 'running') return;
    this.become('completing');
    this.later(this.world.completing, () => this.end({ state: 'cancelled' }));
  }

  /** Undefined while the platform does not show the job yet. */
  shown(now: Millis): JobStatus | undefined {
    const newest = this.newest(now);
    // That it has ended is not shown before what was begun in its place.
    const shown = this.history.filter((entry) => entry.shown_at <= now);
    const seen = (this.successor !== undefined && newest === this ? shown.filter(({ end }) => !end) : shown).at(-1);
    if (seen === undefined) return undefined;
    const past = this.history.slice(0, this.history.indexOf(seen) + 1);
    const started = past.find((entry) => entry.state === 'running')?.at;
    const { time_limit: limit } = this.world;
    return {
      job: this.ref,
      state: seen.state,
      ...seen.end,
      ...(started === undefined ? {} : { started_at: started }),
      ...(started === undefined || limit === undefined ? {} : { ends_at: started + limit }),
      ...(seen.end === undefined ? {} : { ended_at: seen.at }),
      ...(newest === this ? {} : { successor: newest.ref }),
    };
  }

  /** What the platform shows in its place by now. */
  private newest(now: Millis): PlatformJob {
    const { successor } = this;
    if (successor === undefined || !successor.history.some((entry) => entry.shown_at <= now)) return this;
    return successor.newest(now);
  }

  truth(): JobTruth {
    const { ref, key, spec, created_at, started_at, ended_at, state } = this;
    const times = {
      ...(started_at === undefined ? {} : { started_at }),
      ...(ended_at === undefined ? {} : { ended_at }),
    };
    const id = this.restarts === 0 ? ref.id : `${ref.id} start ${this.restarts + 1}`;
    return { id, key, attempt: spec.attempt, created_at, ...times, state };
  }

  private queue(): void {
    this.later(this.world.random.between(0, this.world.queue), () => this.start());
  }

  private start(): void {
    if (this.state !== 'pending') return;
    this.started_at = this.world.clock.now();
    this.become('running');
    const { time_limit: limit } = this.world;
    if (limit !== undefined)
      this.later(limit, () => this.state === 'running' && this.end({ state: 'timed_out', reason: 'TIMEOUT' }));
    if (this.world.script !== undefined) return this.play(this.world.script(this.spec, this.restarts));
    const kind = this.spec.command[0] as JobKind;
    if (kind === 'prints') this.log.append(printedLines.map((line) => `${line}\n`).join(''));
    if (kind === 'sleeps') return;
    this.later(1_000, () => {
      if (this.state === 'running') this.end(exited(kind === 'fails' ? 3 : 0));
    });
  }

  private play(moments: readonly JobMoment[]): void {
    for (const { after, print, exit, end, requeued = false } of moments) {
      this.later(after, () => {
        if (this.state !== 'running') return;
        if (print !== undefined) this.log.append(print);
        const how = end ?? (exit === undefined ? undefined : exited(exit));
        if (how !== undefined) this.end(how, requeued);
      });
    }
  }

  private end(how: JobEnd, requeued = false): void {
    this.ended_at = this.world.clock.now();
    this.become(how.state, how);
    if (requeued) this.successor = this.world.requeue(this);
  }

  private become(state: JobState, end?: JobEnd): void {
    const at = this.world.clock.now();
    this.state = state;
    // What is seen never goes back to an earlier state, it is only late.
    const shown_at = Math.max(this.history.at(-1)?.shown_at ?? at, at + this.world.random.between(0, this.world.lag));
    this.history.push({ at, shown_at, state, ...(end === undefined ? {} : { end }) });
  }

  private later(ms: Millis, act: () => void): void {
    this.world.clock.schedule(this.world.clock.now() + ms, act);
  }
}

const exited = (exit_code: number): JobEnd => ({ state: exit_code === 0 ? 'succeeded' : 'failed', exit_code });
