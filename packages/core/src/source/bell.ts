/** A hint that somebody waits for. It remembers a ring that came while nobody did. */
export class Bell {
  #rung = false;
  #answer: (() => void) | undefined;

  /** Call before a look: what happened so far will be seen by it. */
  reset(): void {
    this.#rung = false;
  }

  readonly ring = (): void => {
    this.#rung = true;
    this.#answer?.();
  };

  /** Whether it rang since `reset`. */
  get hasRung(): boolean {
    return this.#rung;
  }

  /** `heard` is called at the next ring, until the returned function is called. One may listen or wait at a time. */
  listen(heard: () => void): () => void {
    this.#answer = heard;
    return () => {
      if (this.#answer === heard) this.#answer = undefined;
    };
  }

  /** Resolves at a ring since `reset`, or at `abort`. One may wait at a time. */
  wait(abort: AbortSignal): Promise<void> {
    if (this.#rung || abort.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        abort.removeEventListener('abort', done);
        this.#answer = undefined;
        resolve();
      };
      this.#answer = done;
      abort.addEventListener('abort', done);
    });
  }
}
