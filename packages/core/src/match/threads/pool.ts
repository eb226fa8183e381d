import { Worker } from 'node:worker_threads';
import type { Rule } from '../../contract.js';
import type { Found, Matcher } from '../types.js';
import { fromWire, type Wire } from './wire.js';
import type { Answer, Ask, Start } from './worker.js';

/** Chunks that one worker may have at once: while it works on one, the next is read. */
const EACH = 2;
/** Between two chunks, since the search reads a little beyond the end of one. */
const GAP = 64;

/** Memory for one chunk, which a worker searches where it lies. */
export interface Slot {
  readonly buffer: Buffer;
  /** What the rules find in its first `bytes`. Where the worker fails, this thread does it. */
  find(bytes: number): Promise<Found>;
  /** Nobody needs the chunk any more. */
  release(): void;
}

/** Worker threads that search chunks for what rules match. `matcher` has the same rules, for a worker that fails. */
export class MatchPool implements AsyncDisposable {
  readonly #free: Slot[] = [];
  readonly #members: Member[];

  private constructor(members: Member[]) {
    this.#members = members;
    for (const member of members) for (let index = 0; index < EACH; index++) this.#add(member.slot(index));
  }

  /** Resolves when every worker is ready. `chunk`: how many bytes a slot holds. */
  static async start(rules: readonly Rule[], matcher: Matcher, workers: number, chunk: number): Promise<MatchPool> {
    const starting = Array.from({ length: workers }, () => Member.start(rules, matcher, chunk));
    return new MatchPool(await Promise.all(starting));
  }

  /** How many chunks can be on their way at once. */
  get slots(): number {
    return this.#members.length * EACH;
  }

  /** A slot that nobody uses, the one that was free for longest; undefined when there is none. */
  take(): Slot | undefined {
    return this.#free.shift();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#members.map((member) => member.stop()));
  }

  #add(slot: Omit<Slot, 'release'>): void {
    const whole: Slot = { ...slot, release: () => this.#free.push(whole) };
    this.#free.push(whole);
  }
}

/** One worker, and what it was asked. */
class Member {
  readonly #waiting = new Map<number, { readonly resolve: (wire: Wire) => void; readonly reject: () => void }>();
  #next = 0;
  #failed = false;

  private constructor(
    readonly worker: Worker,
    readonly matcher: Matcher,
    readonly memory: Buffer,
    readonly chunk: number,
  ) {
    worker.on('message', (answer: Extract<Answer, { id: number }>) => {
      this.#waiting.get(answer.id)?.resolve(answer.wire);
      this.#waiting.delete(answer.id);
    });
    worker.on('error', () => this.#fail());
    worker.on('exit', () => this.#fail());
  }

  static async start(rules: readonly Rule[], matcher: Matcher, chunk: number): Promise<Member> {
    const room = EACH * (chunk + GAP);
    const workerData: Start = { rules, room };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, execArgv: [] });
    // Nothing waits for a worker that nobody asks.
    worker.unref();
    const answer = await new Promise<Extract<Answer, { offset: number }>>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    worker.removeAllListeners('error');
    return new Member(worker, matcher, Buffer.from(answer.room, answer.offset, room), chunk);
  }

  slot(index: number): Omit<Slot, 'release'> {
    const from = index * (this.chunk + GAP);
    const buffer = this.memory.subarray(from, from + this.chunk);
    return { buffer, find: (bytes) => this.#find(buffer, from, bytes) };
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  async #find(buffer: Buffer, from: number, bytes: number): Promise<Found> {
    if (this.#failed) return this.matcher.find(buffer.subarray(0, bytes));
    const id = this.#next++;
    try {
      return fromWire(
        await new Promise<Wire>((resolve, reject) => {
          this.#waiting.set(id, { resolve, reject });
          this.worker.ref();
          this.worker.postMessage({ id, from, bytes } satisfies Ask);
        }),
      );
    } catch {
      return this.matcher.find(buffer.subarray(0, bytes));
    } finally {
      if (this.#waiting.size === 0) this.worker.unref();
    }
  }

  #fail(): void {
    this.#failed = true;
    for (const { reject } of this.#waiting.values()) reject();
    this.#waiting.clear();
  }
}
