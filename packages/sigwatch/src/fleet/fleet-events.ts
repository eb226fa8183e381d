import type { Json, Millis, RunState, SigwatchEvent } from '@sigwatch/core';
import type { FleetNews, Verdict } from '@sigwatch/heartbeat';
import type { Diagnosis } from './diagnose.js';

export interface EventsContext {
  /** The journal's own run, of which is told what concerns all. */
  readonly fleet_id: string;
  /** Where the runs are. */
  readonly root: string;
  readonly monitor: readonly string[];
  readonly at: Millis;
  /** What the rules say of a run that something is told of. */
  readonly diagnoses: ReadonlyMap<string, Diagnosis>;
}

/** So many names of runs stand in a sentence. */
const NAMED = 5;

/** What one poll has brought, as events of the runs and of the fleet. Pure; all of a poll has one timestamp. */
export function fleetEvents(news: readonly FleetNews[], context: EventsContext): readonly SigwatchEvent[] {
  const [alike, single] = grouped(news);
  return [...single.flatMap((one) => eventsOf(one, context)), ...alike.map((group) => alikeNotice(group, context))];
}

type Noticed = Extract<FleetNews, { kind: 'noticed' }>;
type Changed = Extract<FleetNews, { kind: 'changed' }>;

/** What is told of many runs in the same words is told once. */
function grouped(news: readonly FleetNews[]): readonly [readonly (readonly Noticed[])[], readonly FleetNews[]] {
  const by = new Map<string, Noticed[]>();
  for (const one of news) if (one.kind === 'noticed') by.set(one.text, [...(by.get(one.text) ?? []), one]);
  const alike = [...by.values()].filter((group) => group.length > 1);
  const told = new Set<FleetNews>(alike.flat());
  return [alike, news.filter((one) => !told.has(one))];
}

function alikeNotice(group: readonly Noticed[], context: EventsContext): SigwatchEvent {
  const runs = group.map(({ run }) => run);
  return notice(context.fleet_id, 1, `${listed(runs)}: ${group[0]!.text}`, context);
}

function eventsOf(news: FleetNews, context: EventsContext): readonly SigwatchEvent[] {
  const { fleet_id, root } = context;
  switch (news.kind) {
    case 'changed':
      return changed(news, context);
    case 'began_anew':
      return [event(news.run, news.attempt, 'attempt_started', { restart: true }, context)];
    case 'gone': {
      const text = `${root}/${news.run} is gone: its files were removed. It was ${news.state} when it was last seen.`;
      return [notice(news.run, news.attempt, text, context)];
    }
    case 'noticed':
      return [notice(news.run, news.attempt, news.text, context)];
    case 'unread': {
      const text = `Nobody knows how ${listed(news.runs)} ${news.runs.length === 1 ? 'is' : 'are'}: ${news.why}`;
      return [notice(fleet_id, 1, text, context)];
    }
    case 'unlisted':
      return [notice(fleet_id, 1, `Nobody knows how the runs below ${root} are: ${news.why}`, context)];
    default:
      return [notice(fleet_id, 1, `${root} can be listed again.`, context)];
  }
}

const ENDED: ReadonlySet<RunState> = new Set(['succeeded', 'failed']);

function changed(news: Changed, context: EventsContext): readonly SigwatchEvent[] {
  const { run, attempt, from, to, verdict } = news;
  const diagnosis = context.diagnoses.get(run);
  const begins = from === 'pending' && to === 'running';
  return [
    ...(begins ? [event(run, attempt, 'run_started', { name: run, monitor: context.monitor }, context)] : []),
    ...(diagnosis === undefined ? [] : [event(run, attempt, 'signal', diagnosis.signal, context)]),
    event(run, attempt, 'state_changed', { from, to, reason: verdict.reason, ...saidBy(news, diagnosis) }, context),
    ...(ENDED.has(to) ? [event(run, attempt, 'run_ended', ended(news, diagnosis, context.at), context)] : []),
  ];
}

/** Heartbeats alone show a run so, and nothing is suspected. */
function saidBy({ to, verdict }: Changed, diagnosis: Diagnosis | undefined): { signal?: string } {
  if (to !== 'degraded' && to !== 'stalled' && to !== 'timed_out') return {};
  return { signal: (diagnosis?.signal.signal as string | undefined) ?? verdict.code?.toLowerCase() ?? 'heartbeat' };
}

function ended({ to, attempt, verdict }: Changed, diagnosis: Diagnosis | undefined, at: Millis): SigwatchEvent['data'] {
  const { signal, error_type, category, source, line, text } = diagnosis?.signal ?? {};
  return {
    state: to,
    root: to === 'failed' && diagnosis !== undefined ? { signal, error_type, category, source, line, text } : null,
    decision: null,
    restarts: attempt - 1,
    duration_seconds: Math.max(0, Math.round(((verdict.since ?? at) - (verdict.began ?? verdict.since ?? at)) / 1000)),
    final_step: verdict.step,
    final_metric: metric(verdict),
    reason: verdict.reason,
  };
}

const metric = ({ loss }: Verdict): Json => (loss === null ? null : { name: 'loss', value: loss });

function event(
  run_id: string,
  attempt: number,
  event_type: SigwatchEvent['event_type'],
  data: SigwatchEvent['data'],
  { at }: EventsContext,
): SigwatchEvent {
  return { timestamp: new Date(at).toISOString(), event_type, run_id, attempt, data };
}

const notice = (run_id: string, attempt: number, text: string, context: EventsContext): SigwatchEvent =>
  event(run_id, attempt, 'notice', { severity: 'warning', text }, context);

/** `a, b and 998 more runs` */
function listed(runs: readonly string[]): string {
  const named = runs.slice(0, NAMED);
  const more = runs.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${more} more runs`;
  return named.length === 1 ? named[0]! : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}
