import { expect, it } from 'vitest';
import { failedExit, parseExit } from './exit-status.js';

// Both forms as a real cluster tells them of the same jobs.
it.each([
  ['0', '0:0', { exit_code: 0 }],
  ['768', '3:0', { exit_code: 3 }],
  ['35072', '137:0', { exit_code: 137 }],
  ['15', '0:15', { signal: 'SIGTERM' }],
  ['9', '0:9', { signal: 'SIGKILL' }],
  ['139', '0:11', { signal: 'SIGSEGV' }],
  ['6', '0:6', { signal: 'SIGABRT' }],
  // SLURM's own errors: no output file, out of memory.
  ['4021', '0:53', {}],
  ['253', '0:125', {}],
])('squeue %s, sacct %s', (raw, told, expected) => {
  expect(parseExit(raw)).toEqual(expected);
  expect(parseExit(told)).toEqual(expected);
});

it('a failed job has no exit code 0', () => {
  expect(failedExit('TIMEOUT', '0:0')).toEqual({});
  expect(failedExit('FAILED', '1:0')).toEqual({ exit_code: 1 });
});

it.each(['DEADLINE', 'NODE_FAIL', 'BOOT_FAIL'])('the number of %s is none of the job', (state) => {
  expect(failedExit(state, '1')).toEqual({});
  expect(failedExit(state, '0:1')).toEqual({});
});

it.each(['', '(null)', 'x:y', '-1'])('%j tells nothing', (text) => {
  expect(parseExit(text)).toEqual({});
});
