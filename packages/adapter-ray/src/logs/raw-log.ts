import type { Deps, RemoteLog, RemotePart } from '@sigwatch/core';
import { agentLog } from './agent-log.js';
import type { Agents } from './agents.js';
import { polledLog } from './polled-log.js';
import type { LogServer } from './server.js';
import type { Slots } from './slots.js';
import { type NodeFile, stateLog } from './state-log.js';

/** What all logs of a server have in common. */
export interface Reaching {
  readonly server: LogServer;
  readonly deps: Deps;
  readonly agents: Agents;
  readonly slots: Slots;
}

/** Where a file is now. */
export interface Place extends NodeFile {
  /** Address of its node's agent, without a slash at its end. */
  readonly agent: string | undefined;
}

/**
 * The very bytes of a file of a node: by offset from its agent where that can be reached, else through the dashboard.
 * `streams`: the dashboard is asked to send what comes, instead of the whole file again and again.
 */
export function rawLog(reaching: Reaching, place: Place, streams: boolean): RemoteLog {
  const { server, deps, agents, slots } = reaching;
  const { agent, name } = place;
  const state = stateLog({ server, file: place, deps });
  const through = streams ? state : polledLog({ whole: state, slots, deps });
  return {
    async *read(offset, how, abort): AsyncGenerator<RemotePart> {
      if (agent === undefined || !(await agents.canTell(agent, place, abort)))
        return yield* through.read(offset, how, abort);
      try {
        yield* agentLog({ server, agent, name, deps }).read(offset, how, abort);
      } catch (error) {
        if (!abort.aborted) agents.doubt(agent);
        throw error;
      }
    },
  };
}
