import type { JobRef, JobSpec, JobState, JobStatus, Millis } from '@sigwatch/core';
import { type MemorySource, memorySource } from './memory-source.js';
import type { SeededRandom } from './seeded-random.js';
import type { VirtualClock } from './virtual-clock.js';

/** What really became of a job, whatever the platform says about it. */
export interface JobTruth {
  readonly id: string;
  readonly key: string;
  readonly attempt: number;
  readonly created_at: Millis;
  readonly started_at?: Millis;
  readonly ended_at?: Millis;
  readonly state: JobState;
}

/** What a job of the platform does, by its command: `[kind]`. A `sleeps` job lives until it is cancelled. */
export type JobKind = 'succeeds' | 'fails' | 'sleeps' | 'prints';

/** What a job does so many ms after its start: prints whole lines, and may end. */
export interface JobMoment {
  readonly after: Millis;
  readonly print?: string;
  readonly exit?: number;
}
export const printedLines: readonly string[] = ['step 1', 'step 2', 'a last line'];

interface Shown {
  readonly at: Millis;
  readonly shown_at: Millis;
  readonly state: JobState;
  readonly exit_code?: number;
}

export class PlatformJob {
  readonly ref: JobRef;
  readonly log: MemorySource;
  readonly created_at: Millis;
  started_at?: Millis;
  ended_at?: Millis;
  state: JobState = 'pending';
  private readonly history: Shown[] = [];

  constructor(
    number: number,
    readonly spec: JobSpec,
    readonly key: string,
    private held: boolean,
    private readonly world: {
      readonly clock: VirtualClock;
      readonly random: SeededRandom;
      readonly lag: Millis;
      readonly queue: Millis;
      readonly completing: Millis;
      readonly script?: ((spec: JobSpec) => readonly JobMoment[]) | undefined;
    },
  ) {
    this.ref = { id: `lying:${number}`, incarnation: `lying:${number}:0` };
    this.created_at = world.clock.now();
    this.log = memorySource(`${this.ref.id}/out`, world.clock.now);
    this.become('pending');
    if (!held) this.queue();
  }

  release(): void {
    if (this.held && this.state === 'pending') this.queue();
    this.held = false;
  }

  cancel(): void {
    if (this.state === 'pending') this.end('cancelled');
    if (this.state !== 'running') return;
    this.become('completing');
    this.later(this.world.completing, () => this.end('cancelled'));
  }

  /** Undefined while the platform does not show the job yet. */
  shown(now: Millis): JobStatus | undefined {
    const seen = this.history.filter((entry) => entry.shown_at <= now).at(-1);
    if (seen === undefined) return undefined;
    const past = this.history.slice(0, this.history.indexOf(seen) + 1);
    const started = past.find((entry) => entry.state === 'running')?.at;
    const final = ['succeeded', 'failed', 'cancelled', 'timed_out'].includes(seen.state);
    return {
      job: this.ref,
      state: seen.state,
      ...(seen.exit_code === undefined ? {} : { exit_code: seen.exit_code }),
      ...(started === undefined ? {} : { started_at: started }),
      ...(final ? { ended_at: seen.at } : {}),
    };
  }

  truth(): JobTruth {
    const { ref, key, spec, created_at, started_at, ended_at, state } = this;
    const times = {
      ...(started_at === undefined ? {} : { started_at }),
      ...(ended_at === undefined ? {} : { ended_at }),
    };
    return { id: ref.id, key, attempt: spec.attempt, created_at, ...times, state };
  }

  private queue(): void {
    this.later(this.world.random.between(0, this.world.queue), () => this.start());
  }

  private start(): void {
    if (this.state !== 'pending') return;
    this.started_at = this.world.clock.now();
    this.become('running');
    if (this.world.script !== undefined) return this.play(this.world.script(this.spec));
    const kind = this.spec.command[0] as JobKind;
    if (kind === 'prints') this.log.append(printedLines.map((line) => `${line}\n`).join(''));
    if (kind === 'sleeps') return;
    this.later(1_000, () => {
      if (this.state === 'running') this.end(kind === 'fails' ? 'failed' : 'succeeded', kind === 'fails' ? 3 : 0);
    });
  }

  private play(moments: readonly JobMoment[]): void {
    for (const { after, print, exit } of moments) {
      this.later(after, () => {
        if (this.state !== 'running') return;
        if (print !== undefined) this.log.append(print);
        if (exit !== undefined) this.end(exit === 0 ? 'succeeded' : 'failed', exit);
      });
    }
  }

  private end(state: JobState, exit_code?: number): void {
    this.ended_at = this.world.clock.now();
    this.become(state, exit_code);
  }

  private become(state: JobState, exit_code?: number): void {
    const at = this.world.clock.now();
    this.state = state;
    // What is seen never goes back to an earlier state, it is only late.
    const shown_at = Math.max(this.history.at(-1)?.shown_at ?? at, at + this.world.random.between(0, this.world.lag));
    this.history.push({ at, shown_at, state, ...(exit_code === undefined ? {} : { exit_code }) });
  }

  private later(ms: Millis, act: () => void): void {
    this.world.clock.schedule(this.world.clock.now() + ms, act);
  }
}
