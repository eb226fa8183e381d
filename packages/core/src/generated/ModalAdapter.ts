// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Apps of Modal, by its own client: `job.command` is what stands behind `modal run --detach`, FILE::FUNC and the function's arguments.
 */
export interface ModalAdapter {
  /**
   * The client: a program, or an argv such as `[python, -m, modal]`. `modal` otherwise.
   */
  modal?: string | [string, ...string[]];
  /**
   * Modal's environment that apps are in. `MODAL_ENVIRONMENT` otherwise, else that of the client's profile.
   */
  environment?: string;
  /**
   * Profile of the client's `~/.modal.toml`. `MODAL_PROFILE` otherwise, else the active one.
   */
  profile?: string;
  /**
   * At most one look at the list of apps in so many seconds, however many runs there are. After a submission or a stop some come sooner.
   */
  poll_interval_seconds?: number;
  /**
   * Containers that still run so long after Modal has taken a stop are stopped one by one.
   */
  stop_grace_seconds?: number;
  /**
   * The `timeout` of the function, as the script has it, so that it is known when Modal ends it: no list of Modal tells that. Without it nobody knows.
   */
  function_timeout?: number | string;
  /**
   * Put behind the function's arguments at a restart from a checkpoint, with `{resume_from}`, `{checkpoint_path}` and `{step}`; an option that stands there already is replaced.
   */
  resume_args?: string[];
  /**
   * Put behind the function's arguments for each setting that a policy overrides, with `{value}`.
   */
  override_args?: {
    [k: string]: string[];
  };
}
