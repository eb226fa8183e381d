import { join } from 'node:path';
import { type ComponentConfig, type GpuWish, loadPrices, type Pricing, pricingOf } from '@sigwatch/core';
import { shippedPacks } from './packs.js';

export interface PricingFor {
  readonly cost?: GpuWish | undefined;
  /** A table of prices that somebody has named. */
  readonly prices?: string | undefined;
  readonly adapter: ComponentConfig;
  /** Of who submits. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const MODAL = 'ModalAdapter';
const FILE = 'prices.yaml';

/**
 * What the GPUs of a run cost: by the table that is named, else by that of its platform. Undefined where there is neither and
 * nobody asks for a cost. Throws a ConfigError where the table can't be used.
 */
export function pricingFor({ cost, prices, adapter, env }: PricingFor): Pricing | undefined {
  const path = prices ?? (isModal(adapter, env) ? pricesOfPack('modal') : undefined);
  if (path === undefined && cost === undefined) return undefined;
  return pricingOf(cost ?? {}, path === undefined ? undefined : loadPrices(path));
}

/** Its client says in a container of Modal where it is. */
const isModal = ({ class_name }: ComponentConfig, env: PricingFor['env']): boolean =>
  class_name === MODAL || (env.MODAL_TASK_ID !== undefined && env.MODAL_IS_REMOTE === '1');

function pricesOfPack(name: string): string | undefined {
  const folder = shippedPacks().find(
    (path) =>
      path
        .split(/[\\/]/)
        .at(-1)
        ?.replace(/^pack-/, '') === name,
  );
  return folder === undefined ? undefined : join(folder, FILE);
}
