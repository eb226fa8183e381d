import { expect, it } from 'vitest';
import { jsonText } from './json-text.js';
import { sanitize } from './sanitize.js';

it('is the same value, and nothing in it reaches a terminal but its characters', () => {
  const every = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('');
  const event = { text: every, 'k\u009b': ['\u001b[2J', '损失 🙂'] };
  const text = jsonText(event);
  expect(JSON.parse(text)).toEqual(event);
  expect(sanitize(text)).toBe(text);
  expect(text).toContain('损失 🙂');
  expect(jsonText({ a: '\u202e' }, 2)).toBe('{\n  "a": "\\u202e"\n}');
});
