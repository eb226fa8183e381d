// Written by scripts/generate-types.mjs from schemas/. Do not edit.
import type { ErrorTypesFile } from './error-types.js';

export const errorTypesTable = {
  "hardware": {
    "description": "A GPU, its link, its memory or a whole node failed (Xid, uncorrectable ECC, fallen off the bus, node failure).",
    "category": "training",
    "severity": "critical",
    "subsystem": "hardware",
    "restartable": true,
    "remedy": "Take the named node out of service, run its GPU diagnostics (nvidia-smi -q, dcgmi diag -r 3), and restart on other nodes.",
    "symptom_of": []
  },
  "storage": {
    "description": "A file system refused or lost a write (no space, quota, stale handle, I/O error, read-only).",
    "category": "checkpoint",
    "severity": "critical",
    "subsystem": "storage",
    "restartable": false,
    "remedy": "Free space or raise the quota on the path that the line names, check that the file system is mounted and writable, then restart from the last whole checkpoint.",
    "symptom_of": []
  },
  "oom": {
    "description": "CUDA, host or shared memory ran out, or the kernel or the scheduler killed a process for its memory.",
    "category": "memory",
    "severity": "critical",
    "subsystem": "cuda",
    "restartable": false,
    "remedy": "Reduce the micro batch size or the sequence length, shard or recompute more; for host memory use fewer data workers or ask for more memory.",
    "symptom_of": []
  },
  "preempted": {
    "description": "The scheduler took the resources away for another job.",
    "category": "unknown",
    "severity": "error",
    "subsystem": "slurm",
    "restartable": true,
    "remedy": "Restart from the last checkpoint; save checkpoints more often where jobs may be preempted.",
    "symptom_of": []
  },
  "timeout": {
    "description": "The job reached its time limit.",
    "category": "configuration",
    "severity": "error",
    "subsystem": "slurm",
    "restartable": true,
    "remedy": "Resume from the last checkpoint in a new job, or ask for a longer time limit.",
    "symptom_of": []
  },
  "checkpoint_corrupt": {
    "description": "A checkpoint could not be read, because it is torn, incomplete or of another format.",
    "category": "checkpoint",
    "severity": "error",
    "subsystem": "checkpoint",
    "restartable": true,
    "remedy": "Resume from the next older checkpoint, and remove the one that cannot be read.",
    "symptom_of": [
      "storage"
    ]
  },
  "numerical_instability": {
    "description": "The loss or the gradients became NaN or infinite, and did not recover by themselves.",
    "category": "training",
    "severity": "error",
    "subsystem": "training",
    "restartable": false,
    "remedy": "Go back to a checkpoint before the first bad step, then lower the learning rate, clip gradients, or skip the batch that caused it.",
    "symptom_of": [
      "hardware"
    ]
  },
  "exception": {
    "description": "The program raised an exception or crashed in its own code.",
    "category": "training",
    "severity": "error",
    "subsystem": "python",
    "restartable": false,
    "remedy": "Fix the error that the traceback names; a restart would meet it again.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability"
    ]
  },
  "torch": {
    "description": "PyTorch or the CUDA runtime rejected an operation (device-side assert, illegal address, shapes, drivers).",
    "category": "training",
    "severity": "error",
    "subsystem": "torch",
    "restartable": false,
    "remedy": "Run the failing step with CUDA_LAUNCH_BLOCKING=1 to find the operation, and fix it; a restart would meet it again.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability"
    ]
  },
  "nccl": {
    "description": "NCCL reported an error (unhandled system or CUDA error, internal error, aborted communicator).",
    "category": "network",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "remedy": "Restart; when it comes back on the same node, exclude that node and look at its fabric with NCCL_DEBUG=INFO.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability"
    ]
  },
  "communication": {
    "description": "A connection between processes or nodes was refused, reset or lost.",
    "category": "network",
    "severity": "error",
    "subsystem": "distributed",
    "restartable": true,
    "remedy": "Restart; when it comes back, check the network and the name resolution between the nodes that the line names.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability"
    ]
  },
  "cancelled": {
    "description": "Somebody or something cancelled the job without a stated reason.",
    "category": "unknown",
    "severity": "error",
    "subsystem": "slurm",
    "restartable": true,
    "remedy": "Find out who cancelled the job (scancel, an administrator, a dependency) before it is started again.",
    "symptom_of": [
      "hardware",
      "oom",
      "preempted",
      "timeout"
    ]
  },
  "deadlock": {
    "description": "Processes wait for each other for ever.",
    "category": "training",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "remedy": "Restart; when it comes back at the same step, look for a collective that not all ranks enter.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability",
      "exception",
      "torch",
      "cancelled"
    ]
  },
  "nccl_timeout": {
    "description": "A collective operation did not complete within NCCL's time limit.",
    "category": "network",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "remedy": "Find the rank that did not enter the collective (it has no timeout line, or the lowest sequence number) and look at its node; then restart.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability",
      "exception",
      "torch",
      "nccl",
      "communication",
      "cancelled",
      "deadlock"
    ]
  },
  "distributed_timeout": {
    "description": "A store, barrier or rendezvous between processes timed out.",
    "category": "network",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "remedy": "Find the rank that did not arrive, look at its log and its node; then restart.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability",
      "exception",
      "torch",
      "nccl",
      "communication",
      "cancelled",
      "deadlock",
      "nccl_timeout"
    ]
  },
  "watchdog_timeout": {
    "description": "A watchdog ended the process because it saw an error or no progress.",
    "category": "network",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "remedy": "Look for the first failure before the watchdog's line; restart when there is none.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability",
      "exception",
      "torch",
      "nccl",
      "communication",
      "cancelled",
      "deadlock",
      "nccl_timeout",
      "distributed_timeout"
    ]
  },
  "hang": {
    "description": "The run is alive and makes no progress.",
    "category": "training",
    "severity": "critical",
    "subsystem": "training",
    "restartable": true,
    "remedy": "Take stack traces of all ranks (py-spy dump) when it happens again; then restart.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability",
      "exception",
      "torch",
      "nccl",
      "communication",
      "cancelled",
      "deadlock",
      "nccl_timeout",
      "distributed_timeout",
      "watchdog_timeout"
    ]
  },
  "slurm_failure": {
    "description": "SLURM says that the job or one of its tasks failed, and not why.",
    "category": "unknown",
    "severity": "error",
    "subsystem": "slurm",
    "restartable": true,
    "remedy": "Look for the first failure before SLURM's line, and at sacct -j JOB --format=State,ExitCode,Reason,NodeList.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability",
      "exception",
      "torch",
      "nccl",
      "communication",
      "cancelled",
      "deadlock",
      "nccl_timeout",
      "distributed_timeout",
      "watchdog_timeout",
      "hang"
    ]
  },
  "unknown": {
    "description": "The run failed, and nothing in its logs or from its platform says why.",
    "category": "unknown",
    "severity": "error",
    "subsystem": "unknown",
    "restartable": true,
    "remedy": "Look at the last lines of every rank's log and at the system log of the nodes; add a rule for the line that names the cause.",
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability",
      "exception",
      "torch",
      "nccl",
      "communication",
      "cancelled",
      "deadlock",
      "nccl_timeout",
      "distributed_timeout",
      "watchdog_timeout",
      "hang",
      "slurm_failure"
    ]
  }
} satisfies ErrorTypesFile;
