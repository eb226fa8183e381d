import type { SlurmAdapter } from '@sigwatch/core';

type Config = Omit<SlurmAdapter, 'class_name'>;
type WithDefault = 'restart_by' | 'poll_interval_seconds' | 'log_wait_seconds' | 'repoint_dependents';

/** What `adapter: { class_name: SlurmAdapter, … }` says, by schemas/components/SlurmAdapter.schema.json. */
export type SlurmSettings = Config & { readonly [K in WithDefault]-?: NonNullable<Config[K]> };

/** With the defaults of the schema. */
export const slurmSettings = (config: Config = {}): SlurmSettings => ({
  ...config,
  restart_by: config.restart_by ?? 'resubmit',
  poll_interval_seconds: config.poll_interval_seconds ?? 30,
  log_wait_seconds: config.log_wait_seconds ?? 10,
  repoint_dependents: config.repoint_dependents ?? false,
});
