import type RE2 from 're2';
import { echoedLine } from './echo/echoed-line.js';
import { heldIn } from './echo/held.js';
import { echoedByPlace, HEAD, type Neighbours } from './echo/neighbours.js';
import { wholeLine } from './echo/whole-lines.js';
import { wireLine } from './echo/wire-line.js';

/** Places of a line at which a rule matches that are looked at; a line with more is the same to the end. */
const MOST_PLACES = 8;

/**
 * What a line is that only repeats, wherever a rule matches it, a text that a person or a program wrote beforehand:
 * `a shell trace`, `a line of source code`. Undefined where it may tell what happened: each form is recognised by
 * evidence of its own, and a line that shows none is no echo. `place` finds the matches and has the flag `g`; `before`
 * is what the lines before this one say.
 */
export function echoOf(text: string, place: RE2, before?: Neighbours): string | undefined {
  const placed = before && echoedByPlace(text.slice(0, HEAD), before);
  if (placed !== undefined) return placed;
  let what: string | undefined;
  place.lastIndex = 0;
  for (let places = 0; places < MOST_PLACES; places++) {
    const found = place.exec(text);
    if (!found) break;
    const here = echoAt(text, found.index, found.index + found[0].length);
    if (here === undefined) return undefined;
    what ??= here;
    if (found[0] === '') break;
  }
  return what;
}

function echoAt(text: string, start: number, end: number): string | undefined {
  const wire = wireLine(text, start);
  if (wire !== undefined) return wire === 'told' ? undefined : 'a line for sigwatch';
  const line = echoedLine(text, start, end);
  return wholeLine(line) ?? heldIn(line);
}
