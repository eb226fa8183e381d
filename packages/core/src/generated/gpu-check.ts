// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * What `nvidia-smi` answered as a job began: a line of `health.jsonl`, and `gpu_check` of the records. `null` stands for what could not be read.
 */
export interface GpuCheck {
  /**
   * What kind of line this is.
   */
  sigwatch: 'gpu_check';
  /**
   * When it was asked, ISO 8601.
   */
  at: string;
  /**
   * `none`: no `nvidia-smi`, or none that sees a GPU. `failed`: it does not answer, or a GPU is lost or wants a reset.
   */
  result: 'ok' | 'none' | 'failed';
  /**
   * How many there are.
   */
  gpus: number | null;
  /**
   * The name of the first one that tells it.
   */
  gpu_type: string | null;
  /**
   * Memory of the first one that tells it, MiB.
   */
  total_mb: number | null;
}
