import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byName } from './peer.mjs';
import { pythonSyntax } from './python-syntax.mjs';

/** @typedef {import('./peer.mjs').BenchRule} BenchRule */

/**
 * @param {string} name
 * @param {string} script
 * @param {object} [more]
 * @param {number} [more.slice] in megabytes
 * @param {(rule: BenchRule) => object} [more.written] a rule as the script reads it
 * @returns {import('./peer.mjs').Peer}
 */
const python = (
  name,
  script,
  { slice = 64, written = ({ name, pattern, kind }) => ({ name, pattern, kind }) } = {},
) => ({
  name,
  command: 'python3',
  version: ['--version'],
  takes: 'slice',
  slice,
  job(rules, folder) {
    const file = join(folder, 'rules.json');
    writeFileSync(file, JSON.stringify(rules.map(written)));
    return {
      args: [fileURLToPath(new URL(script, import.meta.url)), file],
      counts: ({ stdout }) => {
        const { byRule, ...told } = JSON.parse(stdout);
        return { ...told, byRule: byName(Object.entries(byRule)) };
      },
    };
  },
});

export const pythonRe = python('python re', 'python_re.py');
export const pythonFields = python('python re, fields', 'python_fields.py');

/** Any patterns of RE2, with what spares a line, in text rather than bytes: also of hundreds of rules. */
export const pythonLines = python('python re, lines of text', 'python_lines.py', {
  slice: 2,
  written: ({ name, pattern, flags, unless }) => ({
    name,
    pattern: pythonSyntax(pattern, flags),
    ...(unless === undefined ? {} : { unless: pythonSyntax(unless, flags) }),
  }),
});
