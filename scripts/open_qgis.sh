#!/usr/bin/env bash
# Opens QGIS with the plugin enabled, in a profile of its own under build/: the reader's QGIS
# settings and plugins are left alone. Arguments go to QGIS, for example a project.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

scripts/make_engine_venv.sh
scripts/make_vendor.sh
scripts/make_translations.sh
scripts/ensure_qgis.sh
scripts/make_qgis_profile.sh "$BUILD/qgis"
export RV_STUDIO_PYTHON="$ENGINE_VENV/bin/python"
exec "$(qgis_program)" --nologo --noversioncheck --profiles-path "$BUILD/qgis" --profile rv_studio "$@"
