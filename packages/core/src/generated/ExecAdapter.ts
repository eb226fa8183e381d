// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Processes that are started straight in a pod, on a host, or here: `job.command` is run behind a prefix, and supervised there.
 */
export interface ExecAdapter {
  /**
   * What stands before each command: `[kubectl, exec, -n, NS, POD, --]`, `[ssh, host]`; without it everything is run on this machine. In pods of several containers it names one (`-c`).
   */
  prefix?: string[];
  /**
   * How many shells read the words on their way. One behind ssh, which joins them with blanks and gives them to the login shell, none behind any other program, unless this says otherwise: `[sudo, ssh, host]` has 1.
   */
  shells?: number;
  /**
   * Folder on the other side, in which each job has one of its own. What is to outlive the container lies on a volume.
   */
  directory?: string;
  /**
   * Folder on the other side in which commands begin; that of the job otherwise.
   */
  cwd?: string;
  /**
   * A job is looked at, and its log is asked for more, once in so many seconds.
   */
  poll_interval_seconds?: number;
  /**
   * Time between SIGTERM and SIGKILL when a job is cancelled.
   */
  grace_seconds?: number;
  /**
   * Where what is asked of the nodes (health, evidence of a hang) is run, when the job has several; where `prefix` leads otherwise.
   */
  nodes?: ExecNode[];
  /**
   * Put behind the command at a restart from a checkpoint, with `{resume_from}`.
   */
  resume_args?: string[];
  /**
   * Put behind the command for each setting that a policy overrides: `{overrides.NAME}` is what it is then, `{value}` what was set, `{scale}`, `{floor}` and `{cap}` say how its own value changes.
   */
  override_args?: {
    [k: string]: string[];
  };
}
export interface ExecNode {
  /**
   * What the node is called.
   */
  node: string;
  /**
   * What leads there.
   */
  prefix: string[];
  /**
   * How many shells read the words on their way there.
   */
  shells?: number;
}
