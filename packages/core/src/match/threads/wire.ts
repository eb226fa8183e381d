import type { Fields } from '../../contract.js';
import type { Found, FoundLine } from '../types.js';

const WORDS = 4;
const noFields: Fields = Object.freeze({});

/** What was found in a chunk as it goes from thread to thread: numbers that are handed over, and the fields that are not empty. */
export interface Wire {
  /** For each match: start, end, lines before, rule. */
  readonly matches: Uint32Array<ArrayBuffer>;
  /** By the place of the match. */
  readonly fields: readonly (readonly [match: number, fields: Fields])[];
  readonly count: number;
}

export function toWire({ lines, count }: Found): Wire {
  const size = lines.reduce((sum, line) => sum + line.matches.length, 0);
  const matches = new Uint32Array(size * WORDS);
  const fields: [number, Fields][] = [];
  let at = 0;
  for (const line of lines)
    for (const match of line.matches) {
      matches.set([line.start, line.end, line.before, match.rule], at * WORDS);
      for (const _ in match.fields) {
        fields.push([at, match.fields]);
        break;
      }
      at += 1;
    }
  return { matches, fields, count };
}

export function fromWire({ matches, fields, count }: Wire): Found {
  const lines: (FoundLine & { matches: { rule: number; fields: Fields }[] })[] = [];
  let next = 0;
  for (let at = 0; at < matches.length / WORDS; at++) {
    const [start, end, before, rule] = matches.subarray(at * WORDS, (at + 1) * WORDS) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const [place, told] = fields[next] ?? [];
    const match = { rule, fields: place === at ? (told as Fields) : noFields };
    if (place === at) next += 1;
    const last = lines.at(-1);
    if (last?.start === start) last.matches.push(match);
    else lines.push({ start, end, before, matches: [match] });
  }
  return { lines, count };
}
