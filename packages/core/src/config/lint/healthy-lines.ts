/** A line that a healthy run prints, and what it is. */
export interface HealthyLine {
  readonly text: string;
  readonly what: string;
  /** The file of the rule that it is a line of. */
  readonly file?: string;
}

const all = (what: string, ...lines: readonly string[]): readonly HealthyLine[] =>
  lines.map((text) => ({ text, what }));

/** Lines that say words of failures and tell of none; in the style of what prints them. */
export const healthyLines: readonly HealthyLine[] = [
  ...all(
    'an iteration without a NaN',
    ' iteration      120/    5000 | consumed samples:        61440 | elapsed time per iteration (ms): 812.5 | learning rate: 1.200E-04 | global batch size:   512 | lm loss: 2.718280E+00 | loss scale: 1.0 | grad norm: 0.412 | number of skipped iterations:   0 | number of nan iterations:   0 |',
    'step 40: train loss 2.5312, nan batches 0, inf batches 0',
  ),
  ...all(
    'an argument that is dumped',
    '  check_for_nan_in_loss_and_grad .................. True',
    '  rerun_mode ...................................... validate_results',
    '  exit_on_missing_checkpoint ...................... False',
    '  distributed_timeout_minutes ..................... 30',
    '  error_injection_rate ............................ 0',
    '  fp32_residual_connection ........................ False',
    '  no_load_optim ................................... None',
    '  inprocess_monitor_thread_error .................. None',
  ),
  ...all(
    'a setting that is printed',
    "{'nccl_timeout': 600, 'watchdog_timeout': 300, 'oom_retry': False}",
    'detect_anomaly: false',
    '  --abort-on-nan   stop the training when the loss is NaN or infinite (default: False)',
    'resuming after preemption: job was preempted 2 times before',
    'terminate_on_nan: true',
    'on_exception: raise',
    'TORCH_NCCL_ASYNC_ERROR_HANDLING=1',
    'NCCL_IB_TIMEOUT=22',
    'PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True',
    'requeue_on_failure: true, max_failures: 3',
    '  "ignore_errors": false,',
    'kill_on_oom: true, out_of_memory_policy: raise',
    'slurm_preemption_mode: REQUEUE',
    'deadlock detection: enabled (timeout 600 s)',
  ),
  ...all(
    'a text of help',
    '  --abort-on-nan        stop the training at a loss of NaN or infinity (default: False)',
    '  --timeout-minutes N   minutes after which a collective is taken for hung; an error is raised then',
    '  --exit-on-error       exit with an error when a checkpoint cannot be loaded',
  ),
  ...all(
    'information of NCCL',
    'gpu-1:77:99 [0] NCCL INFO comm 0x55d0 rank 0 nranks 8 cudaDev 0 busId 1b000 - Init COMPLETE',
    'gpu-1:77:99 [0] NCCL INFO comm 0x55d0 timeout set to 1800000 ms, abort flag 0',
    'gpu-1:77:99 [0] NCCL INFO NCCL_TIMEOUT set by environment to 1800',
    'gpu-1:77:77 [0] NCCL INFO NET/Plugin: No plugin found (libnccl-net.so), using internal implementation',
    'gpu-1:77:99 [0] NCCL INFO Channel 00/0 : 0[0] -> 1[1] via P2P/CUMEM',
  ),
  ...all(
    'a report that all is well',
    'Evaluation finished: 0 errors, 0 failed samples',
    'health check: no errors found',
    'checkpoint /ckpt/iter_0000100 is not corrupt; no NaN found in the loss',
    'num_nan_grads: 0, num_inf_grads: 0',
    'Process 771 exited with exit code 0',
    'node failure tolerance is on; 2 node failures are allowed',
    '|   0  NVIDIA H100 80GB HBM3          On  |   00000000:1B:00.0 Off |                    0 |',
    'ecc.errors.uncorrected.volatile.total: 0',
    'Watchdog started with a timeout of 600 s',
    'Restored 0 failed shards; nothing was lost',
    'fault tolerance: heartbeat timeouts are 1800 s, hang detection is on',
  ),
  ...all(
    'a word that holds another',
    'loading captions of a bedroom, a bathroom and a ballroom',
    'broom, groom, zoom: 3 classes',
  ),
];
