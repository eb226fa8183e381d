import { surePrefix } from '../rank-prefix.js';
import { readException } from '../traceback.js';
import { isReport, mentionsError, once } from './said.js';

/** What the lines before a line say that it belongs to. Json. */
export interface Neighbours {
  readonly kind: 'frame' | 'help' | 'settings' | 'rules' | 'diff' | 'view' | 'ignored';
  /** What every line of it begins with: that of another rank is no part of it. */
  readonly prefix: string;
  readonly indent: number;
  /** Lines since its heading. */
  readonly lines: number;
}

/** Of a line, what is looked at, in bytes. */
export const HEAD = 256;
/** A dump that goes on for longer is no longer believed. */
export const LONGEST = 1000;

const r = String.raw;

/** A form of heading, and a sign that most lines lack: only where it is there, the pattern is asked. */
const headings = [
  ['frame', (body: string) => body.includes('File "'), once(r`^ *File "[^"]+", line \d+`)],
  [
    'help',
    (body: string) => body.includes('-') || body.includes('sage: '),
    once(r`^ {1,8}(?:-\w, )?--?[A-Za-z]|^(?:usage|Usage): `),
  ],
  ['diff', (body: string) => body.startsWith('@@ '), once(r`^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@`)],
  // What the terminal view of sigwatch says of a signal; the line itself stands below it.
  [
    'view',
    (body: string) => body.startsWith('  ', 8),
    once(r`^\d\d:\d\d:\d\d {2}(?:warning|error|critical|fatal) {2,}\w+`),
  ],
  // What a destructor raises, most often while a healthy program ends: Python shows it and goes on.
  ['ignored', (body: string) => body.startsWith('Exception ignored '), once(r`^Exception ignored (?:in|while)\b`)],
  ['rules', (body: string) => body.includes('log_signals:'), once(r`^\s*log_signals:\s*$`)],
  [
    'settings',
    (body: string) => ':={(['.includes(body.trimEnd().at(-1) ?? ' '),
    once(
      r`^[^(]*(?:\b|_)(?i:config|configuration|cfg|args|arguments|params|parameters|settings|hparams|hyperparameters|options)(?: \w+){0,2}\s*[:=]?\s*[:={(\[]\s*$`,
    ),
  ],
] as const;

/** A line, and how long what is put before it by its rank is. */
export interface Headed {
  readonly line: string;
  readonly sure: number;
}

export const headed = (line: string): Headed => ({ line, sure: surePrefix(line) });

/** What the line after `line` belongs to, when `line` itself belonged to `to`. */
export function after({ line, sure }: Headed, to: Neighbours | undefined): Neighbours | undefined {
  const prefix = line.slice(0, sure);
  const body = line.slice(sure);
  if (to?.kind === 'ignored' && goesOn(body, prefix, to)) return { ...to, lines: to.lines + 1 };
  const found = headings.find(
    ([kind, maybe, heading]) => maybe(body) && heading().test(body) && !(kind === 'settings' && mentionsError(body)),
  );
  if (found) return { kind: found[0], prefix, indent: indentOf(body), lines: 0 };
  return to && goesOn(body, prefix, to) ? { ...to, lines: to.lines + 1 } : undefined;
}

/** What a line repeats by its place, when its neighbours before it are `to`. */
export function echoedByPlace(line: string, to: Neighbours | undefined): string | undefined {
  if (!to) return undefined;
  const prefix = line.slice(0, surePrefix(line));
  const body = line.slice(prefix.length);
  if (to.kind === 'ignored' && prefix === to.prefix && to.lines > 1 && readException(body)) return NAMES.ignored;
  if (body.trim() === '' || !goesOn(body, prefix, to)) return undefined;
  if (to.kind !== 'settings') return NAMES[to.kind];
  const key = entry().exec(body)?.[1];
  return key !== undefined && !isReport(key) ? NAMES.settings : undefined;
}

const NAMES = {
  frame: 'a line of source code',
  help: 'a help text',
  settings: 'a dump of settings',
  rules: 'a rule of a monitor',
  diff: 'a diff',
  view: 'an event of sigwatch',
  ignored: 'an exception that Python ignores',
} as const;

/** Whether a line can belong to anything but a heading: most lines of a log cannot. */
export const mayGoOn = ({ line, sure }: Headed): boolean => isInside(line[sure]) || line.startsWith(TRACEBACK, sure);

const TRACEBACK = 'Traceback (most recent call last)';

const isInside = (first: string | undefined) => first === undefined || ' \t+-\\"\'}])#'.includes(first);

function goesOn(body: string, prefix: string, { kind, prefix: known, indent, lines }: Neighbours): boolean {
  if (kind === 'ignored' && prefix === known && lines === 0) return body.startsWith(TRACEBACK);
  if (prefix !== known || lines >= LONGEST || !isInside(body[0])) return false;
  const deep = indentOf(body);
  const blank = body.trim() === '';
  switch (kind) {
    // Python prints one line of source, or few; the exception stands further left than its frames.
    case 'frame':
      return !blank && deep >= indent + 2 && lines < 8;
    case 'help':
      return !blank && deep >= indent + 8 && lines < 12;
    case 'view':
      return !blank && deep >= 20 && lines < 8;
    case 'ignored':
      return lines > 0 && deep > 0;
    case 'diff':
      return !blank && ' +-\\'.includes(body[0] as string);
    case 'rules':
      return blank || deep > indent || body.startsWith('#', deep) || (deep === indent && body.startsWith('- ', deep));
    case 'settings':
      return blank || (deep > indent && (entry().test(body) || item().test(body)));
  }
}

const entry = once(r`^\s+(?:- )?["']?([a-z_][\w./-]*)["']?\s*[:=](?:\s|$)`);
const item = once(r`^\s+(?:- |["'\[{\])}]|[\w.-]+,?$)`);

function indentOf(body: string): number {
  let at = 0;
  while (body[at] === ' ' || body[at] === '\t') at += 1;
  return at;
}
