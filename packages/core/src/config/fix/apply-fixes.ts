import { isDeepStrictEqual } from 'node:util';
import { yaml } from '../../lazy-packages.js';
import type { Finding } from '../finding.js';
import { parseYaml } from '../yaml/yaml-file.js';
import { type Edit, editAt } from './edit-at.js';
import { withEdit } from './with-edit.js';

/** A file after its findings were mended. */
export interface FixedText {
  readonly text: string;
  /** The findings that are mended; those that could not be mended safely are not among them. */
  readonly fixed: readonly Finding[];
}

/**
 * The text of a file with what can be mended in it: only the words themselves are changed, so that comments and layout
 * stay. Each edit is kept only where the file then says just what it said before, but for the one thing.
 */
export function applyFixes(path: string, text: string, findings: readonly Finding[]): FixedText {
  // From the end on, so that the places of those before stay as they are.
  const fixable = findings
    .filter(({ file, line, fix }) => fix !== undefined && file === path && line > 0)
    .sort((a, b) => b.line - a.line || b.column - a.column);
  const fixed: Finding[] = [];
  let now = text;
  for (const finding of fixable) {
    const next = mended(path, now, finding);
    if (next === undefined) continue;
    now = next;
    fixed.push(finding);
  }
  return { text: now, fixed: fixed.reverse() };
}

function mended(path: string, text: string, { line, column, fix }: Finding): string | undefined {
  const before = parseYaml(path, text).file;
  if (before === undefined || fix === undefined) return undefined;
  const document = yaml().parseDocument(text, { merge: true, prettyErrors: false });
  const edit = editAt(document, text, offsetOf(text, line, column), fix);
  if (edit === undefined) return undefined;
  const next = edited(text, edit);
  const after = parseYaml(path, next).file;
  const meant = withEdit(before.value, edit.path, edit.change);
  return after !== undefined && isDeepStrictEqual(after.value, meant) ? next : undefined;
}

function edited(text: string, { start, end, insert }: Edit): string {
  return text.slice(0, start) + insert + text.slice(end);
}

/** Lines are counted by `\n`, as the parser does. */
function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 1; i < line; i++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}
