import type { Choice, Wanted } from './choose.js';
import { layOut, mostDifference, plan } from './layout.js';
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

  /** Begins anew with these grams. The memory grows for the first ones only, so that no view of it is lost later. */
  follow(choice: Choice): void {
    const isFirst = this.#size === 0;
    const image = layOut(this.#wanted, choice, isFirst ? this.#scanner.reserve(0) : this.#at).written;
    if (isFirst) {
      this.#size = image.length + mostDifference(this.#wanted);
      this.#at = this.#scanner.reserve(this.#size);
    }
    if (image.length > this.#size)
      throw new Error(`a plan takes ${image.length} bytes, and ${this.#size} were set aside`);
    this.#scanner.memory().set(image, this.#at);
    this.set('records', this.#records);
    this.set('capacity', this.#capacity);
  }

  get(field: keyof typeof plan): number {
    return this.#scanner.memory().readUInt32LE(this.#at + plan[field]);
  }

  set(field: keyof typeof plan, value: number): void {
    this.#scanner.memory().writeUInt32LE(value, this.#at + plan[field]);
  }

  /** A view that holds until the memory grows. */
  records(count: number): Uint32Array {
    return new Uint32Array(this.#scanner.memory().buffer, this.#records, (count * RECORD) / 4);
  }
}
