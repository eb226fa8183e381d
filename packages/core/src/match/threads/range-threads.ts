import { Worker } from 'node:worker_threads';
import { claimAtOnce, holds, isClaimed, newControl, type OpenControl, openControl, tookIn } from './range-control.js';
import type { RangeFound, RangeTask } from './range-task.js';
import type { RangeAnswer, RangeWork } from './range-worker.js';

/** Tasks of each thread that may be under way or wait to be taken in. */
const AHEAD = 2;

export type SharedWork = Omit<RangeWork, 'control' | 'worker'>;

/**
 * Threads that search ranges of files. They are started before it is known what for, so that they get ready while rules
 * are read; what one of them leaves undone is done by the thread that asked.
 */
export class RangeThreads implements AsyncDisposable {
  readonly #workers: Worker[] = [];
  readonly #alive = new Set<number>();
  readonly #ready = new Map<number, readonly RangeFound[]>();
  #wake: () => void = () => {};
  #error: Error | undefined;

  private constructor() {}

  /** `count`: how many beside this one. Never throws: see `error`. */
  static start(count: number): RangeThreads {
    const threads = new RangeThreads();
    try {
      for (let index = 0; index < count; index++) threads.#add(index);
    } catch (error) {
      threads.#error ??= error as Error;
    }
    return threads;
  }

  /** Why a thread could not be started, or stopped. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** What is found by each task, in their order; to be asked for once. This thread does tasks too, by `here`. */
  async *search(
    work: SharedWork,
    here: (task: readonly RangeTask[]) => readonly RangeFound[],
  ): AsyncGenerator<readonly RangeFound[], void> {
    const control = newControl(this.#workers.length, AHEAD * (this.#workers.length + 1));
    for (const [worker, thread] of this.#workers.entries())
      thread.postMessage({ ...work, control, worker } satisfies RangeWork);
    const open = openControl(control);
    const { tasks } = work;
    for (let next = 0; next < tasks.length; ) {
      const found = this.#ready.get(next);
      if (found !== undefined) {
        this.#ready.delete(next);
        yield found;
        next += 1;
        tookIn(open);
        continue;
      }
      const own = (await this.#isLeft(open, next)) ? next : claimAtOnce(open);
      const task = own === undefined ? undefined : tasks[own];
      if (own !== undefined && task !== undefined) {
        this.#ready.set(own, here(task));
        // What the others found comes in between two tasks.
        await turn();
      } else if (!this.#ready.has(next)) await this.#told();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** Whether a worker that stopped has left a task, for which all others wait. */
  async #isLeft(open: OpenControl, task: number): Promise<boolean> {
    const isHeld = () => [...this.#alive].some((worker) => holds(open, worker, task));
    if (!isClaimed(open, task) || isHeld()) return false;
    // Who has gone on to another task has told of this one before, which may just not have come in.
    await turn();
    await turn();
    return !this.#ready.has(task);
  }

  #told(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #add(index: number): void {
    const worker = new Worker(new URL('./range-worker.js', import.meta.url), { execArgv: [] });
    this.#workers.push(worker);
    this.#alive.add(index);
    worker.on('message', ({ task, found }: RangeAnswer) => {
      this.#ready.set(task, found);
      this.#wake();
    });
    worker.on('error', (error) => {
      this.#error ??= error;
    });
    worker.on('exit', () => {
      this.#alive.delete(index);
      this.#wake();
    });
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
