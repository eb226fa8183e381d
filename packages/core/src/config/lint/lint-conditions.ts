import type { Json, Millis } from '../../contract.js';
import { groupNames } from '../../correlate/group.js';
import { INTERVAL } from '../../correlate/value.js';
import type { Composed } from '../compose.js';
import { fieldsOf } from '../fields.js';
import type { Finding } from '../finding.js';
import { nearest } from '../nearest.js';
import type { Path } from '../yaml/yaml-file.js';
import {
  fieldsInExpression,
  inputsAt,
  namesAll,
  namesAt,
  settingsOfWhen,
  spanOf,
  valuesOfGroup,
  type WhenEntry,
} from './condition-parts.js';
import type { FindingCode } from './finding-codes.js';
import { findingAt } from './lint-place.js';

/** Pattern types whose fields stand in the pattern. */
const CAPTURING: readonly string[] = ['regex', 'substring', 'dissect'];

/** The conditions of the rules of a file. */
export function lintConditions({ rules, settings }: Composed, file: string): readonly Finding[] {
  const placed = new Map(rules.map((one) => [one.entry.name, one]));
  const context = {
    entries: new Map(rules.map(({ entry }) => [entry.name, entry as WhenEntry])),
    poll_interval_seconds: Number(settings.poll_interval_seconds ?? 30),
    check_interval_seconds: Number(settings.check_interval_seconds ?? 30),
  };
  return rules
    .filter(({ entry, layer }) => entry.when != null && layer.file.path === file)
    .flatMap((one) => {
      const fieldsOfRule = (name: string) => {
        const { rule, entry } = placed.get(name) ?? {};
        // An operator adds fields of its own to what it puts out.
        const known = rule !== undefined && (entry === one.entry || entry?.when == null);
        return known && CAPTURING.includes(rule.pattern_type) ? fieldsOf(rule) : undefined;
      };
      return whenProblems(one.entry as WhenEntry, { ...context, fieldsOf: fieldsOfRule }).map(
        ({ code, path, message, remedy }) => findingAt(one, path, code, message, remedy),
      );
    });
}

/** What is around a rule with an operator. */
export interface WhenContext {
  /** The rules of the monitor by name, this one among them. */
  readonly entries: ReadonlyMap<string, WhenEntry>;
  /** Fields that hits of a rule have; undefined where that cannot be known. */
  fieldsOf(name: string): readonly string[] | undefined;
  readonly poll_interval_seconds: number;
  readonly check_interval_seconds: number;
}

export interface WhenProblem {
  readonly code: FindingCode;
  /** From the rule on. */
  readonly path: Path;
  readonly message: string;
  readonly remedy: string;
}

/** Conditions that no run can meet, or that a run meets by itself: what the schema of an operator cannot see. */
export function whenProblems(entry: WhenEntry, context: WhenContext): readonly WhenProblem[] {
  const problems: WhenProblem[] = [];
  const add: Add = (code, path, message, remedy) => problems.push({ code, path, message, remedy });
  const when = settingsOfWhen(entry.when);
  windows(when, add);
  if (typeof when.count === 'number') threshold(entry, when, when.count, context, add);
  if (when.absent !== undefined) absence(when, context, add);
  if (Array.isArray(when.sequence) && when.sequence.length === 1)
    add(
      'short_sequence',
      ['when', 'sequence'],
      'a sequence of one is always whole',
      'Name what follows, or use `absent`.',
    );
  fields(entry, when, context, add);
  return problems;
}

type Settings = ReturnType<typeof settingsOfWhen>;
type Add = (code: FindingCode, path: Path, message: string, remedy: string) => void;

/** Times that are none. */
function windows(when: Settings, add: Add): void {
  for (const key of ['within', 'absent', 'start_within'] as const)
    if (spanOf(when[key]) === 0)
      add('empty_window', ['when', key], `\`${key}\` is no time at all`, 'Write a duration such as 90s, 30m or 2h.');
}

function threshold(entry: WhenEntry, when: Settings, count: number, context: WhenContext, add: Add): void {
  const { distinct } = when;
  if (typeof distinct === 'string' && count > 1) {
    const values = entry.pattern == null ? undefined : valuesOfGroup(entry.pattern, distinct);
    if (namesAt(when.by).some(({ name }) => name === distinct))
      add(
        'unreachable_threshold',
        ['when', 'distinct'],
        `\`${distinct}\` has one value in each group of \`by\`, and ${count} different ones are asked for`,
        `Take \`${distinct}\` out of \`by\` or out of \`distinct\`.`,
      );
    else if (values !== undefined && values < count)
      add(
        'unreachable_threshold',
        ['when', 'count'],
        `\`${distinct}\` can have ${values} values, and ${count} different ones are asked for`,
        `Ask for ${values} at the most, or let the pattern capture more.`,
      );
  }
  const most = mostWithin(entry.input, spanOf(when.within), context);
  if (most !== undefined && most < count)
    add(
      'unreachable_threshold',
      ['when', 'count'],
      `\`throttle\` lets ${most} of the input through within ${String(when.within)}, and ${count} are asked for`,
      'Ask for fewer, within a longer time, or of an input that is not throttled.',
    );
}

/** How many signals of throttled inputs can come within a time; undefined where there is no such bound. */
function mostWithin(input: Json | undefined, within: Millis | undefined, { entries }: WhenContext): number | undefined {
  if (within === undefined || within === 0 || !namesAll(input)) return undefined;
  const bounds = inputsAt(input).map(({ name }) => {
    const when = settingsOfWhen(entries.get(name)?.when);
    const throttle = spanOf(when.throttle);
    // Each group is throttled by itself, and nobody knows how many there are.
    return throttle === undefined || throttle === 0 || when.by !== undefined ? undefined : Math.ceil(within / throttle);
  });
  return bounds.every((bound) => bound !== undefined) ? bounds.reduce((sum, bound) => sum + bound, 0) : undefined;
}

/** What can be seen no sooner cannot be missed sooner. */
function absence(when: Settings, { poll_interval_seconds, check_interval_seconds }: WhenContext, add: Add): void {
  const span = spanOf(when.absent);
  if (span === undefined || span === 0) return;
  const [poll, checks] = [poll_interval_seconds * 1_000, 2 * check_interval_seconds * 1_000];
  const [least, why] =
    checks > poll ? [checks, 'two checks (`check_interval_seconds`)'] : [poll, 'a poll (`poll_interval_seconds`)'];
  if (span < least)
    add(
      'absent_too_short',
      ['when', 'absent'],
      `\`absent\` is ${span / 1_000} s, and ${why} may take ${least / 1_000} s`,
      `Wait for ${least / 1_000}s at least, or shorten the interval.`,
    );
}

/** Fields that the operator's input never brings: what reads them never sees a value. */
function fields(entry: WhenEntry, when: Settings, context: WhenContext, add: Add): void {
  const given = when.sequence === undefined ? entry.input : undefined;
  if (when.sequence !== undefined || (given !== undefined && !namesAll(given))) return;
  const sources = given === undefined ? [entry.name] : inputsAt(given).map(({ name }) => name);
  const known = sources.map((name) => context.fieldsOf(name));
  if (known.some((names) => names === undefined)) return;
  const there = known.flatMap((names) => names ?? []);
  const check = (name: string, path: Path, more: readonly string[] = []) => {
    if (there.includes(name) || more.includes(name)) return;
    const near = nearest(name, there);
    const remedy = near ? `Did you mean \`${near}\`?` : `Capture it by \`(?P<${name}>…)\`, or use ${listed(there)}.`;
    add('uncaptured_field', ['when', ...path], `nothing that the rule takes in has a field \`${name}\``, remedy);
  };
  for (const { name, below } of namesAt(when.by)) check(name, ['by', ...below], groupNames);
  if (typeof when.distinct === 'string') check(when.distinct, ['distinct'], groupNames);
  if (typeof when.value === 'string')
    for (const name of fieldsInExpression(when.value)) check(name, ['value'], [INTERVAL]);
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'a rule that captures it' : `one of its fields: ${names.join(', ')}`;
