import { type Deps, type Millis, type RecordsSettings, runProgram, sanitize, unlessAborted } from '@sigwatch/core';
import { commitCommand } from './commit-command.js';

export interface CommitterOptions {
  readonly records: RecordsSettings;
  readonly deps: Pick<Deps, 'now' | 'schedule'>;
  readonly tell: (sentence: string) => void;
  /** Default: those of this process. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Runs the command; rejects with why it failed. Default: it is run here, without a shell. */
  readonly run?: (argv: readonly string[], abort: AbortSignal) => Promise<void>;
}

const INTERVAL: Millis = 60_000;
/** After a failure, a decision or a change of state nobody knows how long the container lives. */
const SOON: Millis = 5_000;
/** One commit may take so long. */
const PATIENCE: Millis = 60_000;
/** And all that is left at the end: Modal gives a container 30 s from its signal on. */
const LAST: Millis = 20_000;
/** Bytes of its output that are read. */
const KEPT = 1 << 16;

/**
 * Keeps what the recorder has written, by a command: at once when there is the first of it, then at intervals while more is
 * written, and at the end. Holds up nothing, fails nothing, and tells of the first failure alone.
 */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #argv: readonly string[] | undefined;
  readonly #abort = new AbortController();
  #dirty = false;
  #due = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  /** When the last one began. */
  #began = Number.NEGATIVE_INFINITY;
  #told = false;
  #closed = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#argv = commitCommand(options.records, options.variables);
  }

  /** Something was written. `urgent`: it tells of a failure, or of what became of the run. */
  changed(urgent: boolean): void {
    if (this.#argv === undefined) return;
    this.#dirty = true;
    if (this.#closed) return;
    const { records, deps } = this.#options;
    const wait = records.commit_interval ?? INTERVAL;
    this.#plan(Math.max(deps.now(), this.#began + (urgent ? Math.min(SOON, wait) : wait)));
  }

  /** Commits what is left, within its time; nothing is committed after it. Never rejects. */
  async last(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    const { deps } = this.#options;
    const cancel = deps.schedule(deps.now() + LAST, () =>
      this.#abort.abort(new Error(`it did not end within ${LAST / 1000} s`)),
    );
    try {
      await this.#running;
      if (this.#dirty) await this.#commit();
    } finally {
      cancel();
    }
  }

  #plan(at: Millis): void {
    if (this.#running !== undefined || at >= this.#due) return;
    this.#cancel?.();
    this.#due = at;
    this.#cancel = this.#options.deps.schedule(at, () => {
      this.#due = Number.POSITIVE_INFINITY;
      this.#running = this.#commit().finally(() => {
        this.#running = undefined;
        if (this.#dirty) this.changed(false);
      });
    });
  }

  async #commit(): Promise<void> {
    const { deps, records, tell, run = runHere } = this.#options;
    this.#dirty = false;
    this.#began = deps.now();
    try {
      const { signal } = this.#abort;
      await unlessAborted(() => run(this.#argv as readonly string[], signal), signal);
    } catch (error) {
      this.#dirty = true;
      if (this.#told) return;
      this.#told = true;
      const why = sanitize(error instanceof Error ? error.message : String(error)).slice(0, 300);
      tell(
        `The records in ${records.directory} are written, and could not be committed: ${why}. It is tried again while the run goes on.`,
      );
    }
  }
}

async function runHere(argv: readonly string[], abort: AbortSignal): Promise<void> {
  const { exitCode, stderr } = await runProgram({ argv, timeout: PATIENCE, most: KEPT }, abort);
  if (exitCode === 0) return;
  const words = stderr.toString('utf8').trim().split('\n').at(-1);
  throw new Error(`${argv[0]} ended with exit code ${exitCode}${words ? `: ${words}` : ''}`);
}
