import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SIGNAL_KEYS } from './read-log.js';

it('all keys of a signal can be asked for', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../../schemas/event.schema.json', import.meta.url), 'utf8'));
  expect(SIGNAL_KEYS).toEqual(expect.arrayContaining(Object.keys(schema.definitions.signal.properties)));
});
