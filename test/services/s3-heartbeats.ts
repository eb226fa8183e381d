import type { Moto } from './moto.js';

/** What is written of a run, by its file; `true`: written again and again, so that it is never stale; a number: as if it were so old (s). */
export interface Beating {
  readonly metadata?: boolean | number;
  readonly progress?: boolean | number;
  /** The step goes on. */
  readonly moves?: boolean;
}

/** Two days (s): clocks are not so far apart, so that what says that it is so old is believed. */
export const LONG_AGO = 2 * 86_400;

/** A training that writes its heartbeats to S3, five times a second. */
export class S3Heartbeats implements AsyncDisposable {
  #step = 1;
  #what: Beating = {};
  #more: object = {};
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly moto: Moto,
    readonly bucket: string,
    readonly run: string,
  ) {}

  get location(): string {
    return `s3://${this.bucket}/training-runs/${this.run}`;
  }

  write(name: string, text: string): Promise<void> {
    return this.moto.put(this.bucket, `training-runs/${this.run}/${name}`, text);
  }

  /** `age`: how old (s) it says that it is. */
  metadata(more: object = {}, age = 0): Promise<void> {
    const known = { run_id: this.run, status: 'running', phase: 'training', instance_id: 'i-0abc' };
    return this.write('metadata.json', JSON.stringify({ ...known, last_update: ago(age), ...more }));
  }

  progress(age = 0): Promise<void> {
    const known = { step: this.#step, total_steps: 5_000, loss: 2.31 };
    return this.write('progress.json', JSON.stringify({ ...known, last_updated: ago(age) }));
  }

  /** What is so from now on, once it was written for the first time. `more`: of metadata.json. */
  async beat(what: Beating, more: object = this.#more): Promise<void> {
    this.#what = what;
    this.#more = more;
    await this.#writing;
    await this.#write();
    this.#timer ??= setInterval(() => {
      this.#writing = this.#writing.then(() => this.#write());
    }, 200);
  }

  /** Writes no more, until it beats again. */
  async rest(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#writing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.rest();
  }

  async #write(): Promise<void> {
    const { metadata = true, progress = true, moves = true } = this.#what;
    if (moves) this.#step++;
    if (metadata !== false) await this.metadata(this.#more, Number(metadata === true ? 0 : metadata));
    if (progress !== false) await this.progress(Number(progress === true ? 0 : progress));
  }
}

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
