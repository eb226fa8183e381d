import { UnansweredError } from '@sigwatch/core';
import { expect, it } from 'vitest';
import type { Modal } from '../client/modal.js';
import { Looks } from './looks.js';

const never = new AbortController().signal;
const LOST = 'Error: Could not connect to the Modal server.\n';

/** A client that complains in turn, and lists no app from then on. */
function looksThatHear(...complaints: readonly string[]) {
  let calls = 0;
  const modal: Modal = async () => {
    const stderr = complaints[calls++] ?? '';
    return { stdout: stderr === '' ? '[]' : '', stderr, exitCode: stderr === '' ? 0 : 1 };
  };
  return { looks: new Looks({ modal, interval: 30_000, now: Date.now }), calls: () => calls };
}

it('asks for a list again where the connection was lost, and soon tells that it is', async () => {
  const passing = looksThatHear(LOST, LOST);
  expect(await passing.looks.apps(never)).toEqual([]);
  expect(passing.calls()).toBe(3);
  const away = looksThatHear(...Array.from({ length: 9 }, () => LOST));
  await expect(away.looks.apps(never)).rejects.toThrow(UnansweredError);
  expect(away.calls()).toBe(3);
});

it('asks once where the answer is a no', async () => {
  const { looks, calls } = looksThatHear('Error: Token missing. Could not authenticate client.\n');
  await expect(looks.apps(never)).rejects.toMatchObject({ code: 'permission_denied' });
  expect(calls()).toBe(1);
});
