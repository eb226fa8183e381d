import {
  type ErrorRecord,
  errorRecordSchema,
  type Fields,
  type Json,
  remedy,
  type SigwatchEvent,
  sanitize,
} from '@sigwatch/core';

/** What an error line is told with beside itself. */
export interface ErrorContext {
  readonly script: string;
  readonly step: number | undefined;
  readonly incident: string | null;
}

type Data = { readonly [key: string]: Json | undefined };

/** The longest message and traceback that are kept (characters). */
const LONGEST = 16_000;

/** The record of a signal that tells of a failure. Pure. */
export function errorRecord(event: SigwatchEvent, { script, step, incident }: ErrorContext): ErrorRecord {
  const data = event.data as Data;
  const fields = (data.fields ?? {}) as Fields;
  const derived_severity = (data.severity ?? 'error') as Severity;
  const derived_category = (data.category ?? 'unknown') as Category;
  const block = Array.isArray(data.block) ? (data.block as readonly string[]).map(plain) : [];
  const text = plain(String(data.text ?? ''));
  const named = exceptionOf(fields, [...block].reverse().find((line) => line.trim() !== '') ?? text, text);
  return {
    timestamp: event.timestamp,
    error_type: named?.type ?? null,
    error_message: (named?.message || text).slice(0, LONGEST),
    severity: saidSeverity(fields) ?? derived_severity,
    category: said(fields.category, CATEGORIES) ?? derived_category,
    derived_severity,
    derived_category,
    suggestion: suggestionOf(data, fields),
    traceback: block.length === 0 ? null : block.join('\n').slice(-LONGEST),
    context: {
      ...fields,
      signal: data.signal,
      source: data.source,
      line: data.line,
      ...(step === undefined ? {} : { step }),
    },
    script,
    run_id: event.run_id,
    incident,
    attempt: event.attempt,
    diagnosis: String(data.error_type ?? 'unknown'),
    rule: (data.rule ?? null) as ErrorRecord['rule'] & Json,
  };
}

type Severity = ErrorRecord['severity'];
type Category = ErrorRecord['category'];
const SEVERITIES = errorRecordSchema.properties.severity.enum as readonly Severity[];
const CATEGORIES = errorRecordSchema.properties.category.enum as readonly Category[];

/** What the program itself says of its error by a field of the line; what is none of the words says nothing. */
function said<T extends string>(field: Fields[string] | undefined, words: readonly T[]): T | undefined {
  const word = typeof field === 'string' ? field.trim().toLowerCase() : undefined;
  return words.find((one) => one === word);
}

/** How bad the program itself calls its error, if it does. */
export const saidSeverity = (fields: Fields): Severity | undefined => said(fields.severity, SEVERITIES);

/** The rule's remedy as the event tells it, filled with the line's fields; else what helps with the type. */
function suggestionOf(data: Data, fields: Fields): string {
  if (typeof data.remedy === 'string') return data.remedy;
  return remedy({ ...(typeof data.error_type === 'string' ? { error_type: data.error_type } : {}), fields });
}

/** Without colours, whatever showed the log; indentation and tabs stay. */
const plain = (line: string): string => line.split('\t').map(sanitize).join('\t');

interface Named {
  readonly type: string;
  readonly message: string;
}

/** What the rule has read, else what the end of the traceback or the line itself says, as Python words it. */
function exceptionOf(fields: Fields, last: string, text: string): Named | undefined {
  if (typeof fields.exception === 'string')
    return { type: lastName(fields.exception), message: plain(String(fields.message ?? '')) };
  return namedIn(last) ?? namedIn(text);
}

/** `[rank0]: torch.cuda.OutOfMemoryError: CUDA out of memory` → the class without its module, and what follows. */
function namedIn(line: string): Named | undefined {
  const rest = withoutMarks(line.trim());
  const colon = rest.indexOf(':');
  const head = colon === -1 ? rest : rest.slice(0, colon);
  const type = lastName(head);
  if (!isDotted(head) || !ENDINGS.some((ending) => type.endsWith(ending)) || !isUpper(type)) return undefined;
  return { type, message: colon === -1 ? '' : rest.slice(colon + 1).trim() };
}

const ENDINGS = ['Error', 'Exception', 'Interrupt', 'Exit', 'Timeout', 'Failure', 'Warning'];

/** Without the marks of ranks and programs before a line: `[rank0]:`, `(worker pid=1)`. */
function withoutMarks(line: string): string {
  const close = line.startsWith('[') ? ']' : line.startsWith('(') ? ')' : undefined;
  const end = close === undefined ? -1 : line.indexOf(close);
  if (end === -1 || end > 80) return line;
  const rest = line.slice(end + 1);
  return withoutMarks((rest.startsWith(':') ? rest.slice(1) : rest).trim());
}

const lastName = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1);

const isUpper = (name: string): boolean => name.charAt(0) >= 'A' && name.charAt(0) <= 'Z';

/** Letters, digits, `_` and dots alone. */
function isDotted(text: string): boolean {
  for (const c of text) {
    const known = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c === '_' || c === '.';
    if (!known) return false;
  }
  return text !== '';
}
