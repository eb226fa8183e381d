import { describe, expect, it } from 'vitest';
import { replyOf } from './reply.js';

const reply = (stderr: string, exitCode = 1, stdout = '') => replyOf({ stdout, stderr, exitCode });

describe('what came of an sbatch', () => {
  it.each([
    ['123\n', '123'],
    ['123;cluster\n', '123'],
    ['Welcome!\n123\n', '123'],
  ])('a job: %j', (stdout, id) => {
    expect(reply('sbatch: Message of the day: timed out\n', 0, stdout)).toEqual({ kind: 'submitted', id });
    // With --wait the exit code is the job's.
    expect(reply('', 3, stdout)).toEqual({ kind: 'submitted', id });
  });

  it.each([
    ['sbatch: error: Batch job submission failed: Invalid partition name specified\n', 'Invalid partition name'],
    [
      "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n",
      'QOS policy',
    ],
    ['sbatch: error: Batch job submission failed: Unspecified error\n', 'Unspecified'],
    [
      'sbatch: error: Ask the help desk to connect you\nsbatch: error: Batch job submission failed: Access/permission denied\n',
      'help desk',
    ],
    ['sbatch: error: Unable to open file nofile\n', 'nofile'],
    ['sbatch: unrecognized option \'--bogus\'\nTry "sbatch --help" for more information\n', '--bogus'],
    ['sbatch: error: Invalid --time specification\n', '--time'],
    [
      'sbatch: error: invalid partition specified: nope\nsbatch: error: Batch job submission failed: Invalid partition name specified\n',
      'nope',
    ],
  ])('a definite no: %j', (stderr, words) => {
    expect(reply(stderr)).toEqual({ kind: 'refused', words: expect.stringContaining(words) });
  });

  it.each([
    'sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)\n',
    'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n',
    'sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received\n',
    'sbatch: error: Batch job submission failed: Unexpected message received\n',
    'sbatch: error: Batch job submission failed: Protocol authentication error\n',
    'sbatch: error: Batch job submission failed: Connection refused\n',
    'sbatch: error: Batch job submission failed: Resource temporarily unavailable\n',
    'sbatch: error: Slurm controller not responding, sleeping and retrying.\n',
    '',
  ])('nothing certain: %j', (stderr) => {
    expect(reply(stderr).kind).toBe('uncertain');
  });

  it('no id and no complaint is nothing certain', () => {
    expect(reply('', 0, 'Submitted batch job\n').kind).toBe('uncertain');
  });
});
