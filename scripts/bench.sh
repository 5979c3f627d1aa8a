#!/usr/bin/env bash
# Runs the programs in benchmarks/, all or the one named, and keeps what they print in
# build/benchmarks/. Programs whose name starts with an underscore are modules of the others.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

scripts/make_engine_venv.sh
mkdir -p "$BUILD/benchmarks"
programs=(benchmarks/[!_]*.py)
[ $# = 0 ] || programs=("benchmarks/${1%.py}.py")
for program in "${programs[@]}"; do
    [ -e "$program" ] || fail "There is no $program."
    say "$program"
    "$ENGINE_VENV/bin/python" "$program" | tee "$BUILD/benchmarks/$(basename "$program" .py).txt"
done
