import { atomAt } from './atom.js';
import { groupHead } from './group-head.js';
import { lastCharacter, plainEnd } from './plain-text.js';
import { isQuantifier, type Quantifier, quantifierAt } from './quantifier.js';
import type { Node } from './tree.js';

/** Brackets that are nested more deeply are left to RE2, which has a bound of its own. */
const DEEPEST = 200;

/** What is being read, and how far. The flags are those of the innermost group, from where they were switched. */
interface Reading {
  readonly source: string;
  at: number;
  fold: boolean;
  /** `(?U)`: repetitions are lazy unless a `?` says otherwise. */
  lazy: boolean;
  groups: number;
  depth: number;
  readonly names: Set<string>;
}

/**
 * What an RE2 pattern means for a line, which never holds a line end: `(?s)` and `(?m)` make no difference there.
 * `source` as a rule writes it, `flags` its flags (`i m s U`). Undefined for what RE2 refuses, and for what is not
 * understood with certainty: nothing may then be concluded. Linear in the pattern.
 */
export function parsePattern(source: string, flags = ''): Node | undefined {
  const reading: Reading = {
    source,
    at: 0,
    fold: flags.includes('i'),
    lazy: flags.includes('U'),
    groups: 0,
    depth: 0,
    names: new Set(),
  };
  const node = alternation(reading);
  return reading.at === source.length ? node : undefined;
}

/** Up to the closing bracket or the end. */
function alternation(reading: Reading): Node | undefined {
  let first: Node | undefined;
  let ways: Node[] | undefined;
  for (;;) {
    const way = sequence(reading);
    if (way === undefined) return undefined;
    if (first === undefined) first = way;
    else if (ways === undefined) ways = [first, way];
    else ways.push(way);
    if (reading.source[reading.at] !== '|') return ways === undefined ? first : { kind: 'alternate', of: ways };
    reading.at += 1;
  }
}

/** One way of an alternation. */
function sequence(reading: Reading): Node | undefined {
  const { source } = reading;
  const parts: Node[] = [];
  /** Literal text that has not become a part yet. */
  let text = '';
  /** Whether a repetition may stand here. */
  let repeatable = false;
  const flush = () => {
    if (text !== '') parts.push({ kind: 'text', text, fold: reading.fold });
    text = '';
  };

  while (reading.at < source.length) {
    const plain = plainEnd(source, reading.at);
    if (plain > reading.at) {
      text += source.slice(reading.at, plain);
      reading.at = plain;
      repeatable = true;
      continue;
    }
    const char = source[reading.at]!;
    if (char === '|' || char === ')') break;
    const quantifier = isQuantifier(char) ? quantifierAt(source, reading.at) : undefined;
    if (quantifier === 'refused') return undefined;
    if (quantifier !== undefined) {
      if (!repeatable) return undefined;
      repeatable = false;
      if (text !== '') {
        const last = lastCharacter(text);
        text = text.slice(0, -last.length);
        flush();
        parts.push({ kind: 'text', text: last, fold: reading.fold });
      }
      parts.push(repeated(parts.pop()!, quantifier, reading.lazy));
      reading.at = quantifier.end;
      continue;
    }
    if (char === '(') {
      // A group may switch flags, which hold for what follows it alone.
      flush();
      const group = groupAt(reading);
      if (group === undefined) return undefined;
      repeatable = group !== 'flags';
      if (group !== 'flags') parts.push(group);
      continue;
    }
    const atom = atomAt(source, reading.at, reading.fold);
    if (atom === undefined) return undefined;
    reading.at = atom.end;
    // What `\Q\E` leaves for a repetition to take is not worth knowing.
    repeatable = atom.of !== '';
    if (typeof atom.of === 'string') text += atom.of;
    else {
      flush();
      parts.push(atom.of);
    }
  }
  flush();
  return parts.length === 1 ? parts[0] : { kind: 'concat', of: parts };
}

function repeated(of: Node, { min, max, lazy }: Quantifier, lazyByDefault: boolean): Node {
  return { kind: 'repeat', of, min, max, greedy: lazy === lazyByDefault };
}

/** A group, or flags that are switched for what follows in the group around them. */
function groupAt(reading: Reading): Node | 'flags' | undefined {
  const head = groupHead(reading.source, reading.at);
  if (head === undefined) return undefined;
  const { fold, lazy } = reading;
  reading.at = head.end;
  reading.fold = head.fold ?? fold;
  reading.lazy = head.lazy ?? lazy;
  if (head.kind === 'flags') return 'flags';
  if (head.name !== undefined && reading.names.has(head.name)) return undefined;
  if (head.name !== undefined) reading.names.add(head.name);
  if (head.kind === 'capture') reading.groups += 1;
  const group = reading.groups;
  reading.depth += 1;
  const of = reading.depth > DEEPEST ? undefined : alternation(reading);
  if (of === undefined || reading.source[reading.at] !== ')') return undefined;
  reading.at += 1;
  reading.depth -= 1;
  reading.fold = fold;
  reading.lazy = lazy;
  if (head.kind === 'group') return of;
  return head.name === undefined ? { kind: 'capture', group, of } : { kind: 'capture', group, name: head.name, of };
}
