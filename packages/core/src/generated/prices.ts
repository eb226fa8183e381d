// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * What an hour of a GPU costs: `prices:` of sigwatch.yaml names a file of this shape. Packs of platforms bring one.
 */
export interface PriceTable {
  /**
   * The day on which these were the prices, such as 2026-09-19. Told with every cost.
   */
  as_of: string;
  /**
   * ISO 4217. Default: USD.
   */
  currency?: string;
  /**
   * Where they were read, for people.
   */
  source?: string;
  /**
   * By the name that the platform has for the type.
   */
  gpus: {
    [k: string]: number | GpuPrice;
  };
}
export interface GpuPrice {
  /**
   * Of one GPU for an hour.
   */
  per_hour: number;
  /**
   * Other names of the type, as `nvidia-smi` has it: `NVIDIA H100 80GB HBM3`.
   */
  also?: string[];
}
