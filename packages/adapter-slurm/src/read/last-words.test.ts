import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../test/fake-slurm.js';
import { lastWords, wordsIn } from './last-words.js';

const said = (more: string, job = '12') =>
  `step 5\nslurmstepd: error: *** JOB ${job} ON n1 CANCELLED AT 2026-11-22T15:02:31${more} ***\n`;

describe('the last words of a job in its log', () => {
  it.each([
    ['', 'cancelled', 'CANCELLED'],
    [' DUE TO TIME LIMIT', 'timed_out', 'TIMEOUT'],
    [' DUE TO PREEMPTION', 'cancelled', 'PREEMPTED'],
    [' DUE TO NODE FAILURE, SEE SLURMCTLD LOG FOR DETAILS', 'failed', 'NODE_FAIL'],
    [' DUE TO JOB REQUEUE', 'cancelled', 'REQUEUED'],
  ])('%j', (more, state, reason) => {
    expect(wordsIn(said(more), '12')).toEqual({ state, reason });
  });

  it('are not those of another job, nor of a step', () => {
    expect(wordsIn(said('', '123'), '12')).toBeUndefined();
    expect(
      wordsIn('slurmstepd: error: *** STEP 12.0 ON n1 CANCELLED AT 2026-11-22T15:02:31 ***\n', '12'),
    ).toBeUndefined();
    expect(wordsIn('*** JOB 12 ON n1 is well ***', '12')).toBeUndefined();
  });

  const directory = scratch();
  it('stand at the end of a long file; a file that is not there has none', () => {
    const path = join(directory(), 'log');
    writeFileSync(path, `${'x'.repeat(200_000)}\n${said(' DUE TO TIME LIMIT')}`);
    expect(lastWords(['/nowhere', path], '12')).toEqual({ state: 'timed_out', reason: 'TIMEOUT' });
    writeFileSync(path, `${said('')}${'x'.repeat(200_000)}\n`);
    expect(lastWords([path], '12')).toBeUndefined();
  });
});
