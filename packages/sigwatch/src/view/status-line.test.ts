import { describe, expect, it } from 'vitest';
import { event, START, step } from './events.fixture.js';
import { duration, number, rate } from './format.js';
import { stepsPerSecond, timeLeft } from './progress-text.js';
import { statusLine } from './status-line.js';
import { view } from './view.js';
import { initialView, type ViewState } from './view-state.js';
import { widthOf } from './width.js';

const after = (...events: Parameters<typeof view>[1][]): ViewState =>
  events.reduce((state, one) => view(state, one)[0], initialView());
const at = (seconds: number) => START + seconds * 1000;
const running = event(0, 'state_changed', { from: 'pending', to: 'running', reason: 'x' });

describe('rate and time left', () => {
  it('come from the recent steps', () => {
    const state = after(...[0, 1, 2, 3].map((s) => step(s, 10 + s * 5)));
    expect(stepsPerSecond(state)).toBe(5);
    expect(timeLeft(state, at(3))).toBe(((200 - 25) / 5) * 1000);
  });

  it('forget a slow beginning', () => {
    const state = after(step(0, 1), ...Array.from({ length: 40 }, (_, i) => step(600 + i, 2 + i)));
    expect(stepsPerSecond(state)).toBe(1);
  });

  it('count down between two steps, but never below the step to come', () => {
    const state = after(step(0, 190), step(10, 191));
    expect(timeLeft(state, at(10))).toBe(90_000);
    expect(timeLeft(state, at(14))).toBe(86_000);
    expect(timeLeft(state, at(25))).toBe(80_000);
    expect(timeLeft(after(step(0, 190), step(10, 200)), at(10))).toBe(0);
  });

  it('take the program’s own step time while there is only one step or one moment', () => {
    expect(stepsPerSecond(after(step(0, 10, { step_time_ms: 250 })))).toBe(4);
    expect(stepsPerSecond(after(step(0, 10, { step_time_ms: 250 }), step(0, 20, { step_time_ms: 250 })))).toBe(4);
    expect(stepsPerSecond(after(step(0, 10)))).toBeUndefined();
  });

  it('do not take the way back of a restart for speed', () => {
    const state = after(
      step(0, 100),
      step(1, 110),
      event(2, 'attempt_started', {}, 2),
      step(3, 101, {}, 2),
      step(5, 105, {}, 2),
    );
    expect(stepsPerSecond(state)).toBe(2);
    expect(stepsPerSecond(after(step(0, 100), step(1, 50), step(2, 51)))).toBe(1);
  });
});

describe('statusLine', () => {
  const state = after(running, ...[0, 1, 2].map((s) => step(s, 100 + s * 10)));

  it('shows state, bar, step, share, loss, rate and time left', () => {
    expect(statusLine(state, at(2), 79)).toBe(
      'running  ━━━━━━━━━━━━━────────  120/200  60%  loss 0.5000  10.0 steps/s  ETA 8s',
    );
  });

  it('drops what matters least where it is narrow, and never the state', () => {
    expect(statusLine(state, at(2), 60)).toBe('running  120/200  60%  loss 0.5000  10.0 steps/s  ETA 8s');
    expect(statusLine(state, at(2), 50)).toBe('running  ━━━━━━━────  120/200  loss 0.5000  ETA 8s');
    expect(statusLine(state, at(2), 40)).toBe('running  120/200  loss 0.5000  ETA 8s');
    expect(statusLine(state, at(2), 24)).toContain('running  120/200');
    expect(statusLine(state, at(2), 5)).toBe('runn…');
    for (let width = 1; width < 120; width++)
      expect(widthOf(statusLine(state, at(2), width))).toBeLessThanOrEqual(width);
  });

  it('has no bar and no ETA without a total', () => {
    const endless = after(running, event(0, 'progress', { step: 5, loss: 'NaN', source: 'o', line: 1 }));
    expect(statusLine(endless, at(0), 80)).toBe('running  step 5  loss NaN');
  });

  it('says that no step comes, that none has come, and that a restart is due', () => {
    expect(statusLine(state, at(200), 80)).toContain('no step for 3m 18s');
    expect(statusLine(after(event(0, 'attempt_started'), running), at(12), 80)).toBe('running  no step yet, 12s');
    const decided = after(
      event(0, 'decision', { action: 'restart', delay_seconds: 30, restarts_used: 0, max_retries: 3 }),
    );
    expect(statusLine(decided, at(10), 80)).toContain('restarting in 20s');
  });

  it('counts restarts of how many', () => {
    const second = after(
      event(0, 'decision', { action: 'restart', restarts_used: 0, max_retries: 3 }),
      event(1, 'attempt_started', {}, 2),
      step(2, 100, {}, 2),
    );
    expect(statusLine(second, at(2), 80)).toContain('restarts 1/3');
  });

  it('has the same words with colours', () => {
    const colored = statusLine(state, at(2), 79, true);
    expect(
      colored
        .split('\u001b')
        .map((part, i) => (i === 0 ? part : part.slice(part.indexOf('m') + 1)))
        .join(''),
    ).toBe(statusLine(state, at(2), 79));
  });
});

describe('format', () => {
  it('writes durations, rates and numbers as people do', () => {
    expect([0, 450, 8000, 125_000, 12_000_000, 187_200_000].map(duration)).toEqual([
      '0s',
      '450ms',
      '8s',
      '2m 05s',
      '3h 20m',
      '2d 04h',
    ]);
    expect([250, 21, 1.5, 0.25, 0.01, 0, Number.NaN].map(rate)).toEqual([
      '250 steps/s',
      '21.0 steps/s',
      '1.50 steps/s',
      '4.00 s/step',
      '100 s/step',
      '',
      '',
    ]);
    expect([0, 3, 0.43125, 12.5, 0.00002, 1234567.8, 'NaN', Number.POSITIVE_INFINITY].map(number)).toEqual([
      '0',
      '3',
      '0.4313',
      '12.50',
      '2.00e-5',
      '1.23e+6',
      'NaN',
      'inf',
    ]);
  });
});
