import { describe, expect, it } from 'vitest';
import { type Expression, parseExpression } from './expression.js';

const of = (text: string): Expression => {
  const parsed = parseExpression(text);
  if ('message' in parsed) throw new Error(parsed.message);
  return parsed;
};
const says = (text: string, fields: Record<string, string | number> = {}, windows: (number | undefined)[] = []) =>
  of(text).evaluate(fields, windows);

describe('an expression', () => {
  it('mixes whole numbers and fractions', () => {
    expect(says('7 / 2 > 3.4')).toBe(true);
    expect(says('fields.loss == 2', { loss: 2 })).toBe(true);
    expect(says('fields.loss * 2 + 1 == 5.0', { loss: 2 })).toBe(true);
    expect(says('-fields.loss < 0', { loss: 2 })).toBe(true);
  });

  it('takes a field that holds a number for one, and the units of it', () => {
    expect(says('fields.ms > 30', { ms: '31.5' })).toBe(true);
    expect(says('30 < fields.ms', { ms: '31.5' })).toBe(true);
    expect(says('fields.n == 7 && fields.n != 8', { n: '7' })).toBe(true);
    expect(says('number(fields.size) == 2147483648', { size: '2.00 GiB' })).toBe(true);
    expect(says('fields.host == "n1"', { host: 'n1' })).toBe(true);
  });

  it('is undefined where something is not there', () => {
    for (const text of ['fields.ms > 1', 'isNaN(fields.ms)', 'median("ms", 3) > 1', 'fields["a b"] == "x"'])
      expect(says(text)).toBeUndefined();
    expect(says('fields.ms > 1', { ms: 'soon' })).toBeUndefined();
    expect(says('has(fields.ms)')).toBe(false);
    expect(says('fields.ms > 1 || true')).toBe(true);
    expect(says('fields.ms > 1 && fields.n > 1', { n: 0 })).toBe(false);
    expect(says('fields.ms > 1 && fields.ms > 2')).toBeUndefined();
    expect(says('fields.n > 1 ? fields.n < 9 : fields.ms > 1', { n: 2 })).toBe(true);
    expect(says('has(fields.ms) ? fields.ms > 1 : fields.n > 1', { n: 2 })).toBe(true);
    expect(says('!has(fields.ms) && median("n", 2) > 1', {}, [2])).toBe(true);
  });

  it('asks each window once', () => {
    const parsed = of(
      'median("ms", 100) > 2 * median("ms", 100) || percentile("ms", "10m", 95) > max_by("step", "rank")',
    );
    expect(parsed.calls).toEqual([
      { name: 'median', field: 'ms', span: { kind: 'values', size: 100 } },
      { name: 'percentile', field: 'ms', span: { kind: 'time', size: 600_000 }, argument: 95 },
      { name: 'max_by', field: 'step', by: 'rank', span: { kind: 'values', size: 1 } },
    ]);
    expect(parsed.evaluate({}, [5, 9, 3])).toBe(true);
  });

  it('names the fields that it needs', () => {
    expect(of('fields.a > 1 && fields["b c"] == "x" && has(fields.d)').fields).toEqual(['a', 'b c', 'd']);
  });

  it('matches by RE2, which no pattern can slow down', () => {
    expect(says('fields.host.matches("^n[0-9]+$")', { host: 'n12' })).toBe(true);
    expect(says('fields.x.matches("^(a+)+$")', { x: `${'a'.repeat(40_000)}!` })).toBe(false);
  });

  it.each([
    ['fields.ms >', /Unexpected token/, undefined],
    ['ms > 1', /a field is written `fields.ms`/, undefined],
    ['percentle("ms", 3) > 1', /did you mean `percentile`/, undefined],
    ['fields.ms + 1', /true or false/, undefined],
    ['nope(fields.ms) > 1', /nope/, undefined],
    ['median(fields.ms, 3) > 1', /name of a field as a text: median\("loss", 100\)/, 1],
    ['1 > 0 && median("ms") > 1', /needs a window/, 10],
    ['median("ms", 0) > 1', /needs a window/, 1],
    ['median("ms", "soon") > 1', /needs a window/, 1],
    ['percentile("ms", 10, 101) > 1', /0 to 100/, 1],
    ['max_by("step") > 1', /hold apart/, 1],
    ['[1, 2].exists(x, x > 1)', /loop/, undefined],
    ['fields.x.matches(fields.y)', /has to stand there/, undefined],
    ['fields.x.matches("(?=a)")', /RE2 refuses/, undefined],
  ])('%s is refused', (text, message, column) => {
    const parsed = parseExpression(text);
    expect(parsed).toMatchObject({ message: expect.stringMatching(message) });
    if (column !== undefined) expect(parsed).toMatchObject({ column });
  });
});
