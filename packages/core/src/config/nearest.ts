/** Number of single-character edits (insert, delete, replace) between two words. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known word that was probably meant; undefined when none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  // Words come from files that may be huge; nobody misspells something of this length.
  if (word.length > 100) return undefined;
  const plain = (text: string) => text.toLowerCase().replaceAll('-', '_');
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: { word: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(plain(word), plain(candidate));
    if (edits <= limit && (best === undefined || edits < best.edits)) best = { word: candidate, edits };
  }
  return best?.word;
}

/** Edits up to which a word is taken for a slip without asking. */
const SLIP = 2;

/** The one known word that a slip of a letter or two can mean; undefined where another is as near. */
export function onlyNear(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 100) return undefined;
  const plain = (text: string) => text.toLowerCase().replaceAll('-', '_');
  const near = [...new Set(known)]
    .map((candidate) => ({ candidate, edits: distance(plain(word), plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const [first, second] = near;
  // Of a short word a letter or two are half of it.
  if (first === undefined || first.edits > Math.min(SLIP, Math.floor(word.length / 3))) return undefined;
  return second === undefined || second.edits > first.edits + 1 ? first.candidate : undefined;
}
