import type { AttemptState } from '../run/attempt-state.js';

/** Bytes that an input of the record takes, roughly. */
const INPUT = 500;
/** The record may grow by so many times the engine's state before that is written again. */
const TIMES = 4;
/** And by no more inputs than these: they are taken up again after a crash. */
const MOST = 20_000;

/**
 * When the engine's state is written. With a thousand ranks it comes to megabytes, and it follows from the last one that
 * was written and the record since: so it is written in proportion to what it learns, and not with every batch.
 */
export class EngineWriting {
  /** Inputs since it was written. */
  #inputs = 0;
  #length = 0;
  #behind: boolean;

  /** `behind`: what is stored lacks something, or there is nothing yet. */
  constructor(behind: boolean) {
    this.#behind = behind;
  }

  /** Inputs were found in the record that the stored state does not know. */
  caughtUp(inputs: number): void {
    this.#inputs += inputs;
    this.#behind ||= inputs > 0;
  }

  /** Whether the last commit has left it to the record. */
  get isBehind(): boolean {
    return this.#behind;
  }

  /** The state as text where it is to be written with a batch of so many inputs; `must`: it does not follow from them. */
  after(engine: AttemptState, must: boolean, inputs: number): string | undefined {
    this.caughtUp(inputs);
    if (!must && (!this.#behind || (this.#inputs < MOST && this.#inputs * INPUT < TIMES * this.#length)))
      return undefined;
    const text = JSON.stringify(engine);
    this.#inputs = 0;
    this.#length = text.length;
    this.#behind = false;
    return text;
  }
}
