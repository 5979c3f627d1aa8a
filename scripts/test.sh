#!/usr/bin/env bash
# All tests, in two tiers: those of the engine's Python, then the plugin in a real QGIS without a
# screen. Arguments go to pytest in both tiers, for example: scripts/test.sh -k bundle
#
# Without QGIS the second tier is left out with a message; where CI=true that is an error.
# RV_TEST_WORKERS=N runs N engine tests at a time (2 by default).
set -euo pipefail
source "$(dirname "$0")/paths.sh"
source "$REPO/scripts/headless.sh"

status=0
summaries=()

# run_tier NAME COMMAND...: runs pytest, remembers its last line and whether it failed.
run_tier() {
    local name="$1" log="$BUILD/test-$1.log" code=0
    shift
    say "Tests: $name"
    "$@" 2>&1 | tee "$log" || code=$?
    # 5: no test was chosen, which is what `-k` may well do in one of the tiers.
    if [ "$code" = 5 ] && [ "$chosen" = yes ]; then code=0; fi
    [ "$code" = 0 ] || status=1
    summaries+=("$name (exit status $code):" "$(tail -n 1 "$log")")
}

chosen=no
[ $# = 0 ] || chosen=yes

scripts/make_engine_venv.sh
scripts/make_vendor.sh
with_qgis=yes
scripts/ensure_qgis.sh || with_qgis=no

# One thread a process: the tests run side by side, and sums come out the same every time.
run_tier engine env OMP_NUM_THREADS=1 "$ENGINE_VENV/bin/python" -m pytest \
    tests/engine tests/wall tests/repo -n "${RV_TEST_WORKERS:-2}" --dist loadfile "$@"

if [ "$with_qgis" = yes ]; then
    scripts/make_qgis_venv.sh
    use_headless_qgis "$BUILD/test-qgis"
    rm -rf .qgis-settings # where pytest-qgis keeps the profile
    run_tier plugin "$QGIS_VENV/bin/python" -m pytest tests/plugin -p no:cacheprovider "$@"
elif [ "${CI:-}" = true ]; then
    summaries+=("plugin: QGIS could not be had, and CI must test with it.")
    status=1
else
    summaries+=("plugin: LEFT OUT, because there is no QGIS here.")
fi

say "Summary"
printf '%s\n' "${summaries[@]}"
exit "$status"
