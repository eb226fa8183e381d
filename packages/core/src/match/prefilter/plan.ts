import type { Choice, Wanted } from './choose.js';
import { layOut, plan } from './layout.js';
import type { Scanner } from './scanner.js';

const RECORD = 16;

/** The plan of a search in the scanner's memory, and the records that it finds. */
export class Plan {
  readonly #scanner: Scanner;
  readonly #wanted: Wanted;
  readonly #records: number;
  readonly #capacity: number;
  #at = 0;
  #size = 0;

  constructor(scanner: Scanner, wanted: Wanted, capacity: number) {
    this.#scanner = scanner;
    this.#wanted = wanted;
    this.#capacity = capacity;
    // One look-up may bring a record for each rule, and only then is it asked whether more fit.
    this.#records = scanner.reserve((capacity + wanted.rules.length) * RECORD);
  }

  get address(): number {
    return this.#at;
  }

  /** Begins anew with these grams. */
  follow(choice: Choice): void {
    let image = layOut(this.#wanted, choice, this.#size > 0 ? this.#at : this.#scanner.reserve(0));
    if (image.written.length > this.#size) {
      // Other grams are only a chance of more speed.
      if (this.#size > 0 && image.written.length > this.#scanner.left) return;
      const at = this.#scanner.reserve(0);
      if (this.#size > 0) image = layOut(this.#wanted, choice, at);
      this.#size = image.written.length;
      this.#at = this.#scanner.reserve(this.#size);
    }
    this.#scanner.memory().set(image.written, this.#at);
    this.set('records', this.#records);
    this.set('capacity', this.#capacity);
  }

  get(field: keyof typeof plan): number {
    return this.#scanner.memory().readUInt32LE(this.#at + plan[field]);
  }

  set(field: keyof typeof plan, value: number): void {
    this.#scanner.memory().writeUInt32LE(value, this.#at + plan[field]);
  }

  records(count: number): Uint32Array {
    return new Uint32Array(this.#scanner.memory().buffer, this.#records, (count * RECORD) / 4);
  }
}
