import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ownCredentials } from './own-credentials.js';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEYS = 'AWS_ACCESS_KEY_ID=AKIAEXAMPLE\nAWS_SECRET_ACCESS_KEY="of file"\n';
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'of file' };

it.each([
  ['of .env', KEYS, {}, keys],
  ['for a time', `${KEYS}AWS_SESSION_TOKEN=t\n`, {}, { ...keys, sessionToken: 't' }],
  ['half of them', 'AWS_ACCESS_KEY_ID=AKIAEXAMPLE\n', {}, undefined],
  ['none', '', {}, undefined],
  ['the environment has its own', KEYS, { AWS_ACCESS_KEY_ID: 'other' }, undefined],
  ['the environment names a profile', KEYS, { AWS_PROFILE: 'other' }, undefined],
  ['a token of the environment is of other keys', KEYS, { AWS_SESSION_TOKEN: 'other' }, keys],
])('keys of AWS: %s', (_, text, env, found) => {
  writeFileSync(join(folder, '.env'), text);
  expect(ownCredentials(folder, env)).toEqual(found);
});
