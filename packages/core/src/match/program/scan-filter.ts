import { type ByteSet, emptySet, firstOfLetter, union } from './byte-set.js';
import type { CharClass } from './char-class.js';
import type { Instruction, Run, Text } from './instruction.js';

/** What tells, of the places where a run may end, those at which what follows it may begin. */
export interface Filter {
  /** A text that stands `lead` bytes behind such a place; what is before it is of the classes `led`. */
  readonly text?: Text;
  readonly lead: number;
  readonly led: readonly CharClass[];
  /** Where there is no text: what the byte after the first one may be. */
  readonly second?: ByteSet;
  /** The instruction to go on with at `advance` bytes behind the place: what is known to be there is not asked again. */
  readonly next: Instruction;
  readonly advance: number;
}

const MOST_LED = 4;

/** Bytes are looked for sixteen at a time where a text follows, one at a time by the first two bytes otherwise. */
export function filterOf({ next }: Run): Filter {
  const led: CharClass[] = [];
  let direct = true;
  for (let one = next; ; one = one.next) {
    if (one.op === 'text') {
      const lead = led.length;
      if (!direct || lead > MOST_LED) return { text: one, lead, led: [], next, advance: 0 };
      return { text: one, lead, led, next: one.next, advance: lead + one.letters.length };
    }
    if (one.op === 'character' && one.of.ascii) led.push(one.of);
    else if (one.op === 'save' || one.op === 'assert') direct = false;
    else break;
  }
  const second = secondOf(next);
  return { lead: 0, led: [], ...(second && { second }), next, advance: 0 };
}

/** What the second byte may be from an instruction on; undefined where that is not told. */
function secondOf(one: Instruction): ByteSet | undefined {
  switch (one.op) {
    case 'text':
      return one.letters.length > 1 ? firstOfLetter(one.letters[1]!) : one.next.first;
    case 'character':
      return one.of.ascii ? one.next.first : undefined;
    case 'save':
    case 'assert':
      return secondOf(one.next);
    case 'span':
    case 'run':
      return one.min > 0 && one.of.ascii ? union(one.of.first, one.next.first) : undefined;
    case 'switch': {
      // The ways of a loop lead back to it.
      let all = emptySet();
      for (const way of one.ways) {
        const second = way.op === 'switch' ? undefined : secondOf(way);
        if (!second) return undefined;
        all = union(all, second);
      }
      return all;
    }
    case 'match':
      return undefined;
  }
}
