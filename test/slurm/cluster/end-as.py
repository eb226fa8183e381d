#!/usr/bin/env python3
"""Ends a running job for slurmctld as its slurmstepd would: end-as.py JOB [EXIT]

EXIT is the raw wait status; 253 (the default) is what slurmstepd reports after an OOM kill, which needs cgroups, so that
the job becomes OUT_OF_MEMORY there and in accounting. Run as root, with SLURM_CONF set. The call and the code are those of
SLURM's own slurm/slurm.h and src/common/slurm_protocol_defs.h.
"""

import ctypes
import glob
import sys

library = ctypes.CDLL(glob.glob("/usr/lib/*/slurm-wlm/libslurmfull.so")[0], mode=ctypes.RTLD_GLOBAL)
library.slurm_conf_init(None)
job, status = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 253
sys.exit(library.slurm_complete_job(ctypes.c_uint32(job), ctypes.c_uint32(status)) != 0)
