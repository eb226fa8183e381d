import type { Deps, JobStatus, Millis, SigwatchEvent } from '@sigwatch/core';
import {
  filesOf,
  type HeartbeatFile,
  type HeartbeatStore,
  type Known,
  LOG,
  nothingTold,
  type RunTold,
  Tail,
  toldAfter,
} from '@sigwatch/heartbeat';

export interface HeartbeatWriterOptions {
  /** Of the folder of runs. */
  readonly store: HeartbeatStore;
  /** The run's folder in it. */
  readonly folder: string;
  /** Name of this machine: where the job runs, as far as nobody says otherwise. */
  readonly host: string;
  readonly deps: Deps;
  readonly interval: Millis;
  /** Events of the run in order, without the first `from` of them. */
  readonly events: (from: number) => Iterable<SigwatchEvent>;
  /** Told once what keeps heartbeats from being written, and again after they could be. */
  readonly tell: (sentence: string) => void;
}

/** Bytes of the log that are kept for others. */
const MOST_LOG = 256 * 1024;
/** An attempt that begins is told of so soon (ms). */
const SOON: Millis = 200;
/** How long (ms) one round of writing may take, and the last one with all its tries. */
const ROUND: Millis = 30_000;
const LAST: Millis = 30_000;
const PAUSE: Millis = 1_000;
/** Why a round is broken off that is no failure: the last one begins. */
const LAST_COMES = 'the last round comes';

/**
 * Writes heartbeats of a run that is supervised here: once an interval what has changed, and at the run's end its sentinel.
 * Nothing of the run waits for it but the end, for half a minute at most; what could not be written comes with the next round.
 */
export class HeartbeatWriter {
  readonly #options: HeartbeatWriterOptions;
  readonly #tail = new Tail(MOST_LOG);
  /** The bytes of each file as they were written last. */
  readonly #written = new Map<string, Buffer>();
  #logged = 0;
  #grown = 0;
  #told: RunTold = nothingTold;
  #taken = 0;
  #known: Known | undefined;
  #round: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #due = Number.POSITIVE_INFINITY;
  #troubled = false;
  /** Of the round that is under way. */
  #abort = new AbortController();

  constructor(options: HeartbeatWriterOptions) {
    this.#options = options;
  }

  /** What the platform has answered, and when it was asked. */
  status(status: JobStatus, asked: Millis): void {
    const { state, nodes, as_of } = status;
    this.#known = { state, at: as_of ?? asked, ...(nodes === undefined ? {} : { nodes }) };
    this.#wake(this.#options.interval);
  }

  log(lines: Uint8Array): void {
    this.#tail.add(lines);
    this.#grown += lines.length;
  }

  /** Something was committed. */
  changed({ event_type }: SigwatchEvent): void {
    const soon = event_type === 'attempt_started' || event_type === 'run_started' || event_type === 'decision';
    this.#wake(soon ? SOON : this.#options.interval);
  }

  /** The last round; of a run that has ended with its sentinel. Never rejects. */
  async end(ended: boolean): Promise<void> {
    const { deps } = this.#options;
    const until = deps.now() + LAST;
    this.#cancel?.();
    this.#due = Number.NEGATIVE_INFINITY;
    this.#abort.abort(LAST_COMES);
    await this.#round;
    while (!(await this.#write(Math.max(0, until - deps.now()))) && ended && deps.now() + PAUSE < until)
      await this.#pause(PAUSE);
    this.#options.store.close();
  }

  /** Nothing more is written. */
  drop(): void {
    this.#cancel?.();
    this.#due = Number.NEGATIVE_INFINITY;
    this.#abort.abort();
    this.#options.store.close();
  }

  #wake(after: Millis): void {
    const { deps } = this.#options;
    const at = deps.now() + after;
    if (at >= this.#due) return;
    this.#cancel?.();
    this.#due = at;
    this.#cancel = deps.schedule(at, () => {
      this.#round = this.#write(ROUND).then(() => {
        this.#round = undefined;
        if (this.#due === Number.NEGATIVE_INFINITY) return;
        this.#due = Number.POSITIVE_INFINITY;
        this.#wake(this.#options.interval);
      });
    });
  }

  /** Whether all that is to be told was written. */
  async #write(limit: Millis): Promise<boolean> {
    const { store, folder, deps, host, tell } = this.#options;
    const round = new AbortController();
    this.#abort = round;
    const cancel = deps.schedule(deps.now() + limit, () => round.abort());
    try {
      for (const event of this.#options.events(this.#taken)) {
        this.#told = toldAfter(this.#told, event);
        this.#taken += 1;
      }
      const grown = this.#grown;
      for (const { path, bytes } of [...this.#log(), ...filesOf(this.#told, this.#known, host, deps.now())]) {
        if (this.#written.get(path)?.equals(bytes)) continue;
        await unlessAborted(store.put(`${folder}/${path}`, bytes, round.signal), round.signal);
        if (path === LOG) this.#logged = grown;
        else this.#written.set(path, bytes);
      }
      this.#troubled = false;
      return true;
    } catch (error) {
      if (round.signal.reason === LAST_COMES) return false;
      if (!this.#troubled)
        tell(`Heartbeats of the run can't be written: ${wordsOf(error)} They are tried again; the run goes on.`);
      this.#troubled = true;
      return false;
    } finally {
      cancel();
    }
  }

  /** First, so that who finds a sentinel finds the log as well. */
  #log(): readonly HeartbeatFile[] {
    return this.#grown === this.#logged || this.#told.began === null ? [] : [{ path: LOG, bytes: this.#tail.bytes() }];
  }

  #pause(ms: Millis): Promise<void> {
    const { deps } = this.#options;
    return new Promise((resolve) => {
      deps.schedule(deps.now() + ms, resolve);
    });
  }
}

/** A call to a file system that hangs can't be ended: it is left to itself. */
function unlessAborted<T>(call: Promise<T>, abort: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error('There was no answer in time.'));
    if (abort.aborted) end();
    abort.addEventListener('abort', end, { once: true });
    call.then(resolve, reject).finally(() => abort.removeEventListener('abort', end));
  });
}

function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.endsWith('.') ? text : `${text}.`;
}
