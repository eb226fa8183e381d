import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRegistry, loadMonitors } from '@sigwatch/core';
import { parse } from 'yaml';
import { pythonSyntax } from '../peers/python-syntax.mjs';

const plugins = fileURLToPath(new URL('../../../plugins/', import.meta.url));
/** Types of rules that ask for fields of a line, not for a form of its text. @type {ReadonlySet<string>} */
const STRUCTURED = new Set(['json', 'logfmt']);
const packs = readdirSync(plugins).map((name) => `${plugins}${name}`);

/**
 * The patterns of the default pack, `unless` included, and the names of rules that Python can't be asked. Rules of structured
 * lines and those without a pattern are no patterns to be asked of a line.
 *
 * @returns {{ rules: readonly import('./rule-sets.mjs').BenchRule[], leftOut: readonly string[] }}
 */
export function defaultPack() {
  const { rules } = loadMonitors(['default'], { cwd: plugins, packs, registry: createRegistry() });
  /** @type {import('./rule-sets.mjs').BenchRule[]} */
  const asked = [];
  const leftOut = [];
  for (const rule of rules) {
    if (rule.internal || rule.pattern === undefined || STRUCTURED.has(rule.pattern_type)) continue;
    const { name, pattern, flags, unless } = rule;
    if (rule.pattern_type === 'regex' && hasForm(pattern) && (unless === undefined || hasForm(unless)))
      asked.push({ name, pattern, ...(flags && { flags }), ...(unless && { unless }) });
    else leftOut.push(name);
  }
  return { rules: asked, leftOut };
}

/** Every line that the packs' own tests are about, hits and near misses. */
export function testLines() {
  return packs.flatMap((pack) => {
    const folder = `${pack}/monitoring`;
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
    return files.flatMap((name) => logsIn(parse(readFileSync(`${folder}/${name}`, 'utf8'))));
  });
}

/** @param {unknown} value @returns {readonly string[]} */
function logsIn(value) {
  if (Array.isArray(value)) return value.flatMap(logsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'log' ? [one].flat().filter((line) => typeof line === 'string') : logsIn(one),
  );
}

/** @param {string} pattern */
function hasForm(pattern) {
  try {
    pythonSyntax(pattern);
    return true;
  } catch {
    return false;
  }
}
