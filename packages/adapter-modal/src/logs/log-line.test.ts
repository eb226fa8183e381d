import { expect, it } from 'vitest';
import { LineSplitter, logLine } from './log-line.js';

const AT = '2026-11-23 04:00:01+00:00';

it('reads time, container and text; the text is what the container printed', () => {
  expect(logLine(`${AT} ta-01AB step 1: loss 0.5`)).toEqual({
    ...{ time: Date.UTC(2026, 10, 23, 4, 0, 1), container: 'ta-01AB', text: 'step 1: loss 0.5' },
    raw: `${AT} ta-01AB step 1: loss 0.5`,
  });
  expect(logLine(`${AT} ta-01AB `)?.text).toBe('');
  expect(logLine(`${AT} Stopping app - local entrypoint completed.`)).toMatchObject({
    text: 'Stopping app - local entrypoint completed.',
  });
  expect(logLine(`${AT} Stopping app - x`)?.container).toBeUndefined();
});

it("takes the client's own words for no line of the log", () => {
  for (const own of ['✓ Initialized. View run at https://modal.com/a/b/ap-1', '', 'Following logs for ap-1...'])
    expect(logLine(own)).toBeUndefined();
});

it('joins a line that the client broke off to ask for more', () => {
  expect(logLine(`${AT} ta-1 half a${' '}2026-11-23 04:01:00+00:00 ta-1  line`)?.text).toBe('half a line');
  const other = `${AT} ta-1 said ${AT} ta-2 something`;
  expect(logLine(other)?.text).toBe(`said ${AT} ta-2 something`);
});

it('splits what comes in any pieces alike', () => {
  const text = `${AT} ta-1 ä 1\r${AT} ta-1 \u001b[1A\r${AT} ta-1 2\r\nSpinner\n${AT} ta-2 3\n${AT} ta-1 end`;
  const bytes = Buffer.from(text);
  const texts = (size: number) => {
    const splitter = new LineSplitter();
    const lines = [];
    for (let at = 0; at < bytes.length; at += size) lines.push(...splitter.take(bytes.subarray(at, at + size)));
    return [...lines, ...splitter.end()].map(({ container, text: one }) => `${container} ${one}`);
  };
  for (const size of [1, 2, 7, 1000])
    expect(texts(size)).toEqual(['ta-1 ä 1', 'ta-1 ', 'ta-1 2', 'ta-2 3', 'ta-1 end']);
});
