import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { posix } from './posix.mjs';

/**
 * GNU grep, counting lines.
 *
 * @param {string} locale
 * @returns {import('./peer.mjs').Peer}
 */
const grep = (locale) => ({
  name: `grep -E (${locale})`,
  command: 'grep',
  version: ['--version'],
  takes: 'whole',
  job(rules, folder) {
    const file = join(folder, 'grep.txt');
    writeFileSync(file, rules.map(({ pattern }) => `${posix(pattern)}\n`).join(''));
    // What is no text in the locale would end it early without -a.
    return {
      args: ['-a', '-E', '-c', '-f', file],
      env: { LC_ALL: locale },
      fine: [0, 1],
      counts: ({ stdout }) => ({ lines: Number(stdout) }),
    };
  },
});

export const grepBytes = grep('C');
export const grepUnicode = grep('C.UTF-8');
