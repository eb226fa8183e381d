import type { EngineEvent, JobStatus, Millis } from '../contract.js';
import { namedSources } from '../named-sources.js';
import { type ActiveClock, freeze, thaw } from './active-clock.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import { jobIsFinal } from './deadlines.js';
import { finalStates } from './platform.js';
import { countsAsAlive } from './whitelist.js';

/** Whether the time that counts runs on, after what an event says: all that keeps sigwatch from knowing how the run is stops it. */
export function clockAfter(state: AttemptState, config: AttemptConfig, event: EngineEvent): ActiveClock {
  const { clock } = state;
  switch (event.type) {
    case 'blind':
      return freeze(clock, namedSources(event).map(blindness), event.at);
    case 'watermark':
    case 'source_ended':
      return clock.reasons.length === 0 ? clock : thaw(clock, namedSources(event).map(blindness), event.at);
    case 'job':
      return jobIsFinal(state) ? clock : afterStatus(clock, config, event.status, event.at);
    case 'job_unknown':
      return jobIsFinal(state) ? clock : freeze(clock, 'unknown', event.at);
    case 'command':
      if (event.command === 'pause') return freeze(clock, 'paused', event.at);
      return event.command === 'resume' ? thaw(clock, 'paused', event.at) : clock;
    default:
      return clock;
  }
}

const blindness = (source: string): string => `blind:${source}`;

function afterStatus(before: ActiveClock, config: AttemptConfig, status: JobStatus, at: Millis): ActiveClock {
  let clock = thaw(before, 'unknown', at);
  for (const held of ['pending', 'suspended', 'completing'] as const)
    clock = status.state === held ? freeze(clock, held, at) : thaw(clock, held, at);
  const unlisted = !finalStates.has(status.state) && !countsAsAlive(config, status);
  return unlisted ? freeze(clock, 'unlisted', at) : thaw(clock, 'unlisted', at);
}
