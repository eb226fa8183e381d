import type { RayAdapter } from '@sigwatch/core';

type Config = Omit<RayAdapter, 'class_name'>;
type WithDefault = 'delete_ended' | 'worker_logs' | 'poll_interval_seconds';

/** What `adapter: { class_name: RayAdapter, … }` says, by schemas/components/RayAdapter.schema.json. */
export type RaySettings = Config & { readonly [K in WithDefault]-?: NonNullable<Config[K]> };

/** With the defaults of the schema. What the environment says is asked for where it is needed: see address.ts and token.ts. */
export const raySettings = (config: Config = {}): RaySettings => ({
  ...config,
  delete_ended: config.delete_ended ?? false,
  worker_logs: config.worker_logs ?? true,
  poll_interval_seconds: config.poll_interval_seconds ?? 30,
});
