/** What is asked of each GPU, in the order of the columns. */
export const COLUMNS = [
  'index',
  'uuid',
  'name',
  'pci.bus_id',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'temperature.gpu',
  'ecc.errors.uncorrected.volatile.total',
  'mig.mode.current',
] as const;

/** Those that every driver knows: asked where an older one refuses the rest. */
export const PLAIN_COLUMNS = COLUMNS.slice(0, 8);

const CSV = '--format=csv,noheader,nounits';

/** `program` is argv: nvidia-smi, or how it is reached. */
export const gpuCommand = (program: readonly string[], columns: readonly string[] = COLUMNS): readonly string[] => [
  ...program,
  `--query-gpu=${columns.join(',')}`,
  CSV,
];

export const processCommand = (program: readonly string[]): readonly string[] => [
  ...program,
  '--query-compute-apps=gpu_uuid,pid,process_name,used_memory',
  CSV,
];

/** How long the node is up, and what its kernel has logged of GPUs; fails where the log may not be read. */
export const kernelCommand: readonly string[] = [
  'sh',
  '-c',
  'o=$(dmesg 2>/dev/null) || exit 1; cat /proc/uptime; printf "%s\\n" "$o" | grep "NVRM: Xid" | tail -n 500; exit 0',
];

/** nvidia-smi of an older driver refuses the whole question for one column. */
export const isRefused = (output: string): boolean => output.includes('is not a valid field to query');
