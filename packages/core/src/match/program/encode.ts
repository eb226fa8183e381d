import type { CharClass } from './char-class.js';
import type { Instruction, Run, Span, Switch, Text } from './instruction.js';
import { partition } from './partition.js';
import { rarestLetters } from './rare-letters.js';
import { filterOf } from './scan-filter.js';

/** A program as packages/core/assembly/program.ts reads it. */
export interface Encoded {
  /** How much room it takes, in bytes. */
  readonly size: number;
  /** How many bytes its runs keep what they learn of a line in. */
  readonly memos: number;
  /** How many of its switches leave a choice. */
  readonly rows: number;
  /** The program as it stands at an address, a multiple of 16, and the address of its first instruction. Once. */
  at(base: number): { readonly bytes: Uint8Array; readonly entry: number };
}

const opcode = { match: 0, text: 1, character: 2, save: 3, assert: 4, span: 5, run: 6, switch: 7 } as const;
const size = { match: 16, text: 32, character: 16, save: 16, assert: 16, span: 32, run: 80, switch: 32 } as const;
const assertion = { line_start: 0, line_end: 1, word_boundary: 2, no_word_boundary: 3 } as const;
const kinds = { bytes: 0, ranges: 1, anything: 2 } as const;
const GREEDY = 1;
const START = 2;
const FREE = 4;
const MEMO = 16;
export const HEADER = 64;
const UNLIMITED = 0xffffffff;

const BLOCK = 16;

const sizeOf = (one: Instruction): number =>
  size[one.op] + (one.op === 'text' ? 2 * BLOCK * Math.ceil(one.letters.length / BLOCK) : 0);

const aligned = (bytes: number) => Math.ceil(bytes / 16) * 16;

export function encode(start: Instruction): Encoded {
  return new Encoder().encode(start);
}

/** Addresses count from the start of the program until it is known where that will be. */
class Encoder {
  readonly #at = new Map<Instruction, number>();
  /** Classes, sets and tables, each once, by what they hold. */
  readonly #data = new Map<string, number>();
  /** Where words are that are addresses. */
  readonly #addresses: number[] = [];
  #bytes = Buffer.alloc(4096);
  #used = 0;
  #memos = 0;
  #rows = 0;

  encode(start: Instruction): Encoded {
    // At 0 is nothing, since that address means none.
    this.#take(HEADER);
    const order = reachable(start);
    for (const one of order) this.#at.set(one, this.#take(sizeOf(one)));
    for (const one of order) this.#write(one);
    const bytes = this.#bytes.subarray(0, this.#used);
    const at = (base: number) => {
      for (const place of this.#addresses) bytes.writeUInt32LE(bytes.readUInt32LE(place) + base, place);
      return { bytes, entry: this.#at.get(start)! + base };
    };
    return { size: this.#used, memos: this.#memos * MEMO, rows: this.#rows, at };
  }

  #write(one: Instruction): void {
    const at = this.#at.get(one)!;
    this.#word(at, 0, opcode[one.op]);
    if ('next' in one) this.#address(at, 1, this.#at.get(one.next)!);
    if (one.op === 'text') this.#text(at, one);
    else if (one.op === 'character') this.#address(at, 2, this.#class(one.of));
    else if (one.op === 'save') this.#word(at, 2, one.slot * 4);
    else if (one.op === 'assert') this.#word(at, 2, assertion[one.what]);
    else if (one.op === 'switch') this.#switch(at, one);
    else if (one.op === 'span' || one.op === 'run') this.#run(at, one);
  }

  #text(at: number, { letters }: Text): void {
    const whole = Math.floor((letters.length - 1) / BLOCK);
    this.#word(at, 2, letters.length);
    this.#word(at, 3, 2 ** (letters.length - whole * BLOCK) - 1);
    this.#word(at, 6, whole);
    for (const [place, index] of rarestLetters(letters).entries()) {
      this.#bytes[at + 16 + place] = index;
      this.#bytes[at + 18 + place] = letters[index]!.byte;
      this.#bytes[at + 20 + place] = letters[index]!.mask;
    }
    for (const [index, { byte, mask }] of letters.entries()) {
      const block = at + 32 + 2 * BLOCK * Math.floor(index / BLOCK);
      this.#bytes[block + (index % BLOCK)] = byte;
      this.#bytes[block + BLOCK + (index % BLOCK)] = mask;
    }
  }

  #run(at: number, one: Span | Run): void {
    this.#address(at, 2, this.#class(one.of));
    this.#word(at, 3, one.min);
    this.#word(at, 4, one.max === Number.POSITIVE_INFINITY ? UNLIMITED : one.max);
    this.#word(at, 5, this.#memos * MEMO);
    this.#memos += 1;
    if (one.op === 'span') {
      this.#word(at, 7, one.group * 8);
      return;
    }
    const { text, lead, led, second, next, advance } = filterOf(one);
    const free = one.of.kind === 'anything' && one.min === 0 && one.max === Number.POSITIVE_INFINITY;
    this.#word(at, 6, (one.greedy ? GREEDY : 0) | (one.start ? START : 0) | (free ? FREE : 0));
    if (text) this.#address(at, 7, this.#at.get(text)!);
    else this.#address(at, 8, this.#put(one.next.first));
    this.#word(at, 9, lead);
    this.#address(at, 10, this.#at.get(next)!);
    this.#word(at, 11, advance);
    if (second) this.#address(at, 12, this.#put(second));
    for (const [index, { table }] of led.entries()) this.#address(at, 12 + index, this.#put(table));
    this.#word(at, 16, led.length);
  }

  /** For each first byte, and the end, the ways that may begin so: lists of addresses, each ended by 0. */
  #switch(at: number, { ways }: Switch): void {
    const { numbers, sets } = partition(ways);
    const lists = sets.map((set) =>
      this.#list(
        set.map((way) => this.#at.get(way)!),
        true,
      ),
    );
    this.#address(at, 2, this.#put(numbers));
    this.#address(at, 3, this.#list(lists, false));
    this.#word(at, 4, this.#rows);
    if (sets.some((set) => set.length > 1)) this.#rows += 1;
  }

  #list(addresses: readonly number[], ended: boolean): number {
    const at = this.#take(4 * (addresses.length + (ended ? 1 : 0)));
    for (const [index, address] of addresses.entries()) this.#address(at, index, address);
    return at;
  }

  #class({ kind, table, ranges }: CharClass): number {
    const head = Buffer.concat([
      words([kinds[kind], 0, 0, 0]),
      lowHalves(table),
      Buffer.alloc(16, beyond(kind, table)),
    ]);
    return this.#put(Buffer.concat([head, table, words([ranges.length, ...ranges.flat()])]));
  }

  #put(bytes: Uint8Array): number {
    const key = Buffer.from(bytes).toString('latin1');
    const known = this.#data.get(key);
    if (known !== undefined) return known;
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
    this.#data.set(key, at);
    return at;
  }

  #take(length: number): number {
    const at = this.#used;
    this.#used += aligned(length);
    if (this.#used > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#used, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }

  #word(at: number, index: number, value: number): void {
    this.#bytes.writeUInt32LE(value, at + 4 * index);
  }

  #address(at: number, index: number, value: number): void {
    this.#word(at, index, value);
    this.#addresses.push(at + 4 * index);
  }
}

/** Of each lower half of an ASCII byte, a bit for each upper half with which it is in the class. */
function lowHalves(table: Uint8Array): Uint8Array {
  const halves = new Uint8Array(16);
  for (let byte = 0; byte < 0x80; byte++) if (table[byte] === 1) halves[byte & 15]! |= 1 << (byte >> 4);
  return halves;
}

const beyond = (kind: CharClass['kind'], table: Uint8Array): number =>
  kind !== 'ranges' && table[0x80] === 1 ? 0xff : 0;

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}

function reachable(start: Instruction): Instruction[] {
  const found = new Set([start]);
  for (const one of found) {
    if (one.op === 'switch') for (const way of one.ways) found.add(way);
    else if (one.op !== 'match') found.add(one.next);
  }
  return [...found];
}
