// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * A process inside a runtime of Colab, which sigwatch shares: it has no API for jobs. Says when the session ends.
 */
export interface ColabAdapter {
  /**
   * What the runtime is paid by, which nothing in it tells: a session of `free` lasts 12 hours at most, of `pro` and `pro_plus` 24.
   */
  plan?: 'free' | 'pro' | 'pro_plus';
  /**
   * How long a session lasts at most, in hours. `SIGWATCH_SESSION_HOURS` otherwise, else by `plan`.
   */
  session_hours?: number;
  /**
   * When the session began: Unix seconds, or a time such as `2026-03-02T10:00:00Z`. `SIGWATCH_SESSION_START` (Unix seconds) otherwise, else the start of the runtime's first process, so that a kernel that is started again gains no time.
   */
  session_start?: number | string;
  /**
   * A folder that outlives the runtime, such as `/content/drive/MyDrive/my-run`: checkpoints are copied there, and a next session goes on from there. It is made where its parent is there. Short for `copies: { to: … }`.
   */
  drive?: string;
  /**
   * Whether it is said at the start that Colab also ends sessions that nobody uses.
   */
  idle_warning?: boolean;
}
