import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteLog } from '@sigwatch/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rotatedLog } from './rotated-log.js';
import { shorter } from './skip.js';

const { signal } = new AbortController();

/** A log elsewhere, whose file is what it is set to, and a copy of it that grows by `copyOn`. */
function workshop() {
  const directory = mkdtempSync(join(tmpdir(), 'sigwatch-ray-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const copy = join(directory, 'worker-1-2-3.out');
  writeFileSync(copy, '');
  const file = { now: '' };
  const remote: RemoteLog = {
    async *read(offset) {
      if (file.now.length < offset) throw shorter('worker', file.now.length, offset);
      yield { bytes: Buffer.from(file.now.slice(offset)), as_of: 7 };
    },
  };
  const copied = () => readFileSync(copy, 'utf8');
  /** `most`: bytes after which the machine crashes. */
  const copyOn = async (most = Number.POSITIVE_INFINITY): Promise<string> => {
    let left = most;
    for await (const { bytes } of rotatedLog({ remote, copy }).read(copied().length, { follow: false }, signal)) {
      writeFileSync(copy, bytes.subarray(0, left), { flag: 'a' });
      left -= bytes.length;
      if (left <= 0) break;
    }
    return copied();
  };
  return { file, copyOn, copied };
}
const NOTICE = 'sigwatch: this log was rotated or cut where it is written; lines before this one may be missing.\n';

describe('a log that is begun anew', () => {
  it.each([
    ['one\ntwo\n', ''],
    ['one\ntw', '\n'],
  ])('goes on behind a line that says so (%j)', async (before, newline) => {
    const { file, copyOn } = workshop();
    file.now = before;
    expect(await copyOn()).toBe(before);
    file.now = 'six\n';
    expect(await copyOn()).toBe(`${before}${newline}${NOTICE}six\n`);
    file.now = 'six\nseven\n';
    expect(await copyOn()).toBe(`${before}${newline}${NOTICE}six\nseven\n`);
    file.now = 'nine\n';
    expect(await copyOn()).toBe(`${before}${newline}${NOTICE}six\nseven\n${NOTICE}nine\n`);
  });

  it('is copied once, wherever it is left', async () => {
    for (let most = 1; most < NOTICE.length + 8; most += 1) {
      const { file, copyOn } = workshop();
      file.now = 'one\ntwo\nthree\n';
      await copyOn();
      file.now = 'six\n';
      await copyOn(most);
      expect(await copyOn(), `left after ${most}`).toBe(`one\ntwo\nthree\n${NOTICE}six\n`);
    }
  });

  it('is not what a short answer of the same log is', async () => {
    const { file, copyOn, copied } = workshop();
    file.now = 'one\ntwo\n';
    await copyOn();
    for (const cut of ['', 'one\n', 'one\ntwo']) {
      file.now = cut;
      await expect(copyOn()).rejects.toThrow(/it is not the log any more that was copied, or it was cut/);
    }
    file.now = 'one\ntwo\nthree\n';
    await copyOn();
    expect(copied()).toBe('one\ntwo\nthree\n');
  });
});
