import { fieldsOf, textOf } from '../json.js';
import { askJson, type LogServer } from './server.js';

/** What a job's logs are found by. */
export interface JobFacts {
  /** Ray's id of the node that its driver runs on; undefined as long as it has none. */
  readonly node: string | undefined;
  /** Address of that node's agent. */
  readonly agent: string | undefined;
  /** What Ray calls the driver's connection to the cluster: worker logs have it in their names. */
  readonly ray_job: string | undefined;
}

/** Rejects when it can't be asked, and where there is no such job. */
export async function jobFacts(server: LogServer, job: string, abort: AbortSignal): Promise<JobFacts> {
  const told = fieldsOf(await askJson(server, `/api/jobs/${encodeURIComponent(job)}`, abort));
  if (told === undefined) throw new Error(`Ray's answer about ${job} is no object`);
  return {
    node: textOf(told.driver_node_id),
    agent: textOf(told.driver_agent_http_address)?.replace(/\/+$/, ''),
    ray_job: textOf(fieldsOf(told.driver_info)?.id) ?? textOf(told.job_id),
  };
}
