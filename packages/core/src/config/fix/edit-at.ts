import type { Document, Node, Pair, YAMLMap } from 'yaml';
import { yaml } from '../../lazy-packages.js';
import type { Fix } from '../finding.js';
import type { Path } from '../yaml/yaml-file.js';
import type { Change } from './with-edit.js';

/** What of the text is replaced, and what that changes in what the file says. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
  readonly path: Path;
  readonly change: Change;
}

/** Words that are written without quotes wherever they stand. */
const PLAIN = /^[A-Za-z_/][\w./-]*$/;

/** The edit that mends what stands at an offset; undefined where it cannot be made by changing just that. */
export function editAt(document: Document, text: string, offset: number, fix: Fix): Edit | undefined {
  for (const found of pairsOf(document.contents, [])) {
    const { key, value, path } = found;
    const edit =
      'remove' in fix
        ? path.at(-1) === fix.remove && startOf(value) === offset
          ? removal(found, text)
          : undefined
        : startOf(key) === offset
          ? replacement(key, text, fix.replace, path, { key: fix.replace })
          : startOf(value) === offset
            ? replacement(value, text, fix.replace, path, { value: fix.replace })
            : undefined;
    if (edit !== undefined) return edit;
  }
  return undefined;
}

interface Found {
  /** None in a list. */
  readonly key: unknown;
  readonly value: unknown;
  readonly path: Path;
  readonly map?: YAMLMap;
  readonly pair?: Pair;
}

function* pairsOf(node: unknown, path: Path): Generator<Found> {
  const { isMap, isScalar, isSeq } = yaml();
  if (isMap(node))
    for (const pair of node.items) {
      if (!isScalar(pair.key)) continue;
      const below = [...path, String(pair.key.value)];
      yield { key: pair.key, value: pair.value, path: below, map: node, pair };
      yield* pairsOf(pair.value, below);
    }
  else if (isSeq(node))
    for (const [i, value] of node.items.entries()) {
      yield { key: undefined, value, path: [...path, i] };
      yield* pairsOf(value, [...path, i]);
    }
}

const startOf = (node: unknown): number | undefined => (yaml().isNode(node) ? (node as Node).range?.[0] : undefined);

/** A word in place of another, in the quotes that this one has. */
function replacement(node: unknown, text: string, word: string, path: Path, change: Change): Edit | undefined {
  const { isScalar } = yaml();
  if (!isScalar(node) || !node.range || !PLAIN.test(word)) return undefined;
  const [start, end] = node.range;
  const written = text.slice(start, end);
  // An interpolation says another word elsewhere.
  if (written.includes('\n') || written.includes('${')) return undefined;
  const quote = /^(["']).*\1$/.exec(written)?.[1] ?? '';
  return { start, end, insert: `${quote}${word}${quote}`, path, change };
}

/** A key with its value: its lines of a block, or its part of `{ a: 1, b: 2 }` with one comma. */
function removal({ key, value, path, map, pair }: Found, text: string): Edit | undefined {
  const start = startOf(key);
  const end = (value as Node | undefined)?.range?.[1];
  if (start === undefined || end === undefined || map === undefined || pair === undefined) return undefined;
  const done = { insert: '', path, change: { removed: true } } as const;
  if (map.flow) {
    const behind = /^\s*,[ \t]*/.exec(text.slice(end))?.[0];
    if (behind !== undefined) return { start, end: end + behind.length, ...done };
    const before = /,\s*$/.exec(text.slice(0, start))?.[0] ?? '';
    return { start: start - before.length, end, ...done };
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  // Behind a `- ` the rest of the entry would lose its dash.
  if (text.slice(lineStart, start).trim() !== '') return undefined;
  const content = start + text.slice(start, end).trimEnd().length;
  const lineEnd = text.indexOf('\n', content);
  const rest = text.slice(content, lineEnd < 0 ? text.length : lineEnd).trim();
  if (rest !== '' && !rest.startsWith('#')) return undefined;
  return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1, ...done };
}
