import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inPath, jobIdOf, submissionIdIn, submissionIdOf } from './submission-id.js';

it('is the run and the attempt, where they can be read back', () => {
  expect(submissionIdOf('llama/3')).toBe('sigwatch-llama-3');
  expect(submissionIdOf('llama-2024.1/12')).toBe('sigwatch-llama-2024.1-12');
});

it.each([['llama 7b/1'], ['a/b/1'], ['träning/1'], ['no-attempt'], [`${'x'.repeat(300)}/1`], ['']])(
  'of %j it has a fingerprint, and fits a file name and a path',
  (key) => {
    const id = submissionIdOf(key);
    expect(id).toMatch(/^sigwatch-[A-Za-z0-9._-]*\.[0-9a-f]{12}$/);
    expect(id.length).toBeLessThanOrEqual(120);
    expect(inPath(id)).toBe(id);
    expect(submissionIdOf(key)).toBe(id);
  },
);

it('is another one for another key', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '/', '1', '2', ' ', 'é'), maxLength: 6 });
  fc.assert(
    fc.property(part, part, (one, other) => {
      expect(submissionIdOf(one) === submissionIdOf(other)).toBe(one === other);
    }),
    { numRuns: 2_000 },
  );
});

it('is found again in the id of a job', () => {
  expect(submissionIdIn(jobIdOf('raysubmit_1'))).toBe('raysubmit_1');
  expect(submissionIdIn('ray:')).toBeUndefined();
  expect(submissionIdIn('slurm:12')).toBeUndefined();
  expect(inPath('a/b c')).toBe('a%2Fb%20c');
});
