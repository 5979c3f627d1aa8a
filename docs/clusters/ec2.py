"""A pipeline on machines of Amazon EC2: python ec2.py /mnt/shared/config.json.

Run it on a machine in the same network that has the shared folder mounted, too.
"""

import sys

from dask_cloudprovider.aws import EC2Cluster

from rv_engine.cli.main import cli

# Change these to your account. The images of AWS for deep learning have Docker and the driver.
NUM_WORKERS = 4
EFS = "fs-0123456789abcdef0.efs.eu-central-1.amazonaws.com"
IMAGE = "registry.example.org/rv-engine:latest"
MACHINES = {
    "region": "eu-central-1",
    "ami": "ami-0123456789abcdef0",
    "instance_type": "g5.2xlarge",
    "docker_image": IMAGE,
    "docker_args": "-v /mnt/shared:/mnt/shared",
    "bootstrap": False,
    "extra_bootstrap": [
        "mkdir -p /mnt/shared",
        f"mount -t nfs4 -o nfsvers=4.1 {EFS}:/ /mnt/shared",
    ],
    "worker_options": {"nthreads": 1, "resources": {"GPU": 1}},
}


def main() -> None:
    """Runs the pipeline."""
    with EC2Cluster(n_workers=NUM_WORKERS, **MACHINES) as cluster:
        # In this process, which has the certificates of the cluster.
        cli(["run", *sys.argv[1:], "--runner", "dask", "--address", cluster.scheduler_address])


if __name__ == "__main__":
    main()
