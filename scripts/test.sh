#!/usr/bin/env bash
# All tests, in four tiers: those of the engine's Python; the widgets that need no QGIS, on Qt 6; then
# the plugin in a real QGIS without a screen: the system's, and QGIS 3.40 in a folder
# (make_qgis_ltr.sh). Arguments go to pytest in every tier, for example: scripts/test.sh -k bundle
#
# A tier whose QGIS cannot be had is left out with a message; where CI=true that is an error.
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

# leave_out NAME: says that a tier is missing, which CI does not accept.
leave_out() {
    summaries+=("$1: LEFT OUT, because its QGIS or Qt is not here.")
    [ "${CI:-}" != true ] || status=1
}

chosen=no
[ $# = 0 ] || chosen=yes

scripts/make_engine_venv.sh
scripts/make_vendor.sh
scripts/make_translations.sh
with_qgis=yes
scripts/ensure_qgis.sh || with_qgis=no
# Without it, the tests that look at pages in a browser are left out, and fail where CI=true.
scripts/ensure_browser.sh || true

# One thread a process: the tests run side by side, and sums come out the same every time.
run_tier engine env OMP_NUM_THREADS=1 "$ENGINE_VENV/bin/python" -m pytest \
    tests/engine tests/wall tests/repo -n "${RV_TEST_WORKERS:-2}" --dist loadfile "$@"

# After QGIS, whose packages bring what Qt needs of the system.
if scripts/make_widgets_venv.sh && QT_QPA_PLATFORM=offscreen "$WIDGETS_VENV/bin/python" -c '
from PyQt6.QtWidgets import QApplication
QApplication([])'; then
    run_tier widgets env QT_QPA_PLATFORM=offscreen QT_API=pyqt6 \
        "$WIDGETS_VENV/bin/python" -m pytest tests/widgets -p no:cacheprovider "$@"
else
    leave_out widgets
fi

if [ "$with_qgis" = yes ]; then
    scripts/make_qgis_venv.sh
    use_headless_qgis "$BUILD/test-qgis"
    rm -rf .qgis-settings # where pytest-qgis keeps the profile
    run_tier plugin "$QGIS_VENV/bin/python" -m pytest tests/plugin -p no:cacheprovider "$@"
else
    leave_out plugin
fi

if scripts/make_qgis_ltr.sh; then
    use_headless_qgis /tmp/rv-test-qgis-ltr "$QGIS_LTR"
    run_tier plugin-qgis-ltr scripts/in_qgis_ltr.sh \
        python3 -m pytest tests/plugin -m "not once" -p no:cacheprovider "$@"
else
    leave_out plugin-qgis-ltr
fi

say "Summary"
printf '%s\n' "${summaries[@]}"
exit "$status"
