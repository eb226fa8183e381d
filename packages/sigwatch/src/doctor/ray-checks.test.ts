import { PermissionDeniedError } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { type RayProbes, rayChecks } from './ray-checks.js';

const NOW = 1_000_000;
const server = { address: 'http://head:8265', version: '2.60.0', session: 'session_1', clock: NOW - 1_000 };
const well: RayProbes = {
  command: (name) => `/bin/${name}`,
  rayServer: async () => server,
  prefixes: async () => [],
  run: async () => ({ code: 0, out: '', err: '' }),
  now: () => NOW,
};

/** `level name: text | remedy` */
async function told(changes: Partial<RayProbes> = {}): Promise<string[]> {
  const found: string[] = [];
  for await (const { level, name, text, remedy } of rayChecks({ ...well, ...changes }))
    found.push(`${level} ${name}: ${text}${remedy === undefined ? '' : ` | ${remedy}`}`);
  return found;
}
const rejects = (error: Error) => async () => Promise.reject(error);

it('finds nothing where all is well', async () => {
  expect(await told({ prefixes: async () => [['kubectl', 'exec', 'p', '--'], []] })).toEqual([
    'ok ray: 2.60.0 at http://head:8265, session_1',
    'ok ray clock: agrees with ours',
    'ok exec: kubectl exec p -- runs commands',
    'ok exec: commands are run on this machine',
  ]);
});

it('asks nothing where no job is meant for Ray', async () => {
  expect(await told({ rayServer: async () => undefined })).toEqual([
    expect.stringMatching(/^info ray: no job is meant/),
  ]);
});

it('tells of a dashboard that does not answer, and what to do', async () => {
  expect(await told({ rayServer: rejects(new Error('refuses connections')) })).toEqual([
    expect.stringMatching(/^fail ray: refuses connections \| See that the head's dashboard runs .*http:\/\/HOST:8265/),
  ]);
});

it('leaves it to a refusal to say what helps', async () => {
  const error = new PermissionDeniedError('The token is not valid (401).', 'Set RAY_AUTH_TOKEN.');
  expect(await told({ rayServer: rejects(error) })).toEqual([
    'fail ray: The token is not valid (401). Set RAY_AUTH_TOKEN.',
  ]);
});

it('warns of clocks that differ', async () => {
  expect((await told({ rayServer: async () => ({ ...server, clock: NOW + 90_000 }) }))[1]).toMatch(
    /^warn ray clock: differs from ours by 90 s \| Set both by NTP/,
  );
});

it.each<[string, Partial<RayProbes>, RegExp]>([
  ['kubectl is missing', { command: () => undefined }, /^fail exec: kubectl is not in PATH \| Install it/],
  [
    'the pod is not there',
    { run: async () => ({ code: 1, out: '', err: 'Error from server (NotFound): pods "p" not found\n' }) },
    /^fail exec: kubectl exec p --: Error from server \(NotFound\): pods "p" not found \| Type `kubectl exec p -- true`/,
  ],
  ['it hangs', { run: rejects(new Error('kubectl does not answer')) }, /kubectl does not answer \| Type/],
])('tells when %s', async (_, changes, words) => {
  const found = await told({ prefixes: async () => [['kubectl', 'exec', 'p', '--']], ...changes });
  expect(found.at(-1)).toMatch(words);
});
