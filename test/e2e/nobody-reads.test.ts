import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));

it.each([['--help'], ['submit', '--help'], ['schema', 'sigwatch']])(
  'what prints %s to a reader that has gone ends without a word',
  async (...args) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    // Node itself takes longer to start than this.
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    const [code] = await once(child, 'close');
    expect({ code, said }).toEqual({ code: 0, said: '' });
  },
);
