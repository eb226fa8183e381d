import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RemoteLog, RemotePart } from '@sigwatch/core';
import { type JobFacts, jobFacts } from './job-facts.js';
import { type Reaching, rawLog } from './raw-log.js';
import { LogAnswerError } from './server.js';
import { textLog } from './text-log.js';

export interface DriverLogOptions extends Reaching {
  /** Submission id. */
  readonly job: string;
  /** Whether the state API of this server tells the bytes of a file. Rejects when it can't be asked. */
  tellsBytes(abort: AbortSignal): Promise<boolean>;
  /** A file that is there once the log was begun to be copied as text: it is one or the other to its end. */
  readonly mark: string;
}

const NOTHING = Buffer.alloc(0);

export const driverLogName = (job: string): string => `job-driver-${job}.log`;

/**
 * What a job's driver prints. The file's own bytes wherever the server tells them, which the Jobs API does not: it
 * reads the file as text. A job that has not been given a node has printed nothing yet.
 */
export function driverLog(options: DriverLogOptions): RemoteLog {
  const { server, deps, job } = options;
  const text = textLog({ server, job, deps });
  return {
    async *read(offset, how, abort): AsyncGenerator<RemotePart> {
      if (existsSync(options.mark)) return yield* text.read(offset, how, abort);
      const asked = deps.now();
      const facts = await jobFacts(server, job, abort);
      if (facts.node === undefined) return yield { bytes: NOTHING, as_of: asked };
      if (await options.tellsBytes(abort)) {
        try {
          return yield* raw(options, facts, facts.node).read(offset, how, abort);
        } catch (error) {
          if (offset > 0 || !isRefused(error)) throw error;
        }
      } else if (offset > 0) throw new Error(`Ray does not tell the bytes of ${driverLogName(job)} any more`);
      mark(options.mark);
      yield* text.read(offset, how, abort);
    },
  };
}

const raw = (options: DriverLogOptions, { agent }: JobFacts, node: string): RemoteLog =>
  rawLog(options, { node, name: driverLogName(options.job), agent }, true);

/** By what stands before the server, or since it has no such thing. */
const isRefused = (error: unknown): boolean =>
  error instanceof LogAnswerError && error.path.startsWith('/api/v0/') && [403, 404, 405].includes(error.status);

function mark(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, '', { mode: 0o600 });
}
