import type { Millis } from '@sigwatch/core';
import { fieldsOf, numberOf, textOf, textsOf } from './json.js';

/** A job as `/api/jobs/` tells of it; of every version since 2.9. */
export interface JobDetails {
  /** Missing where the driver was not started by the Jobs API. */
  readonly submissionId?: string;
  /** Ray's own number of the last driver, `01000000`; missing until there is one. */
  readonly driverId?: string;
  readonly status: string;
  readonly entrypoint: string;
  readonly message: string;
  /** Ray 2.9 does not tell it. */
  readonly errorType?: string;
  readonly exitCode?: number;
  /** When it was submitted, not when it ran. */
  readonly submittedAt?: Millis;
  readonly endedAt?: Millis;
  readonly metadata: Readonly<Record<string, string>>;
  readonly driverAgent?: string;
  readonly driverNode?: string;
  /** Of the driver, where it is connected to Ray. */
  readonly driverAddress?: string;
}

/** Undefined for what is no job. */
export function jobDetails(value: unknown): JobDetails | undefined {
  const told = fieldsOf(value);
  const status = textOf(told?.status);
  if (told === undefined || status === undefined) return undefined;
  const driver = fieldsOf(told.driver_info);
  return {
    status,
    entrypoint: textOf(told.entrypoint) ?? '',
    message: textOf(told.message) ?? '',
    metadata: textsOf(told.metadata),
    ...withoutUndefined({
      submissionId: textOf(told.submission_id),
      driverId: textOf(told.job_id),
      errorType: textOf(told.error_type),
      exitCode: numberOf(told.driver_exit_code),
      submittedAt: momentOf(told.start_time),
      endedAt: momentOf(told.end_time),
      driverAgent: textOf(told.driver_agent_http_address),
      driverNode: textOf(told.driver_node_id),
      driverAddress: textOf(driver?.node_ip_address),
    }),
  };
}

/** 0 is told where there is none. */
const momentOf = (value: unknown): Millis | undefined => numberOf(value) || undefined;

type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(fields: T): Known<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}
