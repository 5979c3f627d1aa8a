#!/usr/bin/env bash
# Makes the release zip, build/rv_studio.zip, and scans it as the plugin repository will.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

scripts/make_engine_venv.sh
scripts/make_vendor.sh
scripts/make_translations.sh
say "Making the release zip"
"$ENGINE_VENV/bin/python" scripts/make_zip.py "$BUILD/rv_studio.zip"
say "Scanning it"
"$ENGINE_VENV/bin/python" scripts/scan_zip.py "$BUILD/rv_studio.zip"
