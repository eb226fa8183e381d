import type { ModalAdapter } from '@sigwatch/core';

type Config = Omit<ModalAdapter, 'class_name' | 'modal'>;
type WithDefault = 'poll_interval_seconds' | 'stop_grace_seconds';

/** What `adapter: { class_name: ModalAdapter, … }` says, by schemas/components/ModalAdapter.schema.json. */
export type ModalSettings = Config & { readonly [K in WithDefault]-?: NonNullable<Config[K]> } & {
  /** argv of the client. */
  readonly modal: readonly string[];
};

/** As the file has them: `modal` may be the path of a program. */
export type ModalConfig = Omit<ModalAdapter, 'class_name'>;

/** With the defaults of the schema. */
export const modalSettings = (config: ModalConfig = {}): ModalSettings => ({
  ...config,
  modal: argvOf(config.modal ?? 'modal'),
  poll_interval_seconds: config.poll_interval_seconds ?? 30,
  stop_grace_seconds: config.stop_grace_seconds ?? 60,
});

const argvOf = (modal: string | readonly string[]): readonly string[] => (typeof modal === 'string' ? [modal] : modal);
