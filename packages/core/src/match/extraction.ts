import RE2 from 're2';
import type { Fields } from '../contract.js';
import { fieldValue, milliseconds, SECONDS, THROUGHPUT_UNIT } from './field-value.js';
import { lazily } from './lazily.js';
import { groupNumber, type LineReader } from './line-reader.js';
import type { Translated } from './syntax.js';
import type { PatternIssue } from './types.js';

/** Values of the groups of one match; index 0 is the whole match, absent groups took no part. */
type Captures = (string | undefined)[];

/** Which fields come from which groups, as the rule's reader calls them where it has one; with a throughput goes its unit. */
export type Plan = readonly (readonly [field: string, group: number | string, unit?: string])[];

/** How a rule's fields are read from a line that it matched. */
export interface Extraction {
  readonly issues: readonly PatternIssue[];
  readonly plan: Plan;
  /** The values of the groups of a valid line; compiled on the first hit, since most rules of a pack never see one. */
  readonly captures: () => (line: string) => Captures | undefined;
  /** The same with byte positions, for lines that are not valid UTF-8. */
  readonly positions: () => RE2;
}

type Groups = Readonly<Record<string, string | number>> | undefined;

/**
 * Resolves `extract_groups` (name, index or `match`); without it every named group is a field of that name. `source`
 * is the pattern with its flags, `unit` what the rule says of its throughput.
 */
export function planExtraction(
  groups: Groups,
  pattern: Translated,
  reader: LineReader | undefined,
  source: string,
  unit?: string,
): Extraction {
  const issues: PatternIssue[] = [];
  const plan: [string, number | string, string?][] = [];
  const known = reader?.fields ?? [...pattern.names.keys()];
  for (const [field, group] of Object.entries(groups ?? Object.fromEntries(known.map((name) => [name, name])))) {
    const found = reader ? reader.find(group) : groupIndex(pattern, group);
    if (found === undefined) issues.push(noGroup(field, group, reader?.groups ?? groupsOf(pattern)));
    else plan.push(field === 'throughput' && unit !== undefined ? [field, found, unit] : [field, found]);
  }
  const captures = lazily(() => searchOf(source));
  const positions = lazily(() => new RE2(source, 'ud'));
  return { issues, plan, captures, positions };
}

function groupIndex(pattern: Translated, group: string | number): number | undefined {
  const named = typeof group === 'string' ? pattern.names.get(group) : undefined;
  if (named !== undefined) return named;
  const index = groupNumber(group);
  return index !== undefined && index <= pattern.groups ? index : undefined;
}

function noGroup(field: string, group: string | number, remedy: string): PatternIssue {
  return {
    column: 1,
    construct: String(group),
    message: `field \`${field}\` takes group \`${group}\`, which the pattern does not have`,
    remedy,
  };
}

function groupsOf({ names, groups }: Translated): string {
  const known =
    names.size > 0 ? `named groups are ${[...names.keys()].join(', ')}` : 'no group of the pattern has a name';
  return `The pattern has ${groups} group${groups === 1 ? '' : 's'}, and ${known}; \`match\` is the whole match.`;
}

/** Anchored, RE2 needs not look for the start of the match from its end, which takes half its time. */
function searchOf(source: string): (line: string) => Captures | undefined {
  try {
    const anchored = new RE2(`^(?s:.)*?(${source})`, 'u');
    return (line) => anchored.exec(line)?.slice(1);
  } catch {
    // The few instructions more were too many for a pattern at RE2's limit.
    const plain = new RE2(source, 'u');
    return (line) => plain.exec(line)?.slice();
  }
}

/** Fields of a line from the values of its groups; a group that took no part brings none. */
export function fieldsOf(plan: Plan, value: (group: number | string) => string | undefined): Fields {
  const fields: Record<string, string | number> = {};
  for (const [field, group, unit] of plan) {
    const text = value(group);
    if (text === undefined) continue;
    if (field === SECONDS) fields.step_time_ms ??= milliseconds(text);
    else fields[field] = fieldValue(field, text);
    if (unit !== undefined) fields[THROUGHPUT_UNIT] = unit;
  }
  return fields;
}
