// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Jobs of a Ray cluster, by its Jobs REST API: `job.command` is the entrypoint, each argument quoted for a shell; who wants a shell writes `sh -c '…'`.
 */
export interface RayAdapter {
  /**
   * Of the dashboard, which serves the Jobs API: `http://HOST:8265` or `https://…`, perhaps with a path. `RAY_ADDRESS` otherwise, else `http://127.0.0.1:8265`.
   */
  address?: string;
  /**
   * File that holds the bearer token. `RAY_AUTH_TOKEN` otherwise, else the file that `RAY_AUTH_TOKEN_PATH` names, else `~/.ray/auth_token`, where they are there.
   */
  token_file?: string;
  /**
   * Headers of every request, as a proxy before the dashboard may want them.
   */
  headers?: {
    [k: string]: string;
  };
  tls?: Tls;
  /**
   * Ray's runtime environment of the job (`pip`, `working_dir`, `env_vars` …), as Ray has it. `job.env` and the variables of sigwatch are put into its `env_vars`. Folders in `working_dir` and `py_modules` are uploaded; relative ones are meant from the folder of the file.
   */
  runtime_env?: {
    [k: string]: unknown;
  };
  /**
   * Metadata of the job, beside `name` and `sigwatch`.
   */
  metadata?: {
    [k: string]: string;
  };
  /**
   * CPUs that are reserved for the entrypoint itself.
   */
  entrypoint_num_cpus?: number;
  /**
   * GPUs that are reserved for the entrypoint itself, apart from those that its tasks and actors ask for.
   */
  entrypoint_num_gpus?: number;
  /**
   * Memory (bytes) that is reserved for the entrypoint itself.
   */
  entrypoint_memory?: number;
  /**
   * Custom resources that are reserved for the entrypoint itself, by name.
   */
  entrypoint_resources?: {
    [k: string]: number;
  };
  /**
   * Whether a job that was asked to end, and has ended, is deleted from Ray's list when it is asked again.
   */
  delete_ended?: boolean;
  /**
   * Logs of the job's workers beside that of its driver: read by Ray's state API (true), not at all (false), or as files of a folder.
   */
  worker_logs?: boolean | string;
  /**
   * Folder of the head's logs where it is mounted here: the driver's log is read there and not by the dashboard.
   */
  log_directory?: string;
  /**
   * At most one look at the jobs in so many seconds, however many runs there are. After a submission or a stop some come sooner.
   */
  poll_interval_seconds?: number;
  /**
   * How commands are run on the nodes or pods of the job, for health and evidence. Without it, where the address is this machine's own: here.
   */
  exec?: ExecNode[];
  /**
   * Put behind the command's arguments at a restart from a checkpoint, with `{resume_from}`, `{checkpoint_path}` and `{step}`; an option that stands there already is replaced.
   */
  resume_args?: string[];
  /**
   * Put behind the command's arguments for each setting that a policy overrides, with `{value}`.
   */
  override_args?: {
    [k: string]: string[];
  };
}
/**
 * For an address with https.
 */
export interface Tls {
  /**
   * File with the certificates (PEM) that are trusted; those of Node otherwise.
   */
  ca?: string;
  /**
   * File with our own certificate (PEM), where the server asks for one.
   */
  cert?: string;
  /**
   * File with its key (PEM).
   */
  key?: string;
  /**
   * Whether the server's certificate is verified.
   */
  verify?: boolean;
}
export interface ExecNode {
  /**
   * What the node is called in what is told of it.
   */
  node: string;
  /**
   * argv that a command is put behind: `[kubectl, exec, -n, NS, POD, --]`, `[ssh, HOST]`, or none for this machine.
   */
  prefix: string[];
}
