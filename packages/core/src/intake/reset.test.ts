import { describe, expect, it } from 'vitest';
import type { Cursor, LogSource, Read } from '../contract.js';
import { discoveryOf, intakeOf, kept, signals, told } from './intake.fixture.js';
import type { TrackStates } from './intake.js';

const NOW = Date.UTC(2024, 0, 1, 12);

type Script = (Extract<Read, { kind: 'data' | 'reset' }> & { readonly text?: string })[];

const cursor = (inode: string, generation: number, offset: number): Cursor => ({
  path: 'log',
  inode,
  head: '',
  tail: '',
  offset,
  generation,
  seen: [],
});

/** A source that says what a script says, and then is caught up. */
function scripted(script: Script): LogSource {
  let last = cursor('1', 0, 0);
  return {
    id: 'log',
    open: async () => ({
      async read(into) {
        const next = script.shift();
        last = next?.cursor ?? last;
        if (next === undefined) return { kind: 'caught_up', asOf: NOW, cursor: last };
        const bytes = next.text === undefined ? 0 : into.write(next.text);
        return { ...next, bytes, cursor: last } as never as Read;
      },
      async [Symbol.asyncDispose]() {},
    }),
  };
}

const data = (text: string, at: Cursor) => ({ kind: 'data' as const, bytes: 0, text, cursor: at });

async function taken(script: Script, states: TrackStates = new Map()) {
  const intake = intakeOf({ now: () => NOW }, discoveryOf(scripted(script)), { states });
  await intake.settled();
  const result = await intake.take();
  await intake[Symbol.asyncDispose]();
  return result;
}

describe('intake: a source that goes on in another file', () => {
  it('closes open blocks in the old file, tells of a gap, and counts lines anew', async () => {
    const result = await taken([
      data('one\nTraceback (most recent call last):\n', cursor('1', 0, 40)),
      { kind: 'reset', reason: 'replaced', gap: 'bytes may be lost', cursor: cursor('2', 1, 0) },
      data('FAIL new\n', cursor('2', 1, 9)),
    ]);
    expect(told(result)).toEqual([
      'log found',
      'log output',
      'log:2 exception',
      'log notice',
      'log:1 failed',
      'log output',
      'log watermark',
      'watermark',
    ]);
    expect(signals(result).map(({ id }) => id)).toEqual(['1/log#0:5/exception', '1/log#1:0/failed']);
  });

  it('tells of no gap where all that was read is of earlier attempts, and of one as soon as that is not all', async () => {
    const past = { cursor: cursor('1', 0, 40), line: 3, scan: { blocks: [] }, clock: {}, past: true } as const;
    const reset = (to: Cursor) =>
      ({ kind: 'reset', reason: 'truncated', gap: 'bytes may be lost', cursor: to }) as const;
    const notices = async (...script: Script) =>
      told(await taken(script, kept(new Map([['log', past]])))).filter((what) => what.includes('notice'));
    const anew = [reset(cursor('1', 1, 0)), data('one\n', cursor('1', 1, 4))];
    expect(await notices(...anew)).toEqual([]);
    expect(await notices(...anew, reset(cursor('1', 2, 0)))).toHaveLength(1);
    expect(await notices(data('two\n', cursor('1', 0, 44)), ...anew)).toHaveLength(1);
  });

  it('counts on where a file that was left is written to again', async () => {
    const result = await taken([
      data('one\ntwo\n', cursor('1', 0, 8)),
      { kind: 'reset', reason: 'replaced', cursor: cursor('2', 1, 0) },
      data('FAIL a\n', cursor('2', 1, 7)),
      { kind: 'reset', reason: 'replaced', cursor: cursor('1', 2, 8) },
      data('FAIL late\n', cursor('1', 2, 18)),
      { kind: 'reset', reason: 'replaced', cursor: cursor('2', 3, 7) },
      data('FAIL b\n', cursor('2', 3, 14)),
    ]);
    expect(signals(result).map(({ line, offset }) => [line, offset])).toEqual([
      [1, 0],
      [3, 8],
      [2, 7],
    ]);
  });

  it('drops nothing of another file for what was handed out of the one before', async () => {
    const handed = { id: '1/log#0:8/failed', generation: 0, offset: 8 };
    const states = kept(
      new Map([['log', { cursor: cursor('1', 0, 0), line: 1, scan: { blocks: [] }, clock: {}, handed }]]),
    );
    const script: Script = [
      { kind: 'reset', reason: 'truncated', gap: 'lost', cursor: cursor('1', 1, 0) },
      data('FAIL new\n', cursor('1', 1, 9)),
    ];
    expect(signals(await taken(script, states)).map(({ id }) => id)).toEqual(['1/log#1:0/failed']);
  });

  it('hands out nothing twice when the copy that it resumes from is still short', async () => {
    const handed = { id: '1/log#0:8/failed', generation: 0, offset: 8 };
    const states = kept(
      new Map([['log', { cursor: cursor('1', 0, 0), line: 1, scan: { blocks: [] }, clock: {}, handed }]]),
    );
    const script: Script = [data('FAIL a\n\n', cursor('1', 0, 8)), data('FAIL b\nFAIL c\n', cursor('1', 0, 22))];
    expect(signals(await taken(script, states)).map(({ fields }) => fields.what)).toEqual(['c']);
  });
});
