import { basename, join, resolve } from 'node:path';
import { type Finding, parseYaml, printFinding } from '@sigwatch/core';
import { packName } from '../../../import-rules/names.js';
import { importers } from '../../../import-rules/systems.js';
import type { PackFile, Reading } from '../../../import-rules/types.js';
import { jsonText } from '../../../view/json-text.js';
import { sanitize } from '../../../view/sanitize.js';
import { UsageError } from '../../problem.js';
import { ownVersion } from '../../version.js';
import { fromHere, print } from '../place.js';
import { checkedPack } from './check-pack.js';
import { readInput } from './read-input.js';
import { writePack } from './write-pack.js';

type Options = Readonly<Record<string, unknown>>;

const LEVELS = ['error', 'warning', 'note'] as const;

/** `sigwatch rules import SYSTEM FILE [--out DIR]` */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  const [system, given] = args as readonly [string, string];
  const out = typeof options.out === 'string' ? resolve(options.out) : undefined;
  const own = out === undefined ? undefined : nameOfFolder(out);
  const { name, text } = await readInput(given);
  const { imported, findings } = readingOf(system, name, text);
  if (imported === undefined) return told(findings, [], undefined, options);
  const words = { name: own ?? packName(imported.job ?? system), from: basename(name), sigwatch: ownVersion() };
  const pack = await checkedPack(imported, words);
  const placed = pack.findings.map((one) => ({ ...one, file: fromHere(join(out ?? words.name, one.file)) }));
  const all = [...findings, ...placed];
  // What does not load is never written.
  const files = all.some(({ level }) => level === 'error') ? [] : pack.files;
  if (out !== undefined) writePack(out, files, options.force === true);
  return told(all, files, out, options);
}

/** A pack has the name of its folder. */
function nameOfFolder(out: string): string {
  const name = basename(out);
  if (packName(name) === name) return name;
  throw new UsageError(`${name} can't be the name of a pack; take small letters, digits, - and _ (${packName(name)})`);
}

function readingOf(system: string, name: string, text: string): Reading {
  const { file, findings } = parseYaml(name, text);
  const importer = importers[system];
  if (importer === undefined) throw new UsageError(`there is no import of ${system}; there is ${known()}`);
  return file === undefined ? { findings } : importer(file);
}

const known = (): string => Object.keys(importers).join(' and ');

/** Findings go where they disturb nobody who takes the files from standard output. Returns the exit code. */
function told(
  findings: readonly Finding[],
  files: readonly PackFile[],
  out: string | undefined,
  options: Options,
): number {
  const shown = [...findings].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  const written = out === undefined ? [] : files.map(({ path }) => fromHere(join(out, path)));
  if (options.format === 'jsonl') {
    const last = files.length === 0 ? [] : [out === undefined ? { files } : { written }];
    print([...shown, ...last].map((one) => jsonText(one)));
  } else {
    const lines = shown.map((one) => `${one.level}[${one.code}] ${sanitize(printFinding(one))}\n`);
    process.stderr.write(`${lines.join('')}${countsOf(shown)}\n`);
    if (out === undefined) process.stdout.write(files.map(({ path, text }) => `# --- ${path}\n${text}`).join(''));
    else print(written.map((path) => `wrote ${path}`));
  }
  const has = (level: Finding['level']) => findings.some((one) => one.level === level);
  return has('error') ? 2 : has('warning') ? 1 : 0;
}

function countsOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'no finding';
  const count = (level: Finding['level']) => findings.filter((one) => one.level === level).length;
  return `${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes`;
}
