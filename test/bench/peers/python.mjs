import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byName } from './peer.mjs';

/**
 * @param {string} name
 * @param {string} script
 * @returns {import('./peer.mjs').Peer}
 */
const python = (name, script) => ({
  name,
  command: 'python3',
  version: ['--version'],
  takes: 'slice',
  slice: 64,
  job(rules, folder) {
    const file = join(folder, 'rules.json');
    writeFileSync(file, JSON.stringify(rules.map(({ name, pattern, kind }) => ({ name, pattern, kind }))));
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
