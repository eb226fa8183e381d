import { describe, expect, it } from 'vitest';
import type { Monitor } from '../config/monitor.js';
import type { PolicySet } from '../config/policy.js';
import { scriptOf, type TestLog } from '../config/rule-tests/read-log.js';
import type { SigwatchEvent } from '../contract.js';
import { rules } from '../intake/intake.fixture.js';
import { playScript } from './play-script.js';

const monitor = { names: ['test'], rules, inactivity_threshold_seconds: 1200, hold_seconds: 30 } as unknown as Monitor;
const policy = {
  name: 'test',
  policies: {
    crash: { class_name: 'AlwaysRestartPolicy', max_retries: 3 },
    stall: { class_name: 'AlwaysRestartPolicy', max_retries: 3 },
  },
} as unknown as PolicySet;

async function played(log: TestLog): Promise<SigwatchEvent[]> {
  const script = scriptOf(log);
  if (script === undefined) throw new Error('this log is no script');
  const events: SigwatchEvent[] = [];
  for await (const event of playScript({ run_id: 'r', monitor, policy, script })) events.push(event);
  return events;
}

/** `+90 decision restart` for every event that matters, in seconds from the start. */
function story(events: readonly SigwatchEvent[]): string[] {
  const start = Date.parse(events[0]?.timestamp ?? '');
  const shown = new Set(['signal', 'state_changed', 'incident_closed', 'decision', 'attempt_started', 'run_ended']);
  return events
    .filter(({ event_type }) => shown.has(event_type))
    .map(({ timestamp, event_type, data }) => {
      const root = (data.root as { signal?: string } | null)?.signal;
      const what = data.action ?? data.signal ?? data.to ?? data.state ?? root ?? '';
      return `+${(Date.parse(timestamp) - start) / 1000} ${event_type} ${String(what)}`.trim();
    });
}
const states = (events: readonly SigwatchEvent[]) =>
  story(events).flatMap((one) => (one.includes('state_changed') ? [one.replace(' state_changed', '')] : []));

describe('a script', () => {
  it('is played on its own clock: lines at their moments, the job as it is told', async () => {
    const events = await played([
      { job: { state: 'pending' } },
      { at: '+5m', job: { state: 'running' } },
      { at: '+30s', line: 'step 1 loss 2' },
      { at: 30, line: 'FAIL disk' },
      { at: '+10s', job: { state: 'failed', exit_code: 1 } },
    ]);
    expect(story(events)).toEqual([
      '+300 state_changed running',
      '+360 signal failed',
      '+360 state_changed degraded',
      '+370 signal job_failed',
      '+370 state_changed failed',
      '+370 incident_closed failed',
      '+370 decision restart',
      '+370 run_ended failed',
    ]);
    expect(events.at(-1)?.data).toMatchObject({ state: 'failed', restarts: 0, duration_seconds: 370 });
  });

  it('lets time alone bring a stall, at its own moment', async () => {
    const log = (last: string) => [{ job: { state: 'running' } }, { line: 'step 1 loss 2' }, { at: last }] as TestLog;
    expect(states(await played(log('+19m')))).toEqual(['+0 running']);
    expect(states(await played(log('+1h')))).toEqual(['+0 running', '+1200 stalled']);
  });

  it('freezes its deadlines while the job waits, or the platform can’t be asked', async () => {
    const held = (job: unknown) =>
      played([
        { line: 'step 1 loss 2' },
        { at: '+10m', job },
        { at: '+10h', job: { state: 'running' } },
        { at: '+9m' },
        { at: '+2m' },
      ] as TestLog);
    const stalled = expect.arrayContaining([`+${10 * 60 + 36_000 + 600} stalled`]);
    expect(states(await held({ state: 'suspended' }))).toEqual(stalled);
    expect(states(await held('unknown'))).toEqual(stalled);
    expect(states(await held({ state: 'pending' }))).not.toEqual(stalled);
  });

  it('concludes nothing from a source that is blind, and reads on when it sees again', async () => {
    const blind = await played([
      { line: 'step 1 loss 2', source: 'rank3', job: { state: 'running' } },
      { at: '+1m', source: 'rank3', blind: 'stale file handle' },
      { at: '+10h' },
    ]);
    expect(states(blind)).toEqual(['+0 running']);
    expect(JSON.stringify(blind)).toContain("rank3 can't be read: stale file handle");
    const sees = await played([
      { line: 'step 1 loss 2', source: 'rank3', job: { state: 'running' } },
      { at: '+1m', blind: true },
      { at: '+1m', line: 'FAIL while blind', source: 'rank3' },
      { at: '+10h', blind: false },
    ]);
    expect(story(sees)).toContain(`+${120 + 36_000} signal failed`);
  });

  it('takes the times that lines state, and begins with the first of them', async () => {
    const events = await played([
      '2026-03-02T10:00:00Z step 1 loss 2',
      '2026-03-02T10:05:00Z FAIL disk',
      { at: '+1m', job: { state: 'failed' } },
    ]);
    expect(events[0]?.timestamp).toBe('2026-03-02T10:00:00.000Z');
    expect(story(events)).toEqual(expect.arrayContaining(['+300 signal failed', '+360 decision restart']));
  });

  it('begins at the first absolute moment, less what has gone by until then', async () => {
    const begins = async (log: TestLog) => (await played(log))[0]?.timestamp;
    expect(await begins([{ at: '2026-03-02T10:00:00Z', line: 'x' }])).toBe('2026-03-02T10:00:00.000Z');
    expect(await begins([{ at: '+1m' }, { at: '2026-03-02T10:00:00Z' }])).toBe('2026-03-02T09:59:00.000Z');
    expect(await begins([{ at: '+30s', line: '2026-03-02T10:00:00Z x' }])).toBe('2026-03-02T09:59:30.000Z');
    expect(await begins([{ at: '+1m' }])).toBe('2025-01-01T00:00:00.000Z');
  });

  it('begins a new attempt after a restart that would have been: when the job lives again, or with a step', async () => {
    const failing = [{ line: 'step 5 loss 2' }, { at: '+1m', line: 'FAIL one', job: { state: 'failed' } }];
    const again = await played([
      ...failing,
      { at: '+5m', job: { state: 'pending' } },
      { at: '+5m', job: { state: 'running' } },
      { at: '+1m', line: 'step 9 loss 2' },
      { at: '+1m', job: { state: 'succeeded', exit_code: 0 } },
    ] as TestLog);
    expect(story(again).filter((one) => /attempt|ended|decision/.test(one))).toEqual([
      '+60 decision restart',
      '+360 attempt_started',
      '+780 run_ended succeeded',
    ]);
    expect(again.at(-1)?.data).toMatchObject({ restarts: 1, final_step: 9 });
    const atOnce = await played([...failing, { job: { state: 'pending' } }, { at: '+1m' }] as TestLog);
    expect(story(atOnce).filter((one) => /attempt|ended|decision/.test(one))).toEqual([
      '+60 decision restart',
      '+60 attempt_started',
      '+120 run_ended pending',
    ]);
    const stepping = await played([...failing, { at: '+5m', line: 'step 6 loss 2' }] as TestLog);
    expect(stepping.at(-1)?.data).toMatchObject({ state: 'running', restarts: 1, final_step: 6 });
  });

  it('reads what is printed at the moment at which the job ends', async () => {
    const events = await played([
      { line: 'step 5 loss 2' },
      { at: '+1m', job: { state: 'failed' } },
      'FAIL late',
      { at: '+1m' },
    ]);
    expect(events.find(({ event_type }) => event_type === 'incident_closed')?.data).toMatchObject({
      root: { signal: 'failed' },
    });
  });

  it('settles without a job as the end of a log does', async () => {
    const events = await played([{ line: 'step 5 loss 2' }, { at: '+1m', line: 'FAIL x' }]);
    expect(story(events).slice(-2)).toEqual(['+60 decision restart', '+60 run_ended failed']);
  });

  it('takes a block for complete when nothing follows for a while', async () => {
    const block = 'Traceback (most recent call last):\n  File "a.py", line 1\n    go()';
    const events = await played([{ line: block, job: { state: 'running' } }, { at: '+10s' }]);
    expect(story(events)).toContain('+2 signal exception');
    expect(events.find(({ event_type }) => event_type === 'signal')?.data.block).toHaveLength(3);
  });
});
