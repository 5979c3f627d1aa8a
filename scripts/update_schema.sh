#!/usr/bin/env bash
# Writes what is made of the Configs anew: resources/config-schema.json, which QGIS makes forms of,
# and the pages in docs/reference. The tests check that both are current.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

scripts/make_engine_venv.sh
PYTHONPATH="$REPO" "$ENGINE_VENV/bin/python" scripts/make_reference.py
say "Written: resources/config-schema.json and docs/reference"
