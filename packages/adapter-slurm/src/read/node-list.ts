const NONE: ReadonlySet<string> = new Set(['', '(null)', 'None assigned', 'n/a', 'N/A', 'None']);

/** Nobody's job runs on more; a list that claims so is not expanded further. */
const MOST = 100_000;

/** `n[1-3,07-09]rack[1-2],login` as names, in order; empty where no nodes are known. */
export function expandNodes(list: string): readonly string[] {
  if (NONE.has(list)) return [];
  return splitOutside(list).flatMap(expandOne).slice(0, MOST);
}

/** At commas that stand in no bracket. */
function splitOutside(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= list.length; at++) {
    const sign = list[at];
    if (sign === '[') depth++;
    else if (sign === ']') depth--;
    else if (at === list.length || (sign === ',' && depth <= 0)) {
      if (at > from) parts.push(list.slice(from, at));
      from = at + 1;
    }
  }
  return parts;
}

function expandOne(name: string): string[] {
  const open = name.indexOf('[');
  const close = name.indexOf(']', open);
  if (open < 0 || close < 0) return [name];
  const rest = expandOne(name.slice(close + 1));
  const found: string[] = [];
  for (const number of numbers(name.slice(open + 1, close))) {
    for (const end of rest) found.push(name.slice(0, open) + number + end);
    if (found.length >= MOST) break;
  }
  return found;
}

/** `1-3,07-09` with the zeros that they are written with; of an array `0-6:2` and `1-9%4` too. */
export function numbers(ranges: string): string[] {
  const found: string[] = [];
  for (const range of ranges.replace(/%.*$/, '').split(',')) {
    const [, first, last, step] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range) ?? [];
    if (first === undefined) {
      if (range !== '') found.push(range);
      continue;
    }
    const by = Math.max(1, Number(step ?? 1));
    for (let n = Number(first); n <= Number(last ?? first) && found.length < MOST; n += by)
      found.push(String(n).padStart(first.length, '0'));
  }
  return found;
}
