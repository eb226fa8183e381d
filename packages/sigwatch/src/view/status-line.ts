import { duration, number, rate } from './format.js';
import { paint, type Tone } from './line.js';
import { stepsPerSecond, timeLeft } from './progress-text.js';
import { sanitize } from './sanitize.js';
import type { ViewState } from './view-state.js';
import { cut, widthOf } from './width.js';

const GAP = '  ';
const SHORTEST_BAR = 8;
const LONGEST_BAR = 30;

/** The parts in the order in which they stand; where the width is short, those with the highest `rank` go first. */
interface Part {
  readonly text: string;
  readonly rank: number;
  readonly tone?: Tone;
}

/** One row, at most `width` columns: state, step, loss, rate, time left, a bar where there is room. Pure. */
export function statusLine(state: ViewState, now: number, width: number, color = false): string {
  const share =
    state.total && state.step !== undefined ? Math.min(1, Math.max(0, state.step / state.total)) : undefined;
  let parts = partsOf(state, now, share);
  while (parts.length > 1 && lengthOf(parts) > width) {
    const worst = Math.max(...parts.map((part) => part.rank));
    parts = parts.filter((part) => part.rank !== worst);
  }
  const [first, ...rest] = parts;
  const head = paint(cut(first?.text ?? '', width), first?.tone ?? 'plain', color);
  const room = Math.min(LONGEST_BAR, width - lengthOf(parts) - GAP.length);
  const bar = share === undefined || room < SHORTEST_BAR ? [] : [barOf(share, room, color)];
  return [head, ...bar, ...rest.map((part) => paint(part.text, part.tone ?? 'plain', color))].join(GAP);
}

export function stateTone(state: string): Tone {
  if (state === 'running' || state === 'succeeded') return 'good';
  if (state === 'failed' || state === 'timed_out') return 'bad';
  return state === 'pending' || state === 'cancelled' ? 'plain' : 'warn';
}

function partsOf(state: ViewState, now: number, share: number | undefined): readonly Part[] {
  const speed = stepsPerSecond(state);
  const left = timeLeft(state, now);
  const silence = silenceOf(state, now, speed);
  const waiting = waitingText(state, now);
  const parts: Part[] = [{ text: sanitize(state.state), rank: 0, tone: stateTone(state.state) }];
  const add = (text: string | undefined, rank: number, tone?: Tone) => {
    if (text) parts.push({ text, rank, ...(tone && { tone }) });
  };
  if (state.step !== undefined)
    add(state.total === undefined ? `step ${state.step}` : `${state.step}/${state.total}`, 1);
  add(share === undefined ? undefined : `${Math.floor(share * 100)}%`, 6);
  add(state.loss === undefined ? undefined : `loss ${number(state.loss)}`, 4);
  add(silence === undefined && speed !== undefined ? rate(speed) : undefined, 5);
  if (waiting !== undefined) add(waiting, 2);
  else if (silence !== undefined) add(`no step for ${duration(silence)}`, 2, 'warn');
  else if (left !== undefined && left > 0) add(`ETA ${duration(Math.max(1_000, left))}`, 3);
  add(
    state.restarts > 0 ? `restarts ${state.restarts}${state.max_retries ? `/${state.max_retries}` : ''}` : undefined,
    7,
  );
  return parts;
}

/** States in which a step may still come. */
const alive: ReadonlySet<string> = new Set(['pending', 'running', 'degraded', 'unknown']);

function waitingText(state: ViewState, now: number): string | undefined {
  if (state.restart_at !== undefined)
    return state.restart_at > now
      ? `restarting in ${duration(Math.ceil((state.restart_at - now) / 1000) * 1000)}`
      : 'restarting';
  if (state.step === undefined && state.attempt_started !== undefined && alive.has(state.state))
    return `no step yet, ${duration(Math.max(0, now - state.attempt_started))}`;
  return undefined;
}

/** For how long no step came, once that is long for this run. */
function silenceOf(state: ViewState, now: number, speed: number | undefined): number | undefined {
  const last = state.recent.at(-1)?.at;
  if (last === undefined) return undefined;
  const usual = Math.max(30_000, speed === undefined ? 0 : 5_000 / speed);
  return now - last > usual ? now - last : undefined;
}

function barOf(share: number, columns: number, color: boolean): string {
  const full = Math.round(share * columns);
  return paint('━'.repeat(full), 'good', color) + paint('─'.repeat(columns - full), 'dim', color);
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + widthOf(part.text), 0) + GAP.length * (parts.length - 1);
}
