import { type Deps, type Millis, pause } from '@sigwatch/core';
import type { Ending, LastLine } from './ending.js';

/** Between two questions for the last line (ms): when something came, when nothing did, and how long one may stay open. */
const PACE = { busy: 2_000, quiet: 5_000, open: 15_000 } as const;
/** So many bytes of a last line may be asked for in a second: it is sent whole each time. */
const BYTES_PER_SECOND = 100_000;

/**
 * Whether a stream has brought what the log held at a moment: a silent stream may be a dead one. The last line of the log
 * is asked for, and looked for at the end of what has come.
 */
export class Proofs {
  #open: { readonly asked: Millis; readonly from: number; readonly last: LastLine } | undefined;
  #next: Millis;
  #proved = 0;
  #waiting: Promise<'asked'> | undefined;

  constructor(
    private readonly deps: Deps,
    private readonly ending: Ending,
    private readonly lastLine: (abort: AbortSignal) => Promise<LastLine>,
    private readonly abort: AbortSignal,
  ) {
    this.#next = deps.now() + PACE.busy / 2;
  }

  /** Resolves when there is something to look at: `told` then tells. */
  waiting(): Promise<'asked'> {
    this.#waiting ??= this.#ask();
    return this.#waiting;
  }

  /** Up to when everything has come; undefined without news. Throws where nothing comes of what there is. */
  told(): Millis | undefined {
    if (!this.#open) return undefined;
    const { asked, from, last } = this.#open;
    if (this.ending.holds(last, from)) {
      this.#open = undefined;
      this.#proved = this.ending.total;
      return asked;
    }
    const silent = this.ending.total === from;
    if (this.deps.now() - asked < PACE.open) return undefined;
    this.#open = undefined;
    if (silent) throw new Error(`the log has grown, and nothing has come for ${PACE.open / 1000} seconds`);
    return undefined;
  }

  async #ask(): Promise<'asked'> {
    const { deps, abort, ending } = this;
    for (;;) {
      await pause(deps, deps.now() + PACE.busy / 2, abort);
      if (abort.aborted) return 'asked';
      const now = deps.now();
      if (this.#open && now - this.#open.asked >= PACE.open) break;
      if (this.#open || now < this.#next) continue;
      const [asked, from] = [now, ending.total];
      // Nothing is proved then, which is told by saying nothing; the stream itself may be well.
      const last = await this.lastLine(abort).catch(() => undefined);
      this.#next = deps.now() + PACE.quiet;
      if (last === undefined) continue;
      this.#open = { asked, from, last };
      const pace = from === this.#proved ? PACE.quiet : PACE.busy;
      this.#next = asked + Math.max(pace, (last.length / BYTES_PER_SECOND) * 1000);
      break;
    }
    this.#waiting = undefined;
    return 'asked';
  }
}
