import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tail } from './tail.js';
import { metadataFile, progressFile } from './written.js';

const parsed = (bytes: Buffer) => JSON.parse(bytes.toString('utf8'));
const at = Date.UTC(2026, 2, 1, 12);

describe('metadata.json', () => {
  it('keeps when the attempt began, and what others have written', () => {
    const before = Buffer.from('{"started_at": 1772359200, "owner": "me", "phase": "setup", "timestamp": 1772359260}');
    expect(parsed(metadataFile({ at, phase: 'training' }, before))).toEqual({
      ...{ owner: 'me', phase: 'training', start_time: '2026-03-01T10:00:00.000Z' },
      last_update: '2026-03-01T12:00:00.000Z',
    });
  });

  it.each([undefined, '', '{', '[1]'])('begins the attempt where nothing can be read of an earlier one: %j', (text) => {
    const before = text === undefined ? undefined : Buffer.from(text);
    expect(parsed(metadataFile({ at }, before)).start_time).toBe('2026-03-01T12:00:00.000Z');
  });
});

it('progress.json tells only what is known', () => {
  expect(parsed(progressFile({ at, step: 3, loss: 'nan' }, Buffer.from('{"total_steps":9,"timestamp":1}')))).toEqual({
    ...{ total_steps: 9, step: 3, loss: 'nan', last_updated: '2026-03-01T12:00:00.000Z' },
  });
});

describe('the end of a log', () => {
  const lines = fc.array(fc.string({ maxLength: 30 }).map((text) => `${text.replaceAll('\n', ' ')}\n`));
  it('is the end of all lines, begins with a whole one, and has no more bytes than it may', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 40, max: 300 }), (all, most) => {
        const tail = new Tail(most);
        let before = '';
        for (const line of all) {
          tail.add(Buffer.from(line));
          const now = tail.bytes().toString('utf8');
          expect(tail.size).toBe(Buffer.byteLength(now));
          expect(tail.size).toBeLessThanOrEqual(most);
          // It grows, or begins anew with a part of what was there.
          expect(now === before + line || (before + line).endsWith(now)).toBe(true);
          before = now;
        }
        expect(all.join('').endsWith(before)).toBe(true);
        expect(before === all.join('') || all.join('').endsWith(`\n${before}`)).toBe(true);
      }),
    );
  });
});
