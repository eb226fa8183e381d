import type { Deps, Millis } from '../contract.js';

/** Looks now and then whether something was heard: a timer for each part would cost more than the part. */
export class Silence {
  isOver = false;
  #heard: Millis;
  #cancel: () => void;

  constructor(
    private readonly deps: Deps,
    readonly limit: Millis,
    private readonly over: () => void,
  ) {
    this.#heard = deps.now();
    this.#cancel = this.#wait();
  }

  heard(): void {
    this.#heard = this.deps.now();
  }

  end(): void {
    this.#cancel();
  }

  #wait(): () => void {
    return this.deps.schedule(this.#heard + this.limit, () => {
      this.isOver = this.deps.now() - this.#heard >= this.limit;
      if (this.isOver) this.over();
      else this.#cancel = this.#wait();
    });
  }
}
