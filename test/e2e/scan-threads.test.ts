import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { eventsOf } from '../support/cli.js';
import { Workshop } from './workshop.js';

const MEGABYTE = 2 ** 20;

/** Several chunks of a log: hits far apart and side by side, blocks that end in the next chunk, bare `\r` and torn UTF-8. */
function longLog(): Buffer {
  const parts: Buffer[] = [];
  const quiet = Buffer.from('gpu4:131:131 [2] NCCL INFO Channel 03/0 : 3[2] -> 4[3] via P2P/IPC\n');
  const torn = Buffer.from([0xe2, 0x96, 0x0a]);
  for (let size = 0, turn = 0; size < 5 * MEGABYTE; turn++) {
    parts.push(...Array.from({ length: (turn * 7919) % 3000 }, () => quiet));
    parts.push(
      Buffer.from(' 10%|#   | 1/10\r 20%|##  | 2/10\r[rank3]: CUDA out of memory. Tried to allocate 2 GiB\r\n'),
      torn,
    );
    parts.push(Buffer.from('Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    main()\n'));
    parts.push(...Array.from({ length: turn % 3 }, () => quiet), Buffer.from(`ValueError: shape ${turn}\n`));
    parts.push(Buffer.from(`iteration ${turn}/ 100 | lm loss: 2.${turn} | grad norm: 1.0 |\n`.repeat(turn % 40)));
    size = parts.reduce((sum, part) => sum + part.length, 0);
  }
  return Buffer.concat(parts);
}

it('several threads find what one finds, in the same order', async () => {
  using shop = new Workshop();
  writeFileSync(join(shop.directory, 'long.log'), longLog());
  shop.file('short.log', 'CUDA out of memory. Tried to allocate 2 GiB');
  const scan = (workers: string) =>
    shop.cli(['scan', '--all', '--format', 'jsonl', '--workers', workers, 'short.log', 'long.log', 'short.log']);
  const one = await scan('1');
  const three = await scan('3');
  expect(one.out.split('\n').length).toBeGreaterThan(1000);
  expect(three.out).toBe(one.out);
  const counts = (text: string) => text.replace(/[\d.]+ s$/, '');
  expect(counts(three.err.trim())).toBe(counts(one.err.trim()));
});

it('a replay judges the same with threads', async () => {
  using shop = new Workshop();
  writeFileSync(join(shop.directory, 'long.log'), longLog());
  shop.file('short.log', 'CUDA out of memory. Tried to allocate 2 GiB');
  const replay = async (workers: string) => {
    const { out } = await shop.cli(['replay', '--format', 'jsonl', '--workers', workers, 'long.log', 'short.log']);
    // These lines state no time, so that the run takes as long as the reading.
    return eventsOf(out).map(({ event_type, data }) => [event_type, { ...data, duration_seconds: 0 }]);
  };
  const alone = await replay('1');
  expect(alone.length).toBeGreaterThan(100);
  expect(await replay('3')).toEqual(alone);
});

it('what a thread that stopped has not answered, the one that asked finds by itself', () => {
  const script = fileURLToPath(new URL('stopped-pool.mjs', import.meta.url));
  const [alive, cut, stopped] = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
  expect(alive).toEqual({
    lines: [{ start: 2, end: 20, before: 1, matches: [{ rule: 0, fields: { what: 'gpu' } }] }],
    count: 2,
  });
  expect(cut).toEqual(alive);
  expect(stopped).toEqual(alive);
});
