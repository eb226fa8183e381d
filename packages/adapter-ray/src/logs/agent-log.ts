import { type Deps, type Millis, pause, type RemoteLog, type RemotePart } from '@sigwatch/core';
import { type Answered, ask, LogAnswerError, type LogServer } from './server.js';
import { shorter, withoutFirst } from './skip.js';

export interface AgentLogOptions {
  readonly server: LogServer;
  /** Address of the agent of the file's node, without a slash at its end. */
  readonly agent: string;
  readonly name: string;
  readonly deps: Deps;
}

const NOTHING = Buffer.alloc(0);
/** Between two looks (ms): doubled from look to look that finds nothing. */
const PACE = { first: 1_000, most: 4_000 } as const;

/**
 * A log by the agent of its node, which serves the log folder as plain files: the very bytes, from any offset on, and
 * each answer proves itself. Only from within the cluster's network.
 */
export function agentLog(options: AgentLogOptions): RemoteLog {
  return {
    async *read(offset, { follow }, abort): AsyncGenerator<RemotePart> {
      let at = offset;
      for (let wait: Millis = PACE.first; !abort.aborted; ) {
        const before = at;
        for await (const part of look(options, at, abort)) {
          at += part.bytes.length;
          yield part;
        }
        if (!follow) return;
        wait = at > before ? PACE.first : Math.min(wait * 2, PACE.most);
        await pause(options.deps, options.deps.now() + wait, abort);
      }
    },
  };
}

async function* look(options: AgentLogOptions, offset: number, abort: AbortSignal): AsyncGenerator<RemotePart> {
  const asked = options.deps.now();
  const answer = await askFrom(options, offset, abort);
  if (answer !== undefined) for await (const bytes of answer) yield { bytes };
  yield { bytes: NOTHING, as_of: asked };
}

/** Undefined where there is nothing behind `offset`. */
async function askFrom(
  { server, agent, name }: AgentLogOptions,
  offset: number,
  abort: AbortSignal,
): Promise<AsyncIterable<Buffer> | undefined> {
  const headers = { range: `bytes=${offset}-`, 'accept-encoding': 'identity' };
  const where = agentPath(agent, name);
  const answered = await ask(server, where, { abort, headers, good: [200, 206, 416] });
  if (answered.status === 206) return answered.chunks;
  if (answered.status === 200) return withoutFirst(answered.chunks, offset);
  for await (const _ of answered.chunks); // to keep the connection
  const size = sizeIn(answered);
  if (size === undefined) throw new LogAnswerError(416, where, 'no size of the log');
  if (size < offset) throw shorter(name, size, offset);
  return undefined;
}

export const agentPath = (agent: string, name: string): string =>
  `${agent}/logs/${name.split('/').map(encodeURIComponent).join('/')}`;

/** From `bytes` and a star, as RFC 9110 has it: `bytes X/30299`. */
function sizeIn({ headers }: Answered): number | undefined {
  const size = Number(String(headers['content-range'] ?? '').split('/')[1] || Number.NaN);
  return Number.isInteger(size) ? size : undefined;
}
