import { afterEach, expect, it } from 'vitest';
import { quietly } from './aws-client.js';

const NAME = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
const before = process.env[NAME];
afterEach(() => {
  if (before === undefined) delete process.env[NAME];
  else process.env[NAME] = before;
});

it.each([undefined, 'false'])('the SDK is told to be quiet while a client is made, where it was %s before', (value) => {
  if (value === undefined) delete process.env[NAME];
  else process.env[NAME] = value;
  expect(quietly(() => process.env[NAME])).toBe('true');
  expect(process.env[NAME]).toBe(value);
  expect(() =>
    quietly(() => {
      throw new Error('no client');
    }),
  ).toThrow('no client');
  expect(process.env[NAME]).toBe(value);
});
