// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Judges losses, gradient norms and matrices of steps: fires when a step shows what `detect` names, and tells when a later one shows that it is over. Windows run over steps, however often lines are printed; values that are not finite are no part of them.
 */
export interface StabilityOperator {
  /**
   * What it looks for. `oom` is any signal of its input that is no step.
   */
  detect:
    | 'nan_detected'
    | 'inf_detected'
    | 'gradient_explosion'
    | 'loss_divergence'
    | 'oom'
    | 'condition_number_high'
    | 'schatten_norm_high';
  /**
   * Of nan_detected and inf_detected: only where values are found in one of these. All of them otherwise.
   *
   * @minItems 1
   */
  in?: ['loss' | 'gradients' | 'parameters', ...('loss' | 'gradients' | 'parameters')[]];
  /**
   * Held apart by these: names of fields, `source`, `rank` or `signal`.
   */
  by?: string[];
  /**
   * Fires only when so many steps in a row show it, of those that measure it. `step` is then the first of them.
   */
  for?: number;
  /**
   * Of gradient_explosion and loss_divergence: it is over only when the value is back below what its first step went over. Otherwise it is over, too, when the window has got used to it.
   */
  until_back?: boolean;
  /**
   * Steps whose gradient norms make up the median; the last ten norms where it holds fewer. Without it what the program's `hello` says, else 100.
   */
  gradient_window?: number;
  /**
   * Steps back to the loss that the present one is compared with. Without it what the program's `hello` says, else 100.
   */
  loss_window?: number;
  /**
   * So many times the median is an explosion. Without it what the program's `hello` says, else 10.
   */
  gradient_explosion_threshold?: number;
  /**
   * So much above the earlier loss, as a share of its size, is a divergence. Without it what the program's `hello` says, else 0.5.
   */
  loss_divergence_threshold?: number;
  /**
   * A condition number above it is high. Without it what the program's `hello` says, else 1,000,000.
   */
  condition_number_threshold?: number;
  /**
   * A Schatten norm above it is high. Without it what the program's `hello` says, else 100.
   */
  schatten_threshold?: number;
}
