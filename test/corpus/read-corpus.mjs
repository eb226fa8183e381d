/** Reads a labelled corpus, and says of what can't be scored where it stands and what to do. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** @import { Row } from './score.mjs' */
/** @import { Session } from './score-sessions.mjs' */

const KINDS = ['error', 'progress', 'success', 'checkpoint', 'noise', 'state'];
const FORMAT = 'test/corpus/README.md shows the format';

/** Something is wrong with what was given, not with the program. */
export class UnusableInput extends Error {}

/**
 * @param {string} file
 * @returns {readonly Row[]}
 */
export function readLines(file) {
  const rows = textOf(file)
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [rowOf(line, `${file}:${i + 1}`)]));
  if (rows.length === 0) throw new UnusableInput(`${file}: holds no labelled line; ${FORMAT}`);
  return rows;
}

/**
 * The logs of a directory with their labels.
 * @param {string} directory
 * @returns {readonly (Session & { log: Buffer })[]}
 */
export function readSessions(directory) {
  const files = listed(directory).filter((name) => /\.(?:log|json)$/.test(name));
  const names = [...new Set(files.map((name) => name.replace(/\.(?:log|json)$/, '')))].sort();
  if (names.length === 0) throw new UnusableInput(`${directory}: holds no NAME.log with its NAME.json; ${FORMAT}`);
  return names.map((name) => {
    const [log, label] = [join(directory, `${name}.log`), join(directory, `${name}.json`)];
    if (!existsSync(label)) throw new UnusableInput(`${log}: has no ${name}.json beside it; label it, or move it away`);
    if (!existsSync(log)) throw new UnusableInput(`${label}: has no ${name}.log beside it; add the log that it labels`);
    return { name, root_cause: rootCauseOf(label), log: readFileSync(log) };
  });
}

/**
 * @param {string} text
 * @param {string} place
 * @returns {Row}
 */
function rowOf(text, place) {
  const row = parsed(text, place);
  if (!isObject(row)) throw new UnusableInput(`${place}: is not a JSON object; write one object a line`);
  for (const key of ['id', 'text'])
    if (typeof row[key] !== 'string') throw new UnusableInput(`${place}: "${key}" is no string; ${FORMAT}`);
  const { label } = row;
  if (!isObject(label)) throw new UnusableInput(`${place}: "label" is no object; ${FORMAT}`);
  if (!KINDS.includes(String(label.kind)))
    throw new UnusableInput(`${place}: the kind ${JSON.stringify(label.kind)} is none of ${KINDS.join(', ')}`);
  if (label.kind === 'error' && typeof label.error_type !== 'string')
    throw new UnusableInput(`${place}: an error has no "error_type"; schemas/error-types.yaml lists them`);
  checkAlso(label, place);
  if (!isObject(label.fields ?? {}))
    throw new UnusableInput(`${place}: "fields" is no object; write {"step": 10}, or leave it out`);
  return /** @type {Row} */ (/** @type {unknown} */ (row));
}

/** @param {string} file */
function rootCauseOf(file) {
  const session = parsed(textOf(file), file);
  const cause = isObject(session) ? session.root_cause : undefined;
  if (!isObject(cause) || !('error_type' in cause))
    throw new UnusableInput(`${file}: has no root_cause.error_type; write null there for a healthy run`);
  if (cause.error_type !== null && typeof cause.error_type !== 'string')
    throw new UnusableInput(`${file}: root_cause.error_type is neither a type nor null`);
  checkAlso(cause, file);
  const { line = null, restartable = null } = cause;
  return /** @type {Session['root_cause']} */ ({ ...cause, line, restartable });
}

/**
 * @param {Record<string, unknown>} label
 * @param {string} place
 */
function checkAlso({ also }, place) {
  if (also !== undefined && also !== null && !Array.isArray(also))
    throw new UnusableInput(`${place}: "also" is no list; write ["oom"], or leave it out`);
}

/**
 * @param {string} text
 * @param {string} place
 * @returns {unknown}
 */
function parsed(text, place) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnusableInput(`${place}: is not JSON: ${/** @type {Error} */ (error).message}; mend it`);
  }
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error, `give the labelled lines, such as ${basename(file)}`);
  }
}

/** @param {string} directory */
function listed(directory) {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw unreadable(directory, error, 'give a directory that holds NAME.log and NAME.json');
  }
}

/**
 * @param {string} path
 * @param {unknown} error
 * @param {string} remedy
 */
function unreadable(path, error, remedy) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  return new UnusableInput(`${path}: ${code === 'ENOENT' ? 'is not there' : message}; ${remedy}`);
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
