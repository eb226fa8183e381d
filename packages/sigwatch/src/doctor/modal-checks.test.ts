import { PermissionDeniedError, UnansweredError } from '@sigwatch/core';
import { expect, it } from 'vitest';
import type { Check } from './checks.js';
import { type ModalServer, modalChecks } from './modal-checks.js';

async function told(modalServer: () => Promise<ModalServer | undefined>): Promise<readonly Check[]> {
  const all: Check[] = [];
  for await (const check of modalChecks({ modalServer })) all.push(check);
  return all;
}

it('says nothing where no app is meant to be run', async () => {
  expect(await told(async () => undefined)).toEqual([]);
});

it('tells the client and who it is for Modal', async () => {
  expect(await told(async () => ({ version: '1.6.4', apps: 2, environment: 'main' }))).toEqual([
    { name: 'modal client', level: 'ok', text: '1.6.4' },
    { name: 'modal login', level: 'ok', text: 'Modal knows us: 2 apps in environment main' },
  ]);
});

it('refuses a client that is too old, and asks nobody by it', async () => {
  const [check, ...more] = await told(async () => ({ version: '1.4.0', too_old: "Modal's client 1.4.0 is too old" }));
  expect(check).toMatchObject({ name: 'modal client', level: 'fail', text: "Modal's client 1.4.0 is too old" });
  expect(more).toEqual([]);
});

it('tells what is missing: the client, the token, the way to the server', async () => {
  const denied = new PermissionDeniedError('Modal does not know us: Token missing.', 'Log in by `modal token new`.');
  expect(await told(() => Promise.reject(denied))).toEqual([
    { name: 'modal login', level: 'fail', text: 'Modal does not know us: Token missing. Log in by `modal token new`.' },
  ]);
  const [check] = await told(() => Promise.reject(new UnansweredError('modal app list was not answered')));
  expect(check).toMatchObject({ name: 'modal client', level: 'fail', text: 'modal app list was not answered' });
  expect(check?.remedy).toContain('`modal app list` answers');
});
