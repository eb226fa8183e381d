import type { SigwatchEvent } from '@sigwatch/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuietSteps } from './quiet-steps.js';
import { flush, view } from './view.js';
import { initialView, type ViewState } from './view-state.js';

type Read = readonly [text: readonly string[], state: ViewState];

/** Every event by itself. */
function oneByOne(events: readonly SigwatchEvent[], share: number): Read {
  let state = initialView({ progress_share: share });
  const text: string[] = [];
  for (const event of events) {
    const [next, lines] = view(state, event);
    state = next;
    text.push(...lines.map((line) => JSON.stringify(line)));
  }
  const [end, lines] = flush(state);
  return [[...text, ...lines.map((line) => JSON.stringify(line))], end];
}

function quietly(events: readonly SigwatchEvent[], share: number): Read {
  let state = initialView({ progress_share: share });
  const quiet = new QuietSteps();
  const text: string[] = [];
  for (const event of events) {
    if (quiet.take(state, event)) continue;
    const [next, lines] = view(quiet.after(state), event);
    state = next;
    text.push(...lines.map((line) => JSON.stringify(line)));
  }
  const [end, lines] = flush(quiet.after(state));
  return [[...text, ...lines.map((line) => JSON.stringify(line))], end];
}

const START = Date.UTC(2025, 0, 1);
const at = (ms: number): string => new Date(START + ms).toISOString();
const started: SigwatchEvent = {
  timestamp: at(0),
  event_type: 'run_started',
  run_id: 'r',
  attempt: 1,
  data: { name: 'r' },
};

const step = fc.record({
  wait: fc.constantFrom(-3_000, 0, 1, 40, 999, 1_000, 2_500, 5_000, 61_000),
  step: fc.constantFrom(undefined, 1, 1, 1, 1, 0, -5, 'x'),
  loss: fc.constantFrom(undefined, 0.5, 1.25, 'nan', '', 7),
  total: fc.constantFrom(undefined, 100, 'many'),
  step_time_ms: fc.constantFrom(undefined, 12.5),
  signal: fc.integer({ min: 0, max: 12 }),
});

describe('quiet steps', () => {
  it('leave the same behind as the view of each of them', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 400 }),
        fc.constantFrom(0, 0.05, 0.5, 1),
        fc.constantFrom(1, 60),
        (steps, share, faster) => {
          let clock = 0;
          let count = 0;
          const events = steps.map(({ wait, step: by, signal, ...data }): SigwatchEvent => {
            clock += Math.trunc(wait / faster);
            if (typeof by === 'number') count += by;
            const about = { timestamp: at(clock), run_id: 'r', attempt: 1 };
            if (signal > 0)
              return { ...about, event_type: 'progress', data: { ...data, step: typeof by === 'number' ? count : by } };
            return { ...about, event_type: 'signal', data: { signal: 'oom', kind: 'error', source: 'a', line: 1 } };
          });
          const all = [started, ...events];
          expect(quietly(all, share)).toEqual(oneByOne(all, share));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('wait only while no line is due', () => {
    const quiet = new QuietSteps();
    const progress = (ms: number): SigwatchEvent => ({
      timestamp: at(ms),
      event_type: 'progress',
      run_id: 'r',
      attempt: 1,
      data: { step: ms },
    });
    const [begun] = view(initialView(), started);
    expect(quiet.take(begun, progress(1))).toBe(false);
    const [told] = view(begun, progress(1));
    expect([2, 5_000, 5_001].map((ms) => quiet.take(told, progress(ms)))).toEqual([true, true, false]);
    expect(quiet.after(told)).toMatchObject({ step: 5_000, progress_untold: true });
  });
});
