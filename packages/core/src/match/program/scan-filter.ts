import type { Instruction, Run, Text } from './instruction.js';

/** What tells, of the places where a run may end, those at which what follows it may begin. */
export interface Filter {
  /** A text that stands `lead` bytes behind such a place. */
  readonly text?: { readonly of: Text; readonly lead: number };
  /** The instruction to go on with at `advance` bytes behind the place: what is known to be there is not asked again. */
  readonly next: Instruction;
  readonly advance: number;
}

/** Bytes are looked for sixteen at a time where a text follows, one at a time by the first bytes otherwise. */
export function filterOf({ next }: Run): Filter {
  let lead = 0;
  for (let one = next; ; one = one.next) {
    if (one.op === 'text') {
      const text = { of: one, lead };
      return one === next ? { text, next: one.next, advance: one.letters.length } : { text, next, advance: 0 };
    }
    if (one.op === 'character' && one.of.ascii) lead += 1;
    else if (one.op !== 'save' && one.op !== 'assert') return { next, advance: 0 };
  }
}
