#!/usr/bin/env bash
# bench.sh [NAME [ARGUMENT...]]: runs the programs in benchmarks/, all or the one named, and keeps
# what they print in build/benchmarks/.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

scripts/make_engine_venv.sh
mkdir -p "$BUILD/benchmarks"
programs=(benchmarks/*.py)
if [ $# -gt 0 ]; then
    programs=("benchmarks/${1%.py}.py")
    shift
fi
for program in "${programs[@]}"; do
    [ -e "$program" ] || fail "There is no $program."
    say "$program"
    "$ENGINE_VENV/bin/python" "$program" "$@" | tee "$BUILD/benchmarks/$(basename "$program" .py).txt"
done
