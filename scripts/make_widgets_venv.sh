#!/usr/bin/env bash
# Makes .venv/widgets: a Python with PyQt6 and without QGIS, for the widgets that need none. QGIS 4 is
# made of Qt 6, and Debian has no such QGIS yet. Run make_engine_venv.sh before: it finds the Python.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

stamp="$WIDGETS_VENV/made-from.sha256"
made_from="$(cat scripts/widgets-test-requirements.txt <(echo "$REPO") | sha256sum)"
if "$WIDGETS_VENV/bin/python" -c '' 2>/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$made_from" ]; then
    exit 0
fi
say "Making $WIDGETS_VENV with PyQt6"
rm -rf "$WIDGETS_VENV"
"$ENGINE_VENV/bin/python" -m venv "$WIDGETS_VENV"
"$WIDGETS_VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement scripts/widgets-test-requirements.txt
echo "$made_from" >"$stamp"
