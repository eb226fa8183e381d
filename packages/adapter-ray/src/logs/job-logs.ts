import { join } from 'node:path';
import {
  bothOf,
  type Deps,
  type Discovery,
  fileSource,
  type JobRef,
  type LogSource,
  mirroredSource,
  type Wakes,
} from '@sigwatch/core';
import type { Connection } from '../connection.js';
import { asFileName } from '../submission-id.js';
import { Agents } from './agents.js';
import { driverLog, driverLogName } from './driver-log.js';
import { type JobFacts, jobFacts } from './job-facts.js';
import { localFolder } from './local-folder.js';
import { aliveNodes } from './nodes.js';
import type { Reaching } from './raw-log.js';
import { agentOf, remoteFolder } from './remote-folder.js';
import { logServer } from './server.js';
import { Slots } from './slots.js';
import { tellsBytes } from './tells-bytes.js';
import { type WorkerFolder, workerLogs } from './workers.js';

export interface RayLogsOptions {
  readonly connection: Connection;
  readonly deps: Deps;
  readonly wakes?: Wakes;
  /** Where copies are kept: STATE/ray/logs. */
  readonly copies: string;
  /** `true`: by the state API, of Ray 2.34 and later. A text: the folder here that has them. */
  readonly worker_logs: boolean | string;
  /** The folder here that has the logs of the head. */
  readonly log_directory?: string;
}

export interface RayLogs {
  /** Of a job of the Jobs API, `ray:SUBMISSION_ID`; the incarnation is the session of its cluster. */
  logs(job: JobRef): Discovery;
  /** Files on this machine: the driver's own log, or the copy of it. */
  logPaths(job: JobRef): readonly string[];
}

/** So many questions for logs of workers at once: Ray answers a hundred of all kinds. */
const AT_ONCE = 8;

/**
 * The logs of jobs: one of the driver, and one of each stream of each worker. The driver's repeats lines of workers, with
 * `(name pid=7, ip=10.0.0.2)` before them, unless Ray takes them for repetitions and leaves them out: neither is the
 * whole, so that both are read. A failure that stands in both is one incident, and a step counts once.
 */
export function rayLogs(options: RayLogsOptions): RayLogs {
  const { connection, deps, worker_logs } = options;
  const server = logServer(connection);
  const reaching: Reaching = { server, deps, agents: new Agents(server, deps), slots: new Slots(AT_ONCE) };
  return {
    logs(job) {
      const driver = driverSource(options, reaching, job);
      const workers = worker_logs === false ? [] : [workerLogs(searchOf(options, reaching, job, worker_logs))];
      return bothOf([{ sources: () => justOne(driver) }, ...workers]);
    },
    logPaths: (job) => [driverPath(options, job)],
  };
}

async function* justOne(source: LogSource): AsyncGenerator<LogSource> {
  yield source;
}

const submissionOf = ({ id }: JobRef): string => id.slice(id.indexOf(':') + 1);

const copiesOf = ({ copies }: RayLogsOptions, job: JobRef): string =>
  join(copies, asFileName(job.incarnation), asFileName(submissionOf(job)));

function driverPath(options: RayLogsOptions, job: JobRef): string {
  const { log_directory } = options;
  return log_directory === undefined
    ? join(copiesOf(options, job), 'driver.log')
    : join(log_directory, driverLogName(submissionOf(job)));
}

function driverSource(options: RayLogsOptions, reaching: Reaching, job: JobRef): LogSource {
  const { deps, wakes } = options;
  const path = driverPath(options, job);
  if (options.log_directory !== undefined) return fileSource(path, { deps, ...(wakes && { wakes }) });
  const remote = driverLog({
    ...reaching,
    job: submissionOf(job),
    tellsBytes: (abort) => tellsBytes(reaching.server, abort),
    mark: join(copiesOf(options, job), 'as-text'),
  });
  return mirroredSource({ id: `${job.id}/driver.log`, path, remote, deps });
}

function searchOf(options: RayLogsOptions, reaching: Reaching, job: JobRef, worker_logs: true | string) {
  const { deps, wakes } = options;
  const { server } = reaching;
  let facts: JobFacts | undefined;
  const rayJob = async (abort: AbortSignal) => {
    facts = await jobFacts(server, submissionOf(job), abort);
    return facts.ray_job;
  };
  let asBytes: boolean | undefined;
  const remote = async (abort: AbortSignal): Promise<readonly WorkerFolder[]> => {
    // Of older servers the driver's log has to do, or a folder.
    asBytes ??= await tellsBytes(server, abort);
    if (!asBytes) return [];
    const nodes = await aliveNodes(server, abort);
    const of = { reaching, job: job.id, copies: copiesOf(options, job) };
    return nodes.map((node) => remoteFolder({ ...of, node, agent: agentOf(facts?.agent, node.ip) }));
  };
  const local = (directory: string) => () =>
    localFolder({ deps, directory, session: job.incarnation, ...(wakes && { wakes }) });
  return { deps, rayJob, folders: worker_logs === true ? remote : local(worker_logs) };
}
