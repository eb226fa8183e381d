import type { Discovery, LogSource, Millis } from '../contract.js';
import { Backoff } from '../source/backoff.js';

/** A discovery that runs this long (ms) without an error works again. */
const SETTLED = 5_000;

/** Runs a discovery for as long as it goes on, and again where it fails: a platform that can't be asked is no reason to stop. */
export class Finder {
  readonly #abort = new AbortController();
  /** Of the search that runs. */
  #turn = new AbortController();
  readonly #found: LogSource[] = [];
  readonly #backoff = new Backoff();
  #run: Promise<void>;
  #began: Millis;
  #failed = false;
  #complete = false;
  #error: Error | undefined;
  #nudge: () => void = () => {};

  constructor(
    private readonly discovery: Discovery,
    private readonly now: () => Millis,
  ) {
    this.#began = now();
    this.#run = this.#discover();
  }

  /** Why sources may be missing; undefined while the discovery works. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Every source was found and taken. */
  get complete(): boolean {
    return this.#complete && this.#found.length === 0;
  }

  /** The sources that were found since the last call. Starts a discovery that has failed anew. */
  take(): readonly LogSource[] {
    const now = this.now();
    if (this.#failed && this.#backoff.held(now) === undefined) {
      this.#failed = false;
      this.#began = now;
      this.#run = this.#discover();
    }
    if (!this.#failed && this.#error !== undefined && now - this.#began >= SETTLED) this.#works();
    return this.#found.splice(0);
  }

  /** Whether a source is there to be taken. */
  get hasFound(): boolean {
    return this.#found.length > 0;
  }

  /** `heard` is called when the next source is found, until the returned function is called. One may listen or wait at a time. */
  listen(heard: () => void): () => void {
    this.#nudge = heard;
    return () => {
      if (this.#nudge === heard) this.#nudge = () => {};
    };
  }

  /** Resolves when a source is there to be taken. */
  next(): Promise<void> {
    if (this.#found.length > 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#nudge = resolve;
    });
  }

  /** Resolves when the discovery has ended or failed. */
  settled(): Promise<void> {
    return this.#run;
  }

  /** Searches from the start, unless all is found or the search fails: what has come to be is found at once, and not when it is listed next. */
  again(): void {
    if (this.#complete || this.#failed || this.#abort.signal.aborted) return;
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#began = this.now();
    this.#run = this.#discover();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#turn.abort();
    await this.#run;
  }

  async #discover(): Promise<void> {
    const { signal } = this.#turn;
    try {
      for await (const source of this.discovery.sources(signal)) {
        this.#works();
        this.#found.push(source);
        this.#nudge();
      }
      if (signal.aborted) return;
      this.#works();
      this.#complete = true;
    } catch (error) {
      if (signal.aborted) return;
      this.#failed = true;
      this.#error = this.#backoff.fail(error, this.now());
    }
  }

  #works(): void {
    this.#error = undefined;
    this.#backoff.succeed();
  }
}
