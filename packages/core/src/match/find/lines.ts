import type { Fields } from '../../contract.js';
import type { FoundLine } from '../types.js';

interface Growing extends FoundLine {
  readonly matches: { rule: number; fields: Fields }[];
}

/** Lines that rules match, put together from matches that come in the order of lines. */
export class Lines {
  readonly found: Growing[] = [];
  #last: Growing | undefined;

  /** On one line in the order of the rules, in whatever order they come. */
  add(start: number, end: number, before: number, rule: number, fields: Fields): void {
    if (this.#last === undefined || this.#last.start !== start) {
      this.#last = { start, end, before, matches: [{ rule, fields }] };
      this.found.push(this.#last);
      return;
    }
    const { matches } = this.#last;
    let at = matches.length;
    while (at > 0 && matches[at - 1]!.rule > rule) at -= 1;
    matches.splice(at, 0, { rule, fields });
  }

  take({ start, end, before, matches }: FoundLine): void {
    for (const { rule, fields } of matches) this.add(start, end, before, rule, fields);
  }
}
