import { END } from './byte-set.js';
import type { Instruction } from './instruction.js';

/** Of each first byte, and the end, the number of a set: the ways that may begin so, in their order. */
export interface Partition {
  readonly numbers: Uint8Array;
  readonly sets: readonly (readonly Instruction[])[];
}

export function partition(ways: readonly Instruction[]): Partition {
  const numbers = new Uint16Array(END + 1);
  const sets: Instruction[][] = [[]];
  for (const way of ways) {
    // Each set that some of the way's bytes are in parts in two.
    const grown = new Map<number, number>();
    for (let symbol = 0; symbol <= END; symbol++) {
      if (way.first[symbol] !== 1) continue;
      const before = numbers[symbol]!;
      let after = grown.get(before);
      if (after === undefined) {
        after = sets.length;
        sets.push([...sets[before]!, way]);
        grown.set(before, after);
      }
      numbers[symbol] = after;
    }
  }
  return compact(numbers, sets);
}

/** Without the sets that no byte is in any more, of which there may be more than a byte can number. */
function compact(numbers: Uint16Array, sets: readonly (readonly Instruction[])[]): Partition {
  const places: (number | undefined)[] = [];
  const used: (readonly Instruction[])[] = [];
  const compacted = new Uint8Array(numbers.length);
  for (let symbol = 0; symbol < numbers.length; symbol++) {
    const number = numbers[symbol]!;
    let place = places[number];
    if (place === undefined) {
      place = used.length;
      places[number] = place;
      used.push(sets[number]!);
    }
    compacted[symbol] = place;
  }
  return { numbers: compacted, sets: used };
}
