import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { compressionOf, readsZstd, zstd } from './compression.js';
import { Unpacked, type Unpacker } from './unpacked.js';

const of = (bytes: Buffer | string) => compressionOf((into) => Buffer.from(bytes).copy(into));

it('knows a compressed file by its first bytes', () => {
  expect(of(gzipSync('x'))?.unpack).toBeDefined();
  expect(of(Buffer.from('fd377a585a000004', 'hex'))?.refusal('a.xz')).toMatch(
    /by xz, .* xzcat a\.xz \| sigwatch scan -/,
  );
  expect(of('BZh91AY&SY…')?.refusal('a.bz2')).toMatch(/by bzip2, .* bzcat a\.bz2/);
  for (const plain of ['', 'B', 'BZh91', 'a log\n', '(\xb5']) expect(of(plain)).toBeUndefined();
});

it('reads zstd where Node can, and says what to do where it can not', () => {
  const found = of(Buffer.from('28b52ffd04580100', 'hex'));
  expect(found?.unpack !== undefined).toBe(readsZstd);
  expect(found?.refusal('a.zst')).toMatch(/by zstd, which Node \S+ can't read \(22\.15 .* zstdcat a\.zst \|/);
  expect(zstd(undefined)).toBeUndefined();
  expect(zstd(() => new PassThrough() as unknown as Unpacker)?.(true)).toBeInstanceOf(PassThrough);
});

/** Unpacks nothing but ends, as Node's zstd does, with the first part of the file: a line here. */
function lineByLine(): Unpacker {
  let used = 0;
  let over = false;
  const stream = new PassThrough();
  const write = stream._transform.bind(stream);
  stream._transform = (chunk: Buffer, encoding, done) => {
    if (over) return done();
    const end = chunk.indexOf(10) + 1;
    over = end > 0;
    used += over ? end : chunk.length;
    write(over ? chunk.subarray(0, end) : chunk, encoding, done);
    if (over) stream.push(null);
  };
  return Object.defineProperty(stream, 'bytesWritten', { get: () => used }) as unknown as Unpacker;
}

it('goes on with the next part of a file where what unpacks it ends with one', async () => {
  const text = Buffer.from('first\nsecond\nthird');
  const raw = ([into]: readonly Buffer[], position: number) => text.copy(into as Buffer, 0, position);
  const read = async (inFrames: boolean) => {
    const into = Buffer.alloc(100);
    const unpacked = new Unpacked(raw, lineByLine, inFrames);
    return into.toString('utf8', 0, await unpacked.read([into], 0));
  };
  expect(await read(true)).toBe('first\nsecond\nthird');
  expect(await read(false)).toBe('first\n');
});
