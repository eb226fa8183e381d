import type { EngineEvent, Millis } from '../contract.js';
import type { Taken } from './intake.js';
import { merged } from './queue.js';
import type { Track } from './track.js';

/** Those that moved since they were kept last. */
export function keep(tracks: readonly Track[]): Pick<Taken, 'moved' | 'bound'> {
  const moved = new Map<string, Track>();
  const bound: string[] = [];
  for (const track of tracks) {
    if (!track.hasMoved) continue;
    moved.set(track.source.id, track);
    if (track.isBound) bound.push(track.source.id);
    track.hasMoved = track.isBound = false;
  }
  return { moved, bound };
}

/** Other rules take over: everything that was read and not handed out, in order, as if it was learnt now. */
export function leaveRules(tracks: readonly Track[], stays: (rule: string) => boolean, at: Millis): EngineEvent[] {
  return merged(tracks.map((track) => track.leaveRules(stays))).map(({ event }) => ({ ...event, at }));
}
