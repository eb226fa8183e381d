import type { JobSpec } from '@sigwatch/core';
import { type Fields, textsOf } from './json.js';

/** Ray's runtime environment of a job: what is set, and the variables that are given to the job by name. Never ours as a whole. */
export function runtimeEnv(given: Fields | undefined, spec: JobSpec): Fields {
  const env_vars = {
    ...textsOf(given?.env_vars),
    ...spec.env,
    SIGWATCH_RUN_ID: spec.run_id,
    SIGWATCH_ATTEMPT: String(spec.attempt),
  };
  return { ...given, env_vars };
}
