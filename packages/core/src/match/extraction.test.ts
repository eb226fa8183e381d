import { describe, expect, it } from 'vitest';
import { fieldsOf, planExtraction } from './extraction.js';
import { translate } from './syntax.js';

describe('what is printed in seconds', () => {
  const read = (text: string) => {
    const pattern = translate('took (?P<step_time_s>\\S+)');
    const { plan, captures } = planExtraction(undefined, pattern, undefined, pattern.line);
    const found = captures()(`took ${text}`);
    return fieldsOf(plan, (group) => found?.[group as number]);
  };

  it.each([
    ['1.5', 1500],
    ['1.1', 1100],
    ['0.0000125', 0.013],
    ['nan', 'nan'],
  ])('%s is told in milliseconds', (text, ms) => expect(read(text)).toEqual({ step_time_ms: ms }));

  it('does not displace milliseconds that the line has too', () => {
    const plan = [
      ['step_time_ms', 1],
      ['step_time_s', 2],
    ] as const;
    expect(fieldsOf(plan, (group) => (group === 1 ? '80' : '9'))).toEqual({ step_time_ms: 80 });
  });
});
