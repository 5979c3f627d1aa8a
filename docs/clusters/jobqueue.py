"""A pipeline on workers that SLURM gives one by one: python jobqueue.py config.json."""

import subprocess
import sys
from pathlib import Path

from dask_jobqueue import SLURMCluster

# Change these to your cluster. PBSCluster, LSFCluster, SGECluster and HTCondorCluster are alike.
MOST_WORKERS = 8
WORKER = {
    "cores": 8,
    "processes": 1,
    "memory": "32GB",
    "walltime": "08:00:00",
    "job_extra_directives": ["--gpus=1"],
    "worker_extra_args": ["--nthreads", "1", "--resources", "GPU=1"],
}


def main() -> int:
    """Runs the pipeline and answers its exit status."""
    rv = Path(sys.executable).with_name("rv")
    with SLURMCluster(**WORKER) as cluster:
        cluster.adapt(minimum=1, maximum=MOST_WORKERS)
        address = cluster.scheduler_address
        command = [rv, "run", *sys.argv[1:], "--runner", "dask", "--address", address]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
