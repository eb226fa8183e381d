import { groupNumber, type LineReader } from './line-reader.js';
import { escapeLiteral } from './syntax.js';
import type { PatternIssue } from './types.js';

interface Part {
  /** What stands before the field. */
  readonly before: string;
  /** Absent when the value is skipped. */
  readonly field?: string;
  readonly append: boolean;
  /** Position among the appended parts, from `%{+field/2}`. */
  readonly rank: number;
  /** Further copies of the delimiter that follows are padding. */
  readonly padded: boolean;
}

/**
 * Compiles a dissect pattern, literal delimiters with fields between them, as in Logstash: `%{field}`, `%{?skip}`, `%{}`, `%{+append}`, `%{+append/2}` and `%{field->}`. A field takes everything up
 * to the next delimiter, the last one the rest of the line. Text before the first field may stand anywhere on the
 * line; a pattern that begins with a field begins at the line's start.
 */
export function compileDissect(pattern: string): LineReader {
  const { parts, tail, issues } = parse(pattern);
  const fields = [...new Set(parts.flatMap((part) => part.field ?? []))];
  if (parts.length === 0) {
    issues.push({
      column: 1,
      construct: pattern,
      message: 'a dissect pattern needs at least one %{field}',
      remedy: 'Use `pattern_type: substring` for plain text.',
    });
  }
  const anchor = parts[0]?.before === '' ? '^' : '';
  const delimiters = parts.map((part) => escapeLiteral(part.before)).join('.*?');
  const source = `${anchor}${delimiters}.*?${escapeLiteral(tail)}`;
  return {
    fields,
    pattern: source,
    issues,
    groups: `The pattern has the fields ${fields.join(', ')}; \`match\` is the whole line.`,
    find: (group) => findField(fields, group),
    read: ({ text }) => {
      const values = read(parts, tail, text);
      return values && ((group) => (typeof group === 'string' ? values.get(group) : text));
    },
  };
}

function findField(fields: readonly string[], group: string | number): number | string | undefined {
  if (typeof group === 'string' && fields.includes(group)) return group;
  const index = groupNumber(group);
  return index === 0 ? 0 : index === undefined ? undefined : fields[index - 1];
}

/** Values by field, or undefined when a delimiter is missing. Linear: it never goes back. */
function read(parts: readonly Part[], tail: string, line: string): Map<string, string> | undefined {
  const first = parts[0];
  if (!first) return undefined;
  let at = line.indexOf(first.before);
  if (at < 0) return undefined;
  at += first.before.length;
  const found: { part: Part; value: string; joint: string }[] = [];
  for (const [index, part] of parts.entries()) {
    const delimiter = parts[index + 1]?.before ?? tail;
    const end = delimiter === '' ? line.length : line.indexOf(delimiter, at);
    if (end < 0) return undefined;
    found.push({ part, value: line.slice(at, end), joint: index === 0 ? delimiter : part.before });
    at = end + delimiter.length;
    if (part.padded && delimiter !== '') while (line.startsWith(delimiter, at)) at += delimiter.length;
  }
  // The sort is stable: parts without a rank keep their order.
  const ordered = found.sort((a, b) => a.part.rank - b.part.rank);
  const values = new Map<string, string>();
  for (const { part, value, joint } of ordered) {
    if (part.field === undefined) continue;
    const earlier = part.append ? values.get(part.field) : undefined;
    values.set(part.field, earlier === undefined ? value : earlier + joint + value);
  }
  return values;
}

function parse(pattern: string): { parts: Part[]; tail: string; issues: PatternIssue[] } {
  const parts: Part[] = [];
  const issues: PatternIssue[] = [];
  const refuse = (at: number, construct: string, message: string, remedy: string) =>
    issues.push({ column: at + 1, construct, message, remedy });
  let at = 0;
  for (;;) {
    const open = pattern.indexOf('%{', at);
    if (open < 0) return { parts, tail: pattern.slice(at), issues };
    const close = pattern.indexOf('}', open);
    if (close < 0) {
      refuse(open, pattern.slice(open), 'this %{ is never closed', 'Add the closing `}`.');
      return { parts, tail: '', issues };
    }
    const construct = pattern.slice(open, close + 1);
    const before = pattern.slice(at, open);
    if (parts.length > 0 && before === '') {
      refuse(open, construct, 'two fields have nothing between them', 'Put the text that separates them between.');
    }
    const key = /^([+?]?)([A-Za-z_@][\w.@-]*?)?(?:\/(\d+))?(->)?$/.exec(construct.slice(2, -1));
    if (!key) refuse(open, construct, 'this is no field', 'Use %{name}, %{?skip}, %{+append} or %{name->}.');
    const skipped = !key || key[1] === '?' || key[2] === undefined;
    parts.push({
      before,
      ...(skipped ? {} : { field: key[2]! }),
      append: key?.[1] === '+',
      rank: Number(key?.[3] ?? 0),
      padded: key?.[4] !== undefined,
    });
    at = close + 1;
  }
}
