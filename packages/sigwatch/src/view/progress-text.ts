import { duration, number, rate } from './format.js';
import type { ViewState } from './view-state.js';

/** Steps per second over the recent steps; without a span of time between them, from what the program itself says. */
export function stepsPerSecond(state: ViewState): number | undefined {
  const first = state.recent[0];
  const last = state.recent.at(-1);
  if (first && last && last.at > first.at && last.step > first.step)
    return ((last.step - first.step) * 1000) / (last.at - first.at);
  return state.step_time !== undefined && state.step_time > 0 ? 1000 / state.step_time : undefined;
}

/** ms until the last step, counting down between two steps; undefined where total or rate is unknown. */
export function timeLeft(state: ViewState, now: number): number | undefined {
  const speed = stepsPerSecond(state);
  if (speed === undefined || state.step === undefined || state.total === undefined) return undefined;
  const last = state.recent.at(-1)?.at ?? now;
  const perStep = 1000 / speed;
  const sinceStep = Math.min(Math.max(0, now - last), perStep);
  return Math.max(0, (state.total - state.step) * perStep - sinceStep);
}

export function stepText(state: ViewState): string {
  if (state.step === undefined) return '';
  return state.total === undefined ? `step ${state.step}` : `step ${state.step}/${state.total}`;
}

/** `step 120/200  loss 0.4312  21.0 steps/s  ETA 4s` */
export function progressText(state: ViewState, now: number): string {
  const speed = stepsPerSecond(state);
  const left = timeLeft(state, now);
  const parts = [
    stepText(state),
    state.loss === undefined ? '' : `loss ${number(state.loss)}`,
    speed === undefined ? '' : rate(speed),
    left === undefined || left === 0 ? '' : `ETA ${duration(Math.max(1_000, left))}`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}
