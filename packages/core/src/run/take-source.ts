import type { EngineEvent, Millis } from '../contract.js';
import { active } from './active-clock.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import type { Draft } from './draft.js';
import { doubt, withdraw } from './withdraw.js';

/** A source that can't be read for so long (ms) is worth a word. */
const TELL_BLIND = 60_000;

type Of<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>;

/** A source was read to its end. */
export function takeWatermark(draft: Draft, config: AttemptConfig, mark: Of<'watermark'>): void {
  const { state } = draft;
  draft.set({
    sources: { ...realSources(state, mark.source), [mark.source]: { as_of: mark.as_of } },
  });
  if (!config.has_job && state.started === undefined) draft.set({ started: active(draft.state.clock, mark.as_of) });
}

/** A source can't be read: until it can, nothing follows from silence. */
export function takeBlind(draft: Draft, { source, at, error }: Of<'blind'>): void {
  const before = draft.state.sources[source];
  const since = before?.blind_since ?? at;
  const tell = at - since >= TELL_BLIND && !before?.told;
  const mark = { ...before, blind: true, blind_since: since, ...(tell ? { told: true } : {}) };
  draft.set({
    sources: { ...realSources(draft.state, source), [source]: mark },
  });
  const text = `${source} can't be read: ${error}. Until it can, nothing is concluded from silence.`;
  if (tell) draft.emit({ type: 'notice', text, source });
}

export function takeSourceEnd(draft: Draft, { source }: Of<'source_ended'>): void {
  draft.set({
    sources: { ...realSources(draft.state, source), [source]: { ended: true } },
  });
}

/** Lines were printed, whatever they say. */
export function takeOutput(draft: Draft, config: AttemptConfig, { source, time, at }: Of<'output'>): void {
  const when = happened(draft.state, source, time, at);
  const later = draft.state.printed === undefined || draft.state.printed < when;
  if (later) draft.set({ printed: when });
  // A source counts as not read to its end from its first line on.
  if (draft.state.sources[source] === undefined)
    draft.set({ sources: { ...realSources(draft.state, source), [source]: {} } });
  if (!config.has_job) draft.move('job_running', 'the log shows output');
  if (later && draft.state.stepped === undefined) printsAgain(draft, time);
}

/** Where there never was a step, printing is all the life that a run can show. It does not disprove what it prints. */
function printsAgain(draft: Draft, time: Millis): void {
  const { incident } = draft.state;
  if (incident === undefined) return;
  const onlyStall = incident.suspects.every((one) => one.signal.mode === 'stall');
  if (incident.stall !== undefined && onlyStall && time > incident.opened) withdraw(draft, 'the run prints again');
  else doubt(draft, 'it prints again');
}

/** Active time of a line. What stood in a log at the first look may have been printed just now, whatever time it states. */
export function happened(state: AttemptState, source: string, time: Millis, at: Millis): Millis {
  const known = state.sources[source]?.as_of !== undefined;
  return active(state.clock, known ? Math.min(time, at) : at);
}

/** The mark of the search for sources (named '') counts only while no source was found. */
function realSources(state: AttemptState, source: string): AttemptState['sources'] {
  if (source === '' || state.sources[''] === undefined) return state.sources;
  const { '': _, ...real } = state.sources;
  return real;
}
