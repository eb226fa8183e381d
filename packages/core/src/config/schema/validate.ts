import type { ValidateFunction } from 'ajv';
import type { Json, SchemaError } from '../../contract.js';
import { type Finding, type Fix, finding, placeIn, wordFix } from '../finding.js';
import { child } from '../interpolation/interpolation-lookup.js';
import { interpolated } from '../interpolation/interpolation-syntax.js';
import { scalar } from '../interpolation/interpolation-value.js';
import type { FindingCode } from '../lint/finding-codes.js';
import { nearest } from '../nearest.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';

/** Everything that is wrong with the file by its schema, with places. */
export function validate(file: YamlFile, check: ValidateFunction): readonly Finding[] {
  return validatePart(
    file,
    [],
    () => file.value,
    (value) => (check(value) ? [] : (check.errors ?? [])),
  );
}

/** The same for the part of the file that stands at `at`; `part` gives its value, anew each time. */
export function validatePart<T>(
  file: YamlFile,
  at: Path,
  part: () => T,
  check: (value: T) => readonly SchemaError[],
): readonly Finding[] {
  let errors = check(part()).map((error) => ({ ...error, instancePath: pointer(at) + error.instancePath }));
  if (errors.length > 0 && convert(file, errors))
    errors = check(part()).map((error) => ({ ...error, instancePath: pointer(at) + error.instancePath }));
  const findings = new Map<string, Finding>();
  for (const error of errors) {
    // These only say that a subschema failed, whose own errors say why.
    if (error.keyword === 'if' || error.keyword === 'anyOf' || error.keyword === 'propertyNames') continue;
    const finding = describe(file, error);
    const key = `${finding.line}:${finding.column}:${finding.code}:${finding.message}`;
    if (!findings.has(key)) findings.set(key, finding);
  }
  return [...findings.values()];
}

/** An interpolation knows no types: `30` of a variable is a number where one is wanted, and 30 is a text where that is. */
function convert(file: YamlFile, errors: readonly SchemaError[]): boolean {
  let converted = false;
  for (const { keyword, params, data, instancePath } of errors) {
    const path = pathOf({ instancePath });
    if (keyword !== 'type' || file.written?.(path) === undefined) continue;
    const types = [params.type].flat() as string[];
    const value = typeof data === 'string' ? scalar(data) : String(data);
    const type = value === null ? 'null' : typeof value;
    if (!types.includes(type) && !(types.includes('integer') && Number.isInteger(value))) continue;
    if (data !== null && typeof data === 'object') continue;
    const parent = path.slice(0, -1).reduce<Json | undefined>((node, step) => child(node, step), file.value);
    (parent as { [key: string]: Json })[String(path.at(-1))] = value;
    converted = true;
  }
  return converted;
}

const pointer = (path: Path) =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function pathOf(error: Pick<SchemaError, 'instancePath'>): Path {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function describe(file: YamlFile, error: SchemaError): Finding {
  const path = pathOf(error);
  const name = String(path.at(-1) ?? 'the file');
  const told = (
    code: FindingCode,
    message: string,
    remedy: string,
    at: Path = path,
    what?: 'key' | 'value',
    fix?: Fix,
  ) => finding(code, placeIn(file, at, what), message, remedy, fix);
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
    const near = nearest(key, known);
    const remedy = near ? `Did you mean \`${near}\`?` : `Known here: ${known.join(', ')}.`;
    return told('unknown_key', `unknown key \`${key}\``, remedy, [...path, key], 'key', wordFix(key, known));
  }
  if (error.keyword === 'required') {
    const key = String(error.params.missingProperty);
    return told('missing_key', `\`${key}\` is missing`, `Add \`${key}:\` here.`);
  }
  // Values that only the run can fill in are resolved elsewhere; here a number or a word is needed now.
  const written = file.written?.(path);
  if (interpolated(error.data))
    return told(
      'unresolved_interpolation',
      `\`${name}\` is \`${written ?? error.data}\`, which is not resolved at this place`,
      'Write the value itself.',
    );
  // Never the value itself, which may be that of a variable.
  const shown = written ?? JSON.stringify(asWritten(file, path, error.data as Json))?.slice(0, 80) ?? 'nothing';
  const wrong = `\`${name}\` cannot be ${shown}`;
  if (error.keyword === 'enum' || error.keyword === 'const') {
    const allowed = error.keyword === 'enum' ? (error.params.allowedValues as unknown[]) : [error.params.allowedValue];
    const near =
      typeof error.data === 'string' && written === undefined ? nearest(error.data, allowed.map(String)) : undefined;
    const listed = `Use one of: ${allowed.join(', ')}.`;
    const code = name === 'class_name' ? 'unknown_class' : 'unknown_word';
    const fix = near === undefined ? undefined : wordFix(error.data as string, allowed.map(String));
    return told(code, wrong, near ? `Did you mean \`${near}\`? ${listed}` : listed, path, 'value', fix);
  }
  if (error.keyword === 'type') {
    const types = [error.params.type].flat().join(' or ');
    return told('wrong_type', `${wrong}: it has to be ${types}`, 'Correct the value.');
  }
  if (error.keyword === 'pattern') return told('wrong_form', wrong, formHint(name, String(error.params.pattern)));
  return told('wrong_value', `${wrong}: it ${error.message ?? 'is not allowed'}`, 'Correct the value.');
}

function asWritten(file: YamlFile, path: Path, value: Json): Json {
  const written = file.written?.(path);
  if (written !== undefined || value === null || typeof value !== 'object') return written ?? value;
  if (Array.isArray(value)) return (value as Json[]).map((item, i) => asWritten(file, [...path, i], item));
  const entries = Object.entries(value as { [key: string]: Json });
  return Object.fromEntries(entries.map(([key, item]) => [key, asWritten(file, [...path, key], item)]));
}

function formHint(name: string, pattern: string): string {
  if (pattern.includes('\\d{4}-')) return 'Write +30s, or a moment such as 2025-01-02T03:04:05Z.';
  if (pattern.includes('(ms|s|m|h|d)')) return 'Write a duration such as 90s, 30m or 2h.';
  if (pattern === '^unknown$') return 'Write what is known, or `unknown`.';
  if (pattern === '^none$') return 'Write what to expect, or `none`.';
  if (name === 'version') return 'Write MAJOR.MINOR.PATCH, such as 1.2.0.';
  if (pattern.startsWith('^(>=|')) return 'Write a range of versions, such as `>=1.2.0 <2.0.0` or `^1.2.0`.';
  if (name === 'flags') return 'Use letters of i, m, s and U.';
  const words = /^\^\(([a-z_|]+)\)\$$/.exec(pattern)?.[1]?.split('|');
  if (words !== undefined) return `It is one of ${words.join(', ')}.`;
  return `It has to match ${pattern}.`;
}
