// Written by scripts/generate-types.mjs from schemas/. Do not edit.
import type { ErrorTypesFile } from './error-types.js';

export const errorTypesTable = {
  "hardware": {
    "description": "A GPU, its link, its memory or a whole node failed (Xid, uncorrectable ECC, fallen off the bus, node failure).",
    "category": "training",
    "severity": "critical",
    "subsystem": "hardware",
    "restartable": true,
    "reporter_at_fault": true,
    "remedy": "Take the named node out of service, run its GPU diagnostics (nvidia-smi -q, dcgmi diag -r 3), and restart on other nodes.",
    "fields": {
      "xid": "NVIDIA's number of the error",
      "sxid": "NVIDIA's number of a switch's error"
    },
    "details": [
      "Xid {xid} on GPU {gpu} of {node}: take the node out of service, run dcgmi diag -r 3 on it, and restart on other nodes.",
      "Xid {xid} on GPU {gpu}: take its node out of service, run dcgmi diag -r 3 on it, and restart on other nodes.",
      "SXid {sxid} of an NVSwitch: take its node out of service, run dcgmi diag -r 3 on it, and restart on other nodes.",
      "Take {node} out of service, run its GPU diagnostics (nvidia-smi -q, dcgmi diag -r 3), and restart on other nodes."
    ],
    "symptom_of": []
  },
  "storage": {
    "description": "A file system refused or lost a write (no space, quota, stale handle, I/O error, read-only).",
    "category": "checkpoint",
    "severity": "critical",
    "subsystem": "storage",
    "restartable": false,
    "reporter_at_fault": true,
    "remedy": "Free space or raise the quota on the path that the line names, check that the file system is mounted and writable, then restart from the last whole checkpoint.",
    "fields": {
      "path": "file or folder that could not be written",
      "mount": "file system that it lies on"
    },
    "details": [
      "Could not write {path}: free space or raise the quota there, check that its file system is mounted and writable, then restart from the last whole checkpoint.",
      "The file system {mount} failed: free space or raise the quota on it, check that it is mounted and writable, then restart from the last whole checkpoint."
    ],
    "symptom_of": []
  },
  "oom": {
    "description": "CUDA, host or shared memory ran out, or the kernel or the scheduler killed a process for its memory.",
    "category": "memory",
    "severity": "critical",
    "subsystem": "cuda",
    "restartable": false,
    "reporter_at_fault": true,
    "remedy": "Reduce the micro batch size or the sequence length, shard or recompute more; for host memory use fewer data workers or ask for more memory.",
    "fields": {
      "allocation_size": "what was asked for",
      "free": "what was left",
      "capacity": "what there is in all"
    },
    "details": [
      "Tried to allocate {allocation_size} with {free} free: reduce the micro batch size or the sequence length, shard or recompute more.",
      "Tried to allocate {allocation_size} of {capacity} in all: reduce the micro batch size or the sequence length, shard or recompute more.",
      "Tried to allocate {allocation_size}: reduce the micro batch size or the sequence length, shard or recompute more."
    ],
    "symptom_of": []
  },
  "preempted": {
    "description": "The platform took the resources away, for another job or to drain, shut down or reclaim a node.",
    "category": "unknown",
    "severity": "error",
    "subsystem": "slurm",
    "restartable": true,
    "reporter_at_fault": false,
    "remedy": "Restart from the last checkpoint; save checkpoints more often where jobs may be preempted.",
    "symptom_of": []
  },
  "timeout": {
    "description": "The job reached its time limit.",
    "category": "configuration",
    "severity": "error",
    "subsystem": "slurm",
    "restartable": true,
    "reporter_at_fault": false,
    "remedy": "Resume from the last checkpoint in a new job, or ask for a longer time limit.",
    "fields": {
      "limit": "the time limit"
    },
    "details": [
      "The time limit is {limit}: resume from the last checkpoint in a new job, or ask for more."
    ],
    "symptom_of": []
  },
  "checkpoint_corrupt": {
    "description": "A checkpoint could not be read, because it is torn, incomplete or of another format.",
    "category": "checkpoint",
    "severity": "error",
    "subsystem": "checkpoint",
    "restartable": true,
    "reporter_at_fault": true,
    "remedy": "Resume from the next older checkpoint, and remove the one that cannot be read.",
    "fields": {
      "checkpoint_path": "folder or file of the checkpoint"
    },
    "details": [
      "Resume from a checkpoint that is older than {checkpoint_path}, and remove that one."
    ],
    "symptom_of": [
      "storage"
    ]
  },
  "no_checkpoint_found": {
    "description": "A restart was due, and no whole checkpoint was found to resume from.",
    "category": "checkpoint",
    "severity": "error",
    "subsystem": "checkpoint",
    "restartable": false,
    "reporter_at_fault": true,
    "remedy": "Name the folder that the training saves to (checkpoint_dir), repair what is there, or allow a start from the beginning (no_checkpoint_found start_over in the policy).",
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
    "reporter_at_fault": false,
    "remedy": "Go back to a checkpoint before the first bad step, then lower the learning rate, clip gradients, or skip the batch that caused it.",
    "fields": {
      "step": "step of the first bad value"
    },
    "details": [
      "Go back to a checkpoint before step {step}, then lower the learning rate, clip gradients, or skip the batch that caused it."
    ],
    "symptom_of": [
      "hardware"
    ]
  },
  "environment": {
    "description": "The environment of the job could not be made (packages, a container, the working directory), so that nothing of it ran.",
    "category": "configuration",
    "severity": "error",
    "subsystem": "platform",
    "restartable": false,
    "reporter_at_fault": true,
    "remedy": "Put right what the platform names of the environment (a package and its version, the image, the size or the place of the working directory); a restart would meet it again.",
    "symptom_of": [
      "hardware",
      "storage"
    ]
  },
  "unknown_end": {
    "description": "The job is over, and nobody knows how it ended.",
    "category": "unknown",
    "severity": "error",
    "subsystem": "platform",
    "restartable": false,
    "reporter_at_fault": true,
    "remedy": "Read the end of its log. If it was not done, start it again; under `sigwatch submit` the exit code is known.",
    "symptom_of": []
  },
  "not_started": {
    "description": "The platform took the job and could not start it within its time, so that nothing of it ran.",
    "category": "configuration",
    "severity": "error",
    "subsystem": "platform",
    "restartable": true,
    "reporter_at_fault": true,
    "remedy": "Compare what the job asks for (GPUs, CPUs, memory, a node by name) with what the cluster has and what of it is free, and start it again when there is room.",
    "symptom_of": [
      "hardware",
      "storage",
      "preempted",
      "environment"
    ]
  },
  "exception": {
    "description": "The program raised an exception or crashed in its own code.",
    "category": "training",
    "severity": "error",
    "subsystem": "python",
    "restartable": false,
    "reporter_at_fault": true,
    "remedy": "Fix the error that the traceback names; a restart would meet it again.",
    "fields": {
      "exception": "class of the exception"
    },
    "details": [
      "Fix what raised the {exception} that the traceback ends with; a restart would meet it again."
    ],
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
    "reporter_at_fault": true,
    "remedy": "Run the failing step with CUDA_LAUNCH_BLOCKING=1 to find the operation, and fix it; a restart would meet it again.",
    "fields": {
      "cuda_error": "the runtime's own words"
    },
    "details": [
      "CUDA error \"{cuda_error}\": run the failing step with CUDA_LAUNCH_BLOCKING=1 to find the operation, and fix it; a restart would meet it again."
    ],
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
    "reporter_at_fault": false,
    "remedy": "Restart; when it comes back on the same node, exclude that node and look at its fabric with NCCL_DEBUG=INFO.",
    "fields": {
      "peer": "the other end"
    },
    "details": [
      "Restart; when it comes back, look at the fabric between the reporting node and {peer} with NCCL_DEBUG=INFO, and exclude the one at fault."
    ],
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
    "description": "A connection between processes or nodes was reset or refused, or its pipe or socket closed.",
    "category": "network",
    "severity": "error",
    "subsystem": "distributed",
    "restartable": true,
    "reporter_at_fault": false,
    "remedy": "Restart; when it comes back, check the network and the name resolution between the nodes that the line names.",
    "fields": {
      "peer": "the other end"
    },
    "details": [
      "Restart; when it comes back, look at {peer}: whether its process ended first, and the network and the name resolution between it and the others."
    ],
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
    "reporter_at_fault": false,
    "remedy": "Find out who cancelled the job (scancel, an administrator, a dependency) before it is started again.",
    "symptom_of": [
      "hardware",
      "oom",
      "preempted",
      "timeout"
    ]
  },
  "deadlock": {
    "description": "Ranks wait for each other in different collectives.",
    "category": "training",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "reporter_at_fault": false,
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
    "description": "A collective operation ran for longer than NCCL's time limit, and NCCL's watchdog caught it.",
    "category": "network",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "reporter_at_fault": false,
    "remedy": "Find the rank that did not enter the collective (it has no timeout line, or the lowest sequence number) and look at its node; then restart.",
    "fields": {
      "op": "the collective",
      "seq": "its sequence number"
    },
    "details": [
      "Find the rank that did not enter {op} number {seq} (it has no timeout line, or a lower sequence number) and look at its node; then restart.",
      "Find the rank that did not enter {op} (it has no timeout line, or the lowest sequence number) and look at its node; then restart."
    ],
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
    "description": "A store, a rendezvous, gloo or a monitored barrier between processes timed out.",
    "category": "network",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "reporter_at_fault": false,
    "remedy": "Find the rank that did not arrive, look at its log and its node; then restart.",
    "fields": {
      "missing_rank": "the rank that did not arrive"
    },
    "details": [
      "Rank {missing_rank} did not arrive: look at its log and its node; then restart."
    ],
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
    "description": "A watchdog thread was terminated, or got stuck and ended its process.",
    "category": "network",
    "severity": "critical",
    "subsystem": "distributed",
    "restartable": true,
    "reporter_at_fault": false,
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
    "description": "The run is alive and prints nothing, or no steps.",
    "category": "training",
    "severity": "critical",
    "subsystem": "training",
    "restartable": true,
    "reporter_at_fault": false,
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
    "reporter_at_fault": true,
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
    "reporter_at_fault": true,
    "remedy": "Look at the last lines of every rank's log and at the system log of the nodes; add a rule for the line that names the cause.",
    "fields": {
      "signal": "signal that ended the job",
      "exit_code": "exit code of the job"
    },
    "details": [
      "Nothing tells why the job ended by {signal}: look at the last lines of every rank's log and at the system log of the nodes (the kernel sends SIGKILL when host memory runs out).",
      "Nothing tells why the job ended with exit code {exit_code}: look at the last lines of every rank's log and at the system log of the nodes; add a rule for the line that names the cause."
    ],
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "numerical_instability",
      "environment",
      "not_started",
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
  },
  "heartbeat_lost": {
    "description": "Nothing is heard of the run any more, and nobody tells how it ended; its process or its machine died, or only what sends its heartbeats.",
    "category": "unknown",
    "severity": "error",
    "subsystem": "heartbeat",
    "restartable": false,
    "reporter_at_fault": false,
    "remedy": "Look at the end of the training log, then on its machine at nvidia-smi, the disk space (df -h) and the kernel's log (dmesg -T), and whether the machine still runs; start the run again only when it is surely over.",
    "fields": {
      "phase": "what the run did last",
      "instance": "the machine that it ran on"
    },
    "details": [
      "It was in the phase {phase} on {instance}: look at the end of that phase's log, then on {instance} at nvidia-smi, the disk space (df -h) and the kernel's log (dmesg -T), and whether {instance} still runs; start the run again only when it is surely over.",
      "Look at the end of the training log, then on {instance} at nvidia-smi, the disk space (df -h) and the kernel's log (dmesg -T), and whether {instance} still runs; start the run again only when it is surely over."
    ],
    "symptom_of": [
      "hardware",
      "storage",
      "oom",
      "preempted",
      "timeout",
      "checkpoint_corrupt",
      "no_checkpoint_found",
      "numerical_instability",
      "environment",
      "unknown_end",
      "not_started",
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
      "slurm_failure",
      "unknown"
    ]
  }
} satisfies ErrorTypesFile;
