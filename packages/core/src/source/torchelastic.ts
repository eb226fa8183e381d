import path from 'node:path';
import { readJson } from '../match/structured/json.js';
import type { Members, Value } from '../match/structured/value.js';

/** What a worker writes when it dies of an exception, by the name that its launcher gives to the file. */
const ERROR_FILE = 'error.json';

export const isErrorFile = (file: string): boolean => path.basename(file) === ERROR_FILE;

/** `…/attempt_0/3/error.json`, as torchrun lays out its `--log-dir`: what else is called so may be anything. */
export function isWorkersErrorFile(file: string): boolean {
  if (!isErrorFile(file)) return false;
  const [rank = '', attempt = ''] = path.resolve(file).split(path.sep).reverse().slice(1);
  return isNumber(rank) && attempt.startsWith('attempt_') && isNumber(attempt.slice(8));
}

function isNumber(text: string): boolean {
  for (const char of text) if (char < '0' || char > '9') return false;
  return text !== '';
}

/**
 * The file as the lines that the worker would have printed: its traceback, each line with the moment and the local rank,
 * the latter as torchrun itself labels a worker's lines. Undefined when it is not whole JSON of this kind.
 */
export function printed(file: string, json: string): string | undefined {
  const found = json.trimStart().startsWith('{') ? readJson(json) : undefined;
  const message = found?.get('message');
  if (found === undefined || message === undefined) return undefined;
  const extra = message.kind === 'object' ? message.members.get('extraInfo') : undefined;
  const more = extra?.kind === 'object' ? extra.members : undefined;
  const text =
    message.kind === 'object' ? (textOf(more, 'py_callstack') ?? textOf(message.members, 'message')) : message.text;
  if (text === undefined) return undefined;
  const rank = path.basename(path.dirname(path.resolve(file)));
  const label = `${moment(more?.get('timestamp') ?? found.get('timestamp'))}${isNumber(rank) ? `[default${rank}]:` : ''}`;
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => `${label}${line.replaceAll('\r', ' ')}\n`).join('');
}

function textOf(members: Members | undefined, key: string): string | undefined {
  const value = members?.get(key);
  return value?.kind === 'text' && value.text.trim() !== '' ? value.text : undefined;
}

/** Seconds since the epoch, as a number or a text; nothing where they are none that a date can be. */
function moment(value: Value | undefined): string {
  const seconds = Number(value?.text);
  const known = value !== undefined && seconds > 0 && seconds < 1e11;
  return known ? `${new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z')} ` : '';
}
