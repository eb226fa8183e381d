import { describe, expect, it } from 'vitest';
import { Ending, lastLineOf } from './ending.js';

async function* inParts(text: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += 7) yield Buffer.from(text.slice(at, at + 7));
}
const lastLine = (text: string) => lastLineOf(inParts(text));

/** What has come, in parts, the last ones since the question. */
function ended(before: string, since = ''): { readonly ending: Ending; readonly from: number } {
  const ending = new Ending();
  ending.add(Buffer.from(before));
  const from = ending.total;
  for (const char of since) ending.add(Buffer.from(char));
  return { ending, from };
}

describe('the end of what has come', () => {
  it.each([
    ['the last line has come', 'one\ntwo\n', '', 'two\n', true],
    ['it came since', 'one\n', 'two\n', 'two\n', true],
    ['more came since', 'one\n', 'two\nthree\n', 'two\n', true],
    ['it has not come', 'one\n', '', 'two\n', false],
    ['half of it has come', 'one\n', 'tw', 'two\n', false],
    ['it is an earlier line', 'two\none\n', '', 'two\n', false],
    ['nothing has come', '', '', 'two\n', false],
    ['there is nothing', '', '', '', true],
    ['there was something', 'one\n', '', '', false],
  ])('%s', async (_, before, since, last, holds) => {
    const { ending, from } = ended(before, since);
    expect(ending.holds(await lastLine(last), from)).toBe(holds);
  });

  it('is told by the end of a line of megabytes', async () => {
    const bar = `${'\rbar 1/9'.repeat(200_000)}\rbar 9/9`;
    const { ending, from } = ended(`one\n${bar}`);
    expect(ending.holds(await lastLine(bar), from)).toBe(true);
    expect(ending.holds(await lastLine(`${bar}!`), from)).toBe(false);
    const less = ended(bar.slice(10));
    expect(less.ending.holds(await lastLine(bar), less.from)).toBe(false);
  });
});
