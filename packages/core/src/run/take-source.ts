import type { EngineEvent, Millis } from '../contract.js';
import { active, freeze, thaw } from './active-clock.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import type { Draft } from './draft.js';
import { withdraw } from './withdraw.js';

/** A source was read to its end. */
export function takeWatermark(
  draft: Draft,
  config: AttemptConfig,
  mark: Extract<EngineEvent, { type: 'watermark' }>,
): void {
  const { state } = draft;
  const first = state.sources[mark.source]?.as_of === undefined;
  draft.set({
    sources: { ...realSources(state, mark.source), [mark.source]: { as_of: mark.as_of } },
    clock: thaw(state.clock, `blind:${mark.source}`, mark.at),
  });
  const now = active(draft.state.clock, mark.as_of);
  if (!config.has_job && state.started === undefined) draft.set({ started: now });
  // What stood in the log at the first look may have been printed just now, whatever times it states.
  if (first && state.printed !== undefined) draft.set({ printed: Math.max(state.printed, now) });
  if (first && state.stepped !== undefined) draft.set({ stepped: Math.max(state.stepped, now) });
}

/** A source can't be read: until it can, nothing follows from silence. */
export function takeBlind(draft: Draft, source: string, at: Millis): void {
  const { sources, clock } = draft.state;
  draft.set({
    sources: { ...sources, [source]: { ...sources[source], blind: true } },
    clock: freeze(clock, `blind:${source}`, at),
  });
}

export function takeSourceEnd(draft: Draft, source: string, at: Millis): void {
  const { sources, clock } = draft.state;
  draft.set({ sources: { ...sources, [source]: { ended: true } }, clock: thaw(clock, `blind:${source}`, at) });
}

/** Lines were printed, whatever they say. */
export function takeOutput(draft: Draft, config: AttemptConfig, time: number, at: number): void {
  const when = active(draft.state.clock, Math.min(time, at));
  if ((draft.state.printed ?? Number.NEGATIVE_INFINITY) < when) draft.set({ printed: when });
  if (!config.has_job) draft.move('job_running', 'the log shows output');
  const { incident } = draft.state;
  if (
    incident?.stall !== undefined &&
    incident.stall !== 'no_steps' &&
    draft.state.stepped === undefined &&
    time > incident.opened
  )
    withdraw(draft, 'the run prints again');
}

/** The mark of the search for sources (named '') counts only while no source was found. */
function realSources(state: AttemptState, source: string): AttemptState['sources'] {
  if (source === '' || state.sources[''] === undefined) return state.sources;
  const { '': _, ...real } = state.sources;
  return real;
}
