import { describe, expect, it } from 'vitest';
import type { Cursor } from '../contract.js';
import { newTrack } from '../intake/track-state.js';
import { LastLine } from '../last-line.js';
import { lastWords } from './last-words.js';

const cursor = (path: string, offset = 10) => ({ path, inode: '1:1', offset, generation: 0 }) as unknown as Cursor;
const track = (path: string, last: number, more = {}) => ({
  ...newTrack,
  cursor: cursor(path),
  clock: { last },
  ...more,
});
const files = { tail: async (path: string) => `first of ${path}\nlast of ${path}\n\n` };

describe('what a job has printed last', () => {
  it('is the last line that was read, of the source that printed last', async () => {
    const line = new LastLine();
    line.take(Buffer.from('a\nb\n'), 'ta-1', 2_000);
    line.take(Buffer.from('system\n'), 'app', 1_000);
    expect(await lastWords(line, new Map(), files)).toEqual({ text: 'b', source: 'ta-1', at: 2_000 });
    line.take(Buffer.from('c\n'), 'ta-2', 3_000);
    expect(line.words).toEqual({ text: 'c', source: 'ta-2', at: 3_000 });
  });

  it('is read from the end of the log that an earlier life has read on last', async () => {
    const tracks = new Map([
      ['ta-1', track('/logs/1', 5_000)],
      ['ta-2', track('/logs/2', 9_000)],
      ['ta-0', track('/logs/0', 99_000, { past: true })],
    ]);
    expect(await lastWords(new LastLine(), tracks, files)).toEqual({
      text: 'last of /logs/2',
      source: 'ta-2',
      at: 9_000,
    });
  });

  it('is not known where nothing was printed, or the log is gone', async () => {
    const tail = () => Promise.reject(new Error('ENOENT'));
    expect(await lastWords(new LastLine(), new Map(), files)).toBeUndefined();
    expect(await lastWords(new LastLine(), new Map([['ta-1', track('/logs/1', 5_000)]]), { tail })).toBeUndefined();
  });
});
