import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PatternRule } from '../contract.js';
import { type CompiledRule, compileRule } from './compile-rule.js';
import { normalise } from './normalise.js';
import { openScanner } from './prefilter/scanner.js';
import { openPrograms } from './program/programs.js';
import { FramedLine, readFields } from './read-fields.js';
import { rule } from './rules.test-helper.js';

const programs = openPrograms(openScanner()!);
const compiled = (one: PatternRule, own?: typeof programs) => {
  const result = compileRule(one, 0, () => own);
  if (!('rule' in result)) throw new Error(JSON.stringify(result));
  return result;
};

const step = 'step (?P<step>\\S+)(?:.*?loss: (?P<loss>\\S+))?(?:.*?by (?P<who>[^|]+))?';
const rules = [
  rule('one', step),
  rule('one', step, { flags: 'i' }),
  rule('one', step, { unless: 'skipped' }),
  rule('one', step, { extract_groups: { whole: 'match', first: 1 } }),
  rule('one', 'step %{step} loss: %{loss}', { pattern_type: 'dissect' }),
  rule('one', 'step 1', { pattern_type: 'substring', extract_groups: { whole: 0 } }),
];

const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom('step ', 'STEP ', 'loss: ', 'by ', '1', '-2.5e-3', 'nan', '1,234', '█', 'é', '|', ' ', 'skipped'),
      fc.constantFrom('\xff', '\xe2\x96', '\x00', '\x1a').map((text) => Buffer.from(text, 'latin1')),
    ),
    { maxLength: 14 },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));

/** A line in the midst of a chunk. */
function framed(line: Buffer): FramedLine {
  const chunk = Buffer.concat([Buffer.from('before\n'), line, Buffer.from('\nstep 9')]);
  const seen = normalise(chunk);
  return new FramedLine(seen.bytes.subarray(7, 7 + line.length), chunk, 7, 7 + line.length, seen.valid);
}

it('reads the same fields whether there are programs or only RE2, of lines that are no UTF-8 too', () => {
  const pairs = rules.map((one): [CompiledRule, CompiledRule] => [compiled(one, programs), compiled(one)]);
  for (const [fast, slow] of pairs) expect([fast.program(), slow.program()]).toEqual([expect.anything(), undefined]);
  let read = 0;
  fc.assert(
    fc.property(bytes, (line) => {
      for (const [fast, slow] of pairs) {
        if (!slow.place().test(framed(line).seen)) continue;
        const found = readFields(slow, framed(line));
        expect([line.toString('latin1'), readFields(fast, framed(line))]).toEqual([line.toString('latin1'), found]);
        if (found) read += 1;
        slow.place().lastIndex = 0;
      }
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(1000);
});
