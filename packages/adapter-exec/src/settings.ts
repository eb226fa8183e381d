import type { ExecAdapter } from '@sigwatch/core';

type Config = Omit<ExecAdapter, 'class_name'>;
type WithDefault = 'prefix' | 'directory' | 'poll_interval_seconds' | 'grace_seconds';

/** What `adapter: { class_name: ExecAdapter, … }` says, by schemas/components/ExecAdapter.schema.json. */
export type ExecSettings = Config & { readonly [K in WithDefault]-?: NonNullable<Config[K]> };

/** With the defaults of the schema. */
export const execSettings = (config: Config = {}): ExecSettings => ({
  ...config,
  prefix: config.prefix ?? [],
  directory: config.directory ?? '/tmp/sigwatch',
  poll_interval_seconds: config.poll_interval_seconds ?? 5,
  grace_seconds: config.grace_seconds ?? 10,
});
