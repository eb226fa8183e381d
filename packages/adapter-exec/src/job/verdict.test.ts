import type { JobRef } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { parseClaim } from './identity.js';
import { readStatus } from './record.js';
import { processVerdict, verdictOf } from './verdict.js';

const incarnation = 'ff/70/991/b/12/head-0';
const job: JobRef = { id: 'exec:r.1', incarnation };
const claim = parseClaim(incarnation)!;

/** How the job is by such a line, and with such a place. */
function verdict(fields: string | undefined, place = 'b/12/head-0') {
  const line = fields === undefined ? '' : `r.1 claim=${incarnation} ${fields} held=0\n`;
  return verdictOf(job, claim, 'r.1', readStatus(`place ${place} 1000\n${line}`)!, (seconds) => seconds * 1000);
}

const quiet = 'wrapper=0 alive=0 cancel=0 reaper=0';

describe('a job of ours', () => {
  it('runs while its process does', () => {
    expect(verdict('pid=71,992,900 exit= wrapper=1 alive=1 cancel=0 reaper=0')).toEqual({
      ...{ job, state: 'running', started_at: 900_000, nodes: ['head-0'] },
    });
  });

  it.each(['wrapper', 'alive', 'cancel', 'reaper'])('is unknown where it could not be found out (%s)', (name) => {
    expect(verdict(`pid=71,992,900 exit= ${quiet}`)).toMatchObject({ state: 'failed' });
    expect(verdict(`pid=71,992,900 exit= ${quiet}`.replace(`${name}=0`, `${name}=`))).toBeUndefined();
  });

  it.each([
    ['exit=0,950,,', { state: 'succeeded', exit_code: 0, started_at: 900_000, ended_at: 950_000 }],
    ['exit=3,950,,', { state: 'failed', exit_code: 3 }],
    ['exit=137,950,,', { state: 'failed', exit_code: 137, signal: 'SIGKILL' }],
    ['exit=137,950,,oom', { state: 'failed', exit_code: 137, reason: 'OUT_OF_MEMORY' }],
    ['exit=143,950,cancelled,', { state: 'cancelled', ended_by: 'sigwatch', exit_code: 143, signal: 'SIGTERM' }],
    ['exit=none,950,cancelled,', { state: 'cancelled', ended_by: 'sigwatch' }],
    ['exit=late,950,,', { state: 'failed', reason: 'TOO_LATE' }],
  ])('ended as %s', (exit, status) => {
    expect(verdict(`pid=71,992,900 ${exit} ${quiet}`)).toMatchObject(status);
  });

  it('is waited for while what it left behind is being ended', () => {
    const fields = 'pid=71,992,900 exit=143,950,cancelled, wrapper=0 alive=0 cancel=1 reaper=1';
    expect(verdict(fields)?.state).toBe('completing');
  });

  it('is lost where it is gone, and who waited for it too', () => {
    expect(verdict(`pid=71,992,900 exit= ${quiet}`)).toMatchObject({ state: 'failed', reason: 'PROCESS_LOST' });
    const cancelled = 'pid=71,992,900 exit= wrapper=0 alive=0 cancel=1 reaper=0';
    expect(verdict(cancelled)).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
  });

  it('is lost when its container or its machine was started anew, also with all of its files', () => {
    const here = 'pid=71,992,900 exit= wrapper=1 alive=1 cancel=0 reaper=0';
    const lost = { state: 'failed', reason: 'PROCESS_LOST' };
    // Numbers and even starts may be another process's by now.
    expect(verdict(here, 'b/13/head-0')).toMatchObject({
      ...lost,
      detail: expect.stringContaining('container head-0'),
    });
    expect(verdict(here, 'c/12/head-0')).toMatchObject({
      ...lost,
      detail: expect.stringContaining('head-0 was restarted'),
    });
    expect(verdict(undefined, 'b/13/head-0')).toMatchObject(lost);
  });

  it('keeps its last word over a restart of its container', () => {
    expect(verdict(`pid=71,992,900 exit=0,950,, ${quiet}`, 'b/13/head-0')?.state).toBe('succeeded');
  });

  it('is unknown where its files are gone, or its name is another one’s', () => {
    expect(verdict(undefined)).toBeUndefined();
    expect(
      verdictOf(
        { ...job, incarnation: 'ee/1/2/b/12/head-0' },
        claim,
        'r.1',
        readStatus('place b/12/head-0 5\n')!,
        Number,
      ),
    ).toBeUndefined();
  });

  it('can not be seen from another host, which is told', () => {
    expect(verdict(undefined, 'b/12/head-1')).toBeUndefined();
    expect(() => verdict(`pid=71,992,900 exit= ${quiet}`, 'b/12/head-1')).toThrow(/set the prefix to head-0/);
  });
});

describe('a process that was not begun by us', () => {
  const process: JobRef = { id: 'exec:70@/x.log', incarnation: '-/70/991/b/12/head-0' };
  const of = (line: string, place = 'b/12/head-0') =>
    processVerdict(process, parseClaim(process.incarnation)!, readStatus(`place ${place} 1000\n${line}\n`)!);

  it('runs, or is gone, and nobody knows its exit code', () => {
    expect(of('@70/991 alive=1')).toMatchObject({ state: 'running' });
    expect(of('@70/991 alive=0')).toMatchObject({ state: 'failed', reason: 'EXIT_UNKNOWN' });
    expect(of('@70/991 alive=1', 'b/13/head-0')).toMatchObject({ state: 'failed', reason: 'PROCESS_LOST' });
    expect(of('')).toBeUndefined();
  });
});

describe('an answer', () => {
  it.each(['', 'garbage', 'place x 5', 'place b/12/head-0 x', '\n\n'])('%j is not understood', (text) => {
    expect(readStatus(text)).toBeUndefined();
  });
});
