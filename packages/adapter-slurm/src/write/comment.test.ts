import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownComment, readComment, writeComment } from './comment.js';
import { commentInLine } from './submit-line.js';

describe('the comment of a job', () => {
  it('is Json with the key and the user’s own', () => {
    expect(writeComment({ key: 'r/1', comment: 'a "b"' })).toBe('{"sigwatch":"r/1","comment":"a \\"b\\""}');
  });

  it('is read again, and found in the line of accounting, whatever the user wrote', () => {
    const comments = fc.record(
      {
        key: fc.string(),
        comment: fc.string(),
        restart: fc.nat(),
        submitted: fc.nat(),
        task: fc.nat(),
        hold: fc.constant(true as const),
      },
      { requiredKeys: ['key'] },
    );
    fc.assert(
      fc.property(comments, fc.string(), (comment, after) => {
        const text = writeComment(comment);
        expect(readComment(text)).toEqual(comment);
        expect(commentInLine(`sbatch -N2 --comment=${text} x.sh ${after.replaceAll('--comment=', '')}`)).toEqual(
          comment,
        );
      }),
    );
  });

  it('is the user’s alone where it is not ours', () => {
    for (const text of ['', 'mine', '{"a":1}', '{not json', '[1]', 'null']) expect(readComment(text)).toBeUndefined();
    expect(ownComment('mine')).toBe('mine');
    expect(ownComment('')).toBeUndefined();
    expect(ownComment(writeComment({ key: 'r/1', comment: 'mine' }))).toBe('mine');
    expect(ownComment(writeComment({ key: 'r/1' }))).toBeUndefined();
    expect(commentInLine('sbatch --comment=mine x.sh')).toBeUndefined();
  });
});
