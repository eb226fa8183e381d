import RE2 from 're2';
import { checkPattern } from '../check-pattern.js';
import { lazily } from '../lazily.js';
import type { LineReader, ReadableLine } from '../line-reader.js';
import type { PatternIssue } from '../types.js';
import { type Condition, readConditions } from './conditions.js';
import { type Holds, holdsOf } from './holds.js';
import { readJson } from './json.js';
import { readLogfmt } from './logfmt.js';
import { wholePath } from './path.js';
import { type Format, requiredPattern, requiredTexts } from './required.js';
import { isGiven, type Members, valueAt } from './value.js';

/** A condition, ready to be asked. */
export interface Asked {
  readonly condition: Condition;
  readonly holds: Holds;
}

export interface Structured extends LineReader {
  readonly asked: readonly Asked[];
  members(line: ReadableLine): Members | undefined;
}

/**
 * Compiles the pattern of a rule for JSON or logfmt. Fields that it names without a condition, and the named groups of
 * its regular expressions, are the fields of the rule; `extract_groups` may take any path.
 */
export function compileStructured(pattern: string, format: Format, flags: string): Structured {
  const { all, issues: syntax } = readConditions(pattern);
  const issues: PatternIssue[] = [...syntax];
  const groups = new Map<string, (members: Members) => string | undefined>();
  const paths = new Map<string, readonly string[]>();
  for (const { path, column, name, test } of all) {
    if (test.op === 'given' && paths.has(path.at(-1)!)) issues.push(twice(path.at(-1)!, column, name));
    else if (test.op === 'given') paths.set(path.at(-1)!, path);
    if (test.op !== '=~' && test.op !== '!~') continue;
    const checked = checkPattern(test.text, test.regex, flags);
    for (const issue of checked.issues) issues.push({ ...issue, column: test.column + issue.column - 1 });
    if (test.op === '!~') continue;
    const regex = lazily(() => new RE2(`(?${flags}:${test.regex.line})`, 'u'));
    for (const [group, index] of test.regex.names) {
      if (groups.has(group)) issues.push(twice(group, column, name));
      groups.set(group, (members) => regex().exec(valueAt(members, path)?.text ?? '')?.[index]);
    }
  }
  const fields = [...new Set([...groups.keys(), ...paths.keys()])];
  const usable = issues.length === 0;
  const asked = usable ? all.map((condition) => ({ condition, holds: holdsOf(condition, flags) })) : [];
  const read = format === 'json' ? readJson : readLogfmt;
  const members = (line: ReadableLine) => line.once(format, read);
  return {
    fields,
    pattern: usable ? requiredPattern(all, format, flags) : '',
    required: usable ? requiredTexts(all, format, flags) : [],
    issues,
    asked,
    members,
    groups: 'Name a field of the line (a.b for one inside of another), a named group, or `match` for the whole line.',
    find(group) {
      if (group === 'match') return 0;
      if (typeof group === 'number') return undefined;
      const path = groups.has(group) || paths.has(group) ? [] : wholePath(group);
      if (path !== undefined && path.length > 0) paths.set(group, path);
      return path && group;
    },
    read(line) {
      const found = members(line);
      if (!found || !asked.every(({ condition, holds }) => holds(valueAt(found, condition.path)))) return undefined;
      return (group) => {
        if (typeof group === 'number') return line.text;
        const named = groups.get(group);
        if (named) return named(found);
        const value = valueAt(found, paths.get(group)!);
        return isGiven(value) ? value.text : undefined;
      };
    },
  };
}

function twice(field: string, column: number, name: string): PatternIssue {
  return {
    column,
    construct: name,
    message: `two fields would be called \`${field}\``,
    remedy: 'Leave one of them to `extract_groups`, which gives it another name.',
  };
}
