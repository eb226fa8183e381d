import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * ripgrep on one thread, counting lines. Its limits of memory are lifted, so that a thousand rules don't make it slow.
 *
 * @param {string} name
 * @param {readonly string[]} more
 * @param {Pick<import('./peer.mjs').Peer, 'takes' | 'slice'>} much
 * @returns {import('./peer.mjs').Peer}
 */
const ripgrep = (name, more, much) => ({
  name,
  command: 'rg',
  version: ['--version'],
  ...much,
  job(rules, folder) {
    const file = join(folder, 'ripgrep.txt');
    writeFileSync(file, rules.map(({ pattern }) => `${joinable(pattern)}\n`).join(''));
    const limits = ['--regex-size-limit', '1G', '--dfa-size-limit', '1G'];
    return {
      args: ['--no-config', '-j1', '-c', '--no-ignore', ...more, ...limits, '-f', file],
      fine: [0, 1],
      counts: ({ stdout }) => ({ lines: total(stdout) }),
    };
  },
});

/** Its classes and word borders are then what RE2's are. This is who is raced. */
export const ripgrepAscii = ripgrep('rg -j1 --no-unicode', ['--no-unicode'], { takes: 'whole' });
/** As people type it: where `\b` meets a character that is not ASCII, it takes a way that is hundreds of times slower. */
export const ripgrepUnicode = ripgrep('rg -j1', [], { takes: 'slice', slice: 4 });

/** One count, or of a directory `PATH:COUNT` for each file. @param {string} stdout */
const total = (stdout) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(':') + 1)), 0);

/** ripgrep makes one pattern of all: a name may be there once, and a flag must not reach the next. @param {string} pattern */
const joinable = (pattern) => pattern.replaceAll(/\(\?P<\w+>/g, '(?:').replace(/^\(\?i\)(.*)$/, '(?i:$1)');
