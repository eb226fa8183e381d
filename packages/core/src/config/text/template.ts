import type { ConfigProblem } from '../../contract.js';
import { nearest } from '../nearest.js';
import { ANY_SETTING, TEMPLATE_NAMES } from './text-tables.js';

/** A template with its values in it, or why it has none. */
export type Filled = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };

type Part =
  | { readonly text: string }
  | { readonly name: string; readonly column: number }
  | { readonly problem: string; readonly column: number };

/** Everything wrong with a template, for load time: braces that don't match and names that don't exist. */
export function checkTemplate(
  text: string,
  allowedNames: readonly string[] = TEMPLATE_NAMES,
): readonly ConfigProblem[] {
  const findings: ConfigProblem[] = [];
  for (const part of parts(text)) {
    if ('problem' in part) findings.push({ path: [], column: part.column, message: part.problem });
    else if ('name' in part && !isAllowed(part.name, allowedNames))
      findings.push({
        path: [],
        column: part.column,
        message: unknownName(part.name, allowedNames),
        name: part.name,
      });
  }
  return findings;
}

const isAllowed = (name: string, allowed: readonly string[]): boolean =>
  allowed.includes(name) || (name.startsWith('overrides.') && allowed.includes(ANY_SETTING));

/**
 * The text with its values in place. They go in as they are, whatever they hold, and are not read again. A value that
 * is missing at run time is an error to report; nothing is ever thrown into a stream.
 */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): Filled {
  return fill(text, values, (name) => ({ error: `{${name}} has no value here, in ${JSON.stringify(text)}` }));
}

/** A text for people with its values in place. What has no value is `unknown`; what is no template stays as it is written. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  const filled = fill(text, values, () => 'unknown');
  return filled.ok ? filled.text : text;
}

function fill(
  text: string,
  values: Readonly<Record<string, string>>,
  missing: (name: string) => string | { readonly error: string },
): Filled {
  let filled = '';
  for (const part of parts(text)) {
    if ('problem' in part) return { ok: false, error: `${part.problem} in the template ${JSON.stringify(text)}` };
    if ('text' in part) {
      filled += part.text;
      continue;
    }
    const value = (Object.hasOwn(values, part.name) ? values[part.name] : undefined) ?? missing(part.name);
    if (typeof value !== 'string') return { ok: false, error: value.error };
    filled += value;
  }
  return { ok: true, text: filled };
}

function parts(text: string): readonly Part[] {
  const found: Part[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if ((char === '{' || char === '}') && text[at + 1] === char) {
      plain += char;
      at++;
    } else if (char === '{') {
      const end = text.indexOf('}', at);
      const name = end < 0 ? '' : text.slice(at + 1, end);
      if (end < 0) found.push({ problem: '"{" is never closed; write "{{" for a brace', column: at + 1 });
      else if (!/^\w+(?:\.\w+)?$/.test(name))
        found.push({ problem: `"{${name}}" is no name; write "{{" for a brace`, column: at + 1 });
      else found.push({ text: plain }, { name, column: at + 1 });
      plain = '';
      at = end < 0 ? text.length : end;
    } else if (char === '}') {
      found.push({ problem: '"}" closes nothing; write "}}" for a brace', column: at + 1 });
    } else plain += char;
  }
  found.push({ text: plain });
  return found;
}

/** `{name}` is no name that may stand here, and what may. */
export function unknownName(name: string, allowed: readonly string[]): string {
  if (TEMPLATE_NAMES.includes(name)) return `{${name}} has no value here. Known are: ${allowed.join(', ')}.`;
  const near = nearest(name, allowed);
  const hint = near === undefined ? '.' : `; did you mean {${near}}?`;
  return `{${name}} is unknown${hint} Known are: ${allowed.join(', ')}.`;
}
