/** So many at once, the others in turn. */
export class Slots {
  readonly #waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Resolves with what gives the place back, also at `abort`. */
  async enter(abort: AbortSignal): Promise<() => void> {
    if (this.free > 0) this.free -= 1;
    else if (!(await this.#turn(abort))) return () => {};
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.free += 1;
    };
  }

  #turn(abort: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const mine = () => {
        abort.removeEventListener('abort', stop);
        resolve(true);
      };
      const stop = () => {
        const at = this.#waiting.indexOf(mine);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(false);
      };
      if (abort.aborted) return resolve(false);
      this.#waiting.push(mine);
      abort.addEventListener('abort', stop, { once: true });
    });
  }
}
