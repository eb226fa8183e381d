import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { eventsOf } from '../support/cli.js';
import { Workshop } from './workshop.js';

const MEGABYTE = 2 ** 20;

/** Several chunks of a log: hits far apart and side by side, blocks that end in the next chunk, bare `\r` and torn UTF-8. */
function longLog(): Buffer {
  const parts: Buffer[] = [];
  const quiet = Buffer.from('gpu4:131:131 [2] NCCL INFO Channel 03/0 : 3[2] -> 4[3] via P2P/IPC\n');
  const torn = Buffer.from([0xe2, 0x96, 0x0a]);
  for (let size = 0, turn = 0; size < 9 * MEGABYTE; turn++) {
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

it('ranges are searched to the end whichever threads stop, and whenever', () => {
  using shop = new Workshop();
  const script = fileURLToPath(new URL('ranges-of-log.mjs', import.meta.url));
  const log = join(shop.directory, 'ranges.log');
  const parts = Array.from({ length: 4000 }, (_, i) => {
    const trace = `Traceback (most recent call last):\n  File "a.py", line ${i}, in f\n    f()\nValueError: shape ${i}\n`;
    return `step ${i}\r\n${'quiet '.repeat(i % 50)}\n${i % 7 === 0 ? trace : ''}${i % 90 === 0 ? 'out of memory: gpu\n' : ''}`;
  });
  writeFileSync(log, parts.join(''));
  const found = (threads: number, stop: number) =>
    execFileSync(process.execPath, [script, log, `${threads}`, `${stop}`], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const alone = found(0, -1);
  expect(alone.split('\n').length).toBeGreaterThan(9000);
  expect(found(2, -1)).toBe(alone);
  for (const stop of [0, 1, 3]) expect(found(2, stop), `stopped after ${stop}`).toBe(alone);
});

it('what can only be read from front to end is read so, between files that threads share', async () => {
  using shop = new Workshop();
  writeFileSync(join(shop.directory, 'long.log'), longLog());
  shop.file('empty.log', '');
  writeFileSync(
    join(shop.directory, 'packed.log.gz'),
    gzipSync('[rank1]: CUDA out of memory. Tried to allocate 9 GiB\n'),
  );
  for (let i = 0; i < 70; i++)
    shop.file(`rank-${i}.log`, `${'quiet\n'.repeat(i)}CUDA out of memory. Tried to allocate ${i} GiB`);
  const ranks = Array.from({ length: 70 }, (_, i) => `rank-${i}.log`);
  const scan = (workers: string) =>
    shop.cli([
      'scan',
      '--format',
      'jsonl',
      '--workers',
      workers,
      'long.log',
      'packed.log.gz',
      'empty.log',
      ...ranks,
      'long.log',
    ]);
  const one = await scan('1');
  const two = await scan('2');
  expect(two.out).toBe(one.out);
  expect(one.out).toContain('allocate 9 GiB');
  const counts = (text: string) => text.replace(/[\d.]+ s$/, '');
  expect(counts(two.err.trim())).toBe(counts(one.err.trim()));
});

it('a line that is too long is cut alike, and the lines behind it keep their numbers', async () => {
  using shop = new Workshop();
  const failed = 'CUDA out of memory. Tried to allocate 2 GiB\n';
  const long = `${failed}${'x'.repeat(3 * MEGABYTE)} CUDA out of memory. Tried to allocate 3 GiB\n${failed}`;
  shop.file('cut.log', long.repeat(3));
  const scan = (workers: string) => shop.cli(['scan', '--workers', workers, 'cut.log']);
  const { out } = await scan('1');
  expect(out.match(/^cut\.log:\d+/gm)).toEqual(['1', '3', '4', '6', '7', '9'].map((line) => `cut.log:${line}`));
  expect((await scan('2')).out).toBe(out);
});

it('rules with a field that is called as the line of a block are searched for in turn', async () => {
  using shop = new Workshop();
  writeFileSync(join(shop.directory, 'long.log'), longLog());
  const rule = "pattern: 'Traceback', lines: 4, extract_groups: { first_line: match }";
  shop.file('own.yaml', `class_name: LogMonitor\nlog_signals:\n  - { name: own, ${rule} }\n`);
  const scan = (workers: string) =>
    shop.cli(['scan', '--all', '--monitor', 'own.yaml', '--format', 'jsonl', '--workers', workers, 'long.log']);
  const one = await scan('1');
  expect(one.out).toContain('"first_line":"Traceback"');
  expect((await scan('2')).out).toBe(one.out);
});
