import type { EngineEvent, Millis } from '../contract.js';
import { namedSources } from '../named-sources.js';
import { active } from './active-clock.js';
import type { AttemptConfig, AttemptState, SourceMark } from './attempt-state.js';
import { outputSince } from './conditions.js';
import type { Draft } from './draft.js';
import { doubt, withdraw } from './withdraw.js';

/** A source that can't be read for so long (ms) is worth a word. */
const TELL_BLIND = 60_000;

type Of<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>;

/** Sources were found: none of them was read to its end. */
export function takeFound(draft: Draft, { sources }: Of<'found'>): void {
  const fresh = sources.filter((source) => draft.state.sources[source] === undefined);
  mark(
    draft,
    fresh.map((source) => [source, {}]),
  );
}

/** Sources were read to their end. */
export function takeWatermark(draft: Draft, config: AttemptConfig, event: Of<'watermark'>): void {
  if (event.source === undefined) takeCommon(draft, event.as_of);
  else takeNamed(draft, namedSources(event), event.as_of);
  if (!config.has_job && draft.state.started === undefined)
    draft.set({ started: active(draft.state.clock, event.as_of) });
}

/** One mark for all: of the marks of their own, those stay that it does not cover. */
function takeCommon(draft: Draft, as_of: Millis): void {
  const { sources } = draft.state;
  const apart = Object.entries(sources).filter(([, own]) => own.as_of === undefined || own.blind || own.ended);
  const unchanged = apart.length === Object.keys(sources).length;
  draft.set({ read: as_of, ...(unchanged ? {} : { sources: Object.fromEntries(apart) }) });
}

/** Who is no further behind than all others needs no mark of its own. */
function takeNamed(draft: Draft, names: readonly string[], as_of: Millis): void {
  const { read } = draft.state;
  if (read === undefined || as_of < read || names.includes(''))
    return mark(
      draft,
      names.map((name) => [name, { as_of }]),
    );
  const left = names.filter((name) => draft.state.sources[name] !== undefined);
  if (left.length === 0) return;
  const sources = { ...draft.state.sources };
  for (const name of left) delete sources[name];
  draft.set({ sources });
}

/** Sources can't be read: until they can, nothing follows from silence. */
export function takeBlind(draft: Draft, event: Of<'blind'>): void {
  const { at, error } = event;
  const untold: string[] = [];
  const marks = namedSources(event).flatMap((source): [string, SourceMark][] => {
    const before = markOf(draft.state, source);
    const since = before?.blind_since ?? at;
    const tell = at - since >= TELL_BLIND && !before?.told;
    if (tell) untold.push(source);
    // Told again and again of the same, the state stays what it was.
    return before?.blind && !tell
      ? []
      : [[source, { ...before, blind: true, blind_since: since, ...(tell ? { told: true } : {}) }]];
  });
  mark(draft, marks);
  const [source, ...others] = untold;
  if (source === undefined) return;
  const who = others.length === 0 ? source : `${source} (and ${others.length} more)`;
  const text = `${who} can't be read: ${error}. Until it can, nothing is concluded from silence.`;
  draft.emit({ type: 'notice', text, source });
}

export function takeSourceEnd(draft: Draft, { source }: Of<'source_ended'>): void {
  mark(draft, [[source, { ended: true }]]);
}

/** Lines were printed, whatever they say. */
export function takeOutput(draft: Draft, config: AttemptConfig, { source, time, at }: Of<'output'>): void {
  const when =
    source === undefined ? active(draft.state.clock, Math.min(time, at)) : happened(draft.state, source, time, at);
  const later = draft.state.printed === undefined || draft.state.printed < when;
  if (later) draft.set({ printed: when });
  // A source counts as not read to its end from its first line on.
  if (source !== undefined && markOf(draft.state, source) === undefined) mark(draft, [[source, {}]]);
  if (!config.has_job) draft.move('job_running', 'the log shows output');
  if (!later || draft.state.stepped !== undefined) return;
  outputSince(draft, time, source);
  printsAgain(draft, time);
}

/** Where there never was a step, printing is all the life that a run can show. It does not disprove what it prints. */
function printsAgain(draft: Draft, time: Millis): void {
  const { incident } = draft.state;
  if (incident === undefined) return;
  const onlyStall = incident.suspects.every(
    ({ signal }) => !signal.last_word && (signal.mode === 'stall' || signal.shows !== undefined),
  );
  if (incident.stall !== undefined && onlyStall && time > incident.opened) withdraw(draft, 'the run prints again');
  else doubt(draft, 'it prints again');
}

/** Active time of a line. What stood in a log at the first look may have been printed just now, whatever time it states. */
export function happened(state: AttemptState, source: string, time: Millis, at: Millis): Millis {
  const known = markOf(state, source)?.as_of !== undefined;
  return active(state.clock, known ? Math.min(time, at) : at);
}

/** How far a source is read; undefined for one that nothing was told of. */
function markOf({ sources, read }: AttemptState, source: string): SourceMark | undefined {
  return sources[source] ?? (read === undefined || source === '' ? undefined : { as_of: read });
}

/** Gives sources marks of their own. That of the search for sources (named '') counts only while no source was found. */
function mark(draft: Draft, marks: readonly (readonly [source: string, mark: SourceMark])[]): void {
  if (marks.length === 0) return;
  const sources: Record<string, SourceMark> = { ...draft.state.sources };
  if (marks.some(([source]) => source !== '')) delete sources[''];
  for (const [source, own] of marks) sources[source] = own;
  draft.set({ sources });
}
