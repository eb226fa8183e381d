import type { Range } from '../pattern/tree.js';
import { type ByteSet, emptySet } from './byte-set.js';

/** A class of characters as the program asks for it: by the first byte, and by ranges only where that can't tell. */
export interface CharClass {
  /** `bytes`: told byte by byte. `ranges`: told character by character. `anything`: every character. */
  readonly kind: 'bytes' | 'ranges' | 'anything';
  /** Of each first byte: 0 none of its characters is in the class, 1 all are, 2 `ranges` tell. */
  readonly table: Uint8Array;
  /** Beyond ASCII, sorted. */
  readonly ranges: readonly Range[];
  readonly first: ByteSet;
  /** Whether all that is in it is ASCII. */
  readonly ascii: boolean;
}

const FIRST_LEAD = 0xc2;
const LAST_LEAD = 0xf4;
const LAST_CHARACTER = 0x10ffff;

/** `ranges` are sorted and apart. */
export function charClass(ranges: readonly Range[]): CharClass {
  const table = new Uint8Array(256);
  for (const [from, to] of ranges) if (from < 0x80) table.fill(1, from, Math.min(to + 1, 0x80));
  const [low, high] = ranges.at(-1) ?? [0, 0];
  const ascii = high < 0x80;
  const all = low <= 0x80 && high === LAST_CHARACTER;
  if (all) table.fill(1, FIRST_LEAD, LAST_LEAD + 1);
  else if (!ascii) for (let lead = FIRST_LEAD; lead <= LAST_LEAD; lead++) table[lead] = shareOf(ranges, lead);
  const first = emptySet();
  for (let byte = 0; byte < 256; byte++) if (table[byte] !== 0) first[byte] = 1;
  // What goes on a character belongs to a run as its first byte does.
  if (all) table.fill(1, 0x80);
  const kind = all && holdsAscii(table) ? 'anything' : all || ascii ? 'bytes' : 'ranges';
  return { kind, table, ranges: ranges.filter(([, to]) => to >= 0x80), first, ascii };
}

/** A line holds no line ends, so that a class without them may hold everything. */
const holdsAscii = (table: Uint8Array): boolean =>
  table.subarray(0, 0x80).every((value, byte) => value === 1 || byte === 0x0a || byte === 0x0d);

function shareOf(ranges: readonly Range[], lead: number): 0 | 1 | 2 {
  const [from, to] = charactersOf(lead);
  if (ranges.some((range) => range[0] <= from && to <= range[1])) return 1;
  return ranges.some((range) => range[0] <= to && from <= range[1]) ? 2 : 0;
}

/** The characters whose UTF-8 begins with this byte; the surrogates among them stand in no valid line. */
function charactersOf(lead: number): Range {
  if (lead < 0xe0) return [(lead & 0x1f) << 6, ((lead & 0x1f) << 6) | 0x3f];
  if (lead < 0xf0) return [Math.max(0x800, (lead & 0x0f) << 12), ((lead & 0x0f) << 12) | 0xfff];
  return [Math.max(0x10000, (lead & 0x07) << 18), Math.min(0x10ffff, ((lead & 0x07) << 18) | 0x3ffff)];
}
