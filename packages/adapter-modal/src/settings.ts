import { duration, type Millis, type ModalAdapter } from '@sigwatch/core';

type Config = Omit<ModalAdapter, 'class_name' | 'modal' | 'function_timeout'>;
type WithDefault = 'poll_interval_seconds' | 'stop_grace_seconds';

/** What `adapter: { class_name: ModalAdapter, … }` says, by schemas/components/ModalAdapter.schema.json. */
export type ModalSettings = Config & { readonly [K in WithDefault]-?: NonNullable<Config[K]> } & {
  /** argv of the client. */
  readonly modal: readonly string[];
  /** How long a try of the function may take, where somebody has said so. */
  readonly function_timeout?: Millis;
};

/** As the file has them: `modal` may be the path of a program. */
export type ModalConfig = Omit<ModalAdapter, 'class_name'>;

/** With the defaults of the schema. */
export function modalSettings({ function_timeout, ...config }: ModalConfig = {}): ModalSettings {
  const timeout = function_timeout === undefined ? undefined : duration(function_timeout);
  return {
    ...config,
    modal: argvOf(config.modal ?? 'modal'),
    poll_interval_seconds: config.poll_interval_seconds ?? 30,
    stop_grace_seconds: config.stop_grace_seconds ?? 60,
    ...(timeout === undefined ? {} : { function_timeout: timeout }),
  };
}

const argvOf = (modal: string | readonly string[]): readonly string[] => (typeof modal === 'string' ? [modal] : modal);
