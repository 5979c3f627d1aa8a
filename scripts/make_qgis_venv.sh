#!/usr/bin/env bash
# Makes .venv/qgis: QGIS's own Python plus what the plugin's tests need. Run ensure_qgis.sh before.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

stamp="$QGIS_VENV/made-from.sha256"
made_from="$(cat scripts/qgis-test-requirements.txt <(echo "$REPO $QGIS_PYTHON") | sha256sum)"
if "$QGIS_VENV/bin/python" -c '' 2>/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$made_from" ]; then
    exit 0
fi
say "Making $QGIS_VENV with QGIS's Python"
rm -rf "$QGIS_VENV"
"$QGIS_PYTHON" -m venv --system-site-packages "$QGIS_VENV"
"$QGIS_VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement scripts/qgis-test-requirements.txt
echo "$made_from" >"$stamp"
