#!/bin/bash
# A pipeline on the nodes of a SLURM cluster: sbatch slurm.sh config.json
# Change the lines of #SBATCH to your cluster; the engine's environment must be reachable from all nodes.
#SBATCH --job-name=rv
#SBATCH --ntasks=4
#SBATCH --cpus-per-task=8
#SBATCH --gpus-per-task=1
#SBATCH --mem-per-cpu=4G
#SBATCH --time=08:00:00
set -euo pipefail

config="$(realpath "$1")"
bin="${RV_BIN:-$HOME/rv-env/bin}"
scheduler_file="$(dirname "$config")/scheduler-$SLURM_JOB_ID.json"

"$bin/dask" scheduler --port 0 --no-dashboard --scheduler-file "$scheduler_file" &
resources=()
[ -z "${SLURM_GPUS_PER_TASK:-}" ] || resources=(--resources "GPU=1")
# SLURM gives each task its own CUDA_VISIBLE_DEVICES and cores.
srun --overlap "$bin/dask" worker --scheduler-file "$scheduler_file" --nthreads 1 --no-dashboard \
    --local-directory "${TMPDIR:-/tmp}" "${resources[@]}" &
trap 'kill $(jobs -p) 2>/dev/null; rm -f "$scheduler_file"' EXIT

until [ -s "$scheduler_file" ]; do sleep 1; done
"$bin/rv" run "$config" --runner dask --address "$scheduler_file"
