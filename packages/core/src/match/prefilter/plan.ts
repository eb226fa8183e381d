import type { Choice, Wanted } from './choose.js';
import { layOut, plan } from './layout.js';
import type { Scanner } from './scanner.js';
import { RECORD_BYTES, RECORD_WORDS } from './walk.js';

const NONE = new Uint32Array(0);

/** The plan of a search in the scanner's memory, and the records that it finds. */
export class Plan {
  readonly #scanner: Scanner;
  readonly #wanted: Wanted;
  readonly #records: number;
  readonly #capacity: number;
  /** All of the scanner's memory; WebAssembly and the machines that it runs on are little-endian alike. */
  readonly #words: Uint32Array;
  readonly #shapes: number;
  #at = 0;
  #size = 0;

  constructor(scanner: Scanner, wanted: Wanted, capacity: number, shapes: number) {
    this.#scanner = scanner;
    this.#shapes = shapes;
    this.#wanted = wanted;
    this.#capacity = capacity;
    this.#words = new Uint32Array(scanner.memory().buffer);
    // One look-up may bring a record for each rule, and only then is it asked whether more fit.
    this.#records = scanner.reserve((capacity + wanted.rules.length) * RECORD_BYTES);
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
    this.set('shapes', this.#shapes);
  }

  get(field: keyof typeof plan): number {
    return this.#words[(this.#at + plan[field]) >>> 2] as number;
  }

  set(field: keyof typeof plan, value: number): void {
    this.#words[(this.#at + plan[field]) >>> 2] = value;
  }

  records(count: number): Uint32Array {
    // A view costs more than to search a line.
    if (count === 0) return NONE;
    const from = this.#records >>> 2;
    return this.#words.subarray(from, from + count * RECORD_WORDS);
  }
}
