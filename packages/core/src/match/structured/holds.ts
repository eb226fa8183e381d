import RE2 from 're2';
import { lazily } from '../lazily.js';
import { escapeLiteral } from '../syntax.js';
import type { Condition } from './conditions.js';
import { isGiven, numberOf, type Value } from './value.js';

/** Whether a field's value is what its condition asks for. */
export type Holds = (value: Value | undefined) => boolean;

/** What a line does not have is not equal to anything, and matches nothing: `!=` and `!~` hold for it. */
export function holdsOf({ test }: Condition, flags: string): Holds {
  switch (test.op) {
    case 'given':
      return isGiven;
    case '=':
    case '!=': {
      const isEqual = equals(test.text, test.number, flags);
      return (value) => (value !== undefined && isEqual(value.text)) === (test.op === '=');
    }
    case '=~':
    case '!~': {
      const regex = lazily(() => new RE2(`(?${flags}:${test.regex.line})`, 'u'));
      return (value) => (value !== undefined && regex().test(value.text)) === (test.op === '=~');
    }
    default: {
      const { op, number } = test;
      return (value) => isGiven(value) && compare(op, numberOf(value.text), number);
    }
  }
}

/** A number without quotes is one however it is written; anything else is compared as text. */
function equals(text: string, number: number | undefined, flags: string): (given: string) => boolean {
  if (number !== undefined) {
    return (given) => {
      const value = numberOf(given);
      return value === number || (Number.isNaN(number) && Number.isNaN(value));
    };
  }
  if (!flags.includes('i')) return (given) => given === text;
  const regex = lazily(() => new RE2(`(?i:\\A${escapeLiteral(text)}\\z)`, 'u'));
  return (given) => regex().test(given);
}

/** No order holds for what is no number, nor for NaN. */
function compare(op: '>' | '>=' | '<' | '<=', value: number | undefined, number: number): boolean {
  if (value === undefined) return false;
  if (op === '>') return value > number;
  if (op === '>=') return value >= number;
  return op === '<' ? value < number : value <= number;
}
