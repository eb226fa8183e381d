import type { RemoteLog, RemotePart } from './remote-log.js';

/** What the other side does with one question; `asked` counts from 0. Ends by itself when it returns. */
export type Script = (
  remote: ScriptedRemote,
  from: number,
  how: { readonly follow: boolean },
  abort: AbortSignal,
  asked: number,
) => AsyncIterable<RemotePart>;

/** A log on another machine that answers as its script says. */
export class ScriptedRemote implements RemoteLog {
  log = Buffer.alloc(0);
  readonly questions: { readonly from: number; readonly follow: boolean }[] = [];
  /** How many questions are open. */
  open = 0;
  #listeners = new Set<() => void>();

  constructor(
    readonly now: () => number,
    public script: Script = follows,
  ) {}

  append(bytes: string | Buffer): void {
    this.log = Buffer.concat([this.log, Buffer.from(bytes)]);
    this.ring();
  }

  /** Whoever waits looks again. */
  ring(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async *read(from: number, how: { readonly follow: boolean }, abort: AbortSignal): AsyncGenerator<RemotePart> {
    this.questions.push({ from, follow: how.follow });
    this.open += 1;
    try {
      yield* this.script(this, from, how, abort, this.questions.length - 1);
    } finally {
      this.open -= 1;
    }
  }

  /** Until something is appended, or `abort`. */
  wait(abort: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#listeners.delete(done);
        abort.removeEventListener('abort', done);
        resolve();
      };
      this.#listeners.add(done);
      abort.addEventListener('abort', done);
      if (abort.aborted) done();
    });
  }
}

/** The other side as it should be: tells all at once, and what follows as it comes. */
export async function* follows(
  remote: ScriptedRemote,
  from: number,
  { follow }: { readonly follow: boolean },
  abort: AbortSignal,
): AsyncGenerator<RemotePart> {
  for (let at = from; !abort.aborted; ) {
    const bytes = remote.log.subarray(at);
    at += bytes.length;
    yield { bytes, as_of: remote.now() };
    if (!follow) return;
    if (at === remote.log.length) await remote.wait(abort);
  }
}
