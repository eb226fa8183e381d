import type { Needle, Requirement } from '../pattern/tree.js';

export interface NaiveRecord {
  readonly start: number;
  readonly end: number;
  readonly lines: number;
  readonly rule: number;
}

/** Every line in which a rule has a needle of each group, by looking at each line and each needle for itself. */
export function naiveFind(requirements: readonly Requirement[], chunk: Buffer): NaiveRecord[] {
  const found: NaiveRecord[] = [];
  let lines = 0;
  for (let start = 0; start < chunk.length; ) {
    let end = start;
    while (end < chunk.length && chunk[end] !== 10 && chunk[end] !== 13) end += 1;
    const line = chunk.subarray(start, end);
    for (const [rule, requirement] of requirements.entries())
      if (requirement.every((group) => group.some((needle) => holds(line, needle))))
        found.push({ start, end, lines, rule });
    if (chunk[end] === 10) lines += 1;
    start = end + 1;
  }
  return found;
}

/** Text in any case is looked for by its longest part in ASCII. */
function holds(line: Buffer, { text, fold }: Needle): boolean {
  if (/[\r\n]/.test(text)) return true;
  if (!fold) return line.includes(text);
  const parts = text.toLowerCase().replaceAll('\u017f', 's').split(/[^\0-\x7f]+/);
  const part = parts.find((each) => each.length === Math.max(...parts.map(({ length }) => length)))!;
  const odd = /[ks]/.test(part) && (line.includes('\u212a') || line.includes('\u017f'));
  return odd || lowered(line).includes(Buffer.from(part));
}

function lowered(line: Buffer): Buffer {
  return Buffer.from(line.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte)));
}
