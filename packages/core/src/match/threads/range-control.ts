/** What the threads that share tasks tell each other: numbers in shared memory. */
export interface Control {
  readonly memory: SharedArrayBuffer;
  /** How many tasks may be under way behind the first that is not taken in yet. */
  readonly ahead: number;
}

export interface OpenControl {
  readonly numbers: Int32Array<SharedArrayBuffer>;
  readonly ahead: number;
}

/** The next task that nobody has, and the first whose outcome was not taken in; then for each worker the task that it has. */
const NEXT = 0;
const TAKEN = 1;
const HELD = 2;
const NONE = -1;

export function newControl(workers: number, ahead: number): Control {
  const memory = new SharedArrayBuffer((HELD + workers) * Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(memory).fill(NONE, HELD);
  return { memory, ahead };
}

export const openControl = ({ memory, ahead }: Control): OpenControl => ({ numbers: new Int32Array(memory), ahead });

/** The next task for a worker. Waits, asleep, while what was found lies unread too far behind. */
export function claim({ numbers, ahead }: OpenControl, worker: number): number {
  const task = Atomics.add(numbers, NEXT, 1);
  Atomics.store(numbers, HELD + worker, task);
  for (;;) {
    const taken = Atomics.load(numbers, TAKEN);
    if (task < taken + ahead) return task;
    Atomics.wait(numbers, TAKEN, taken);
  }
}

/** The next task for the thread that takes everything in and must not wait; undefined while that has to be done first. */
export function claimAtOnce({ numbers, ahead }: OpenControl): number | undefined {
  const ready = Atomics.load(numbers, NEXT) < Atomics.load(numbers, TAKEN) + ahead;
  return ready ? Atomics.add(numbers, NEXT, 1) : undefined;
}

/** The outcome of one more task was taken in. */
export function tookIn({ numbers }: OpenControl): void {
  Atomics.add(numbers, TAKEN, 1);
  Atomics.notify(numbers, TAKEN);
}

/** Whether a worker has this task now. */
export const holds = ({ numbers }: OpenControl, worker: number, task: number): boolean =>
  Atomics.load(numbers, HELD + worker) === task;

/** Whether somebody took this task already. */
export const isClaimed = ({ numbers }: OpenControl, task: number): boolean => Atomics.load(numbers, NEXT) > task;
