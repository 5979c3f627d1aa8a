#!/usr/bin/env bash
# make_qgis_profile.sh FOLDER: lays out a QGIS profile, FOLDER/profiles/rv_studio, in which the
# plugin is linked and enabled. What is there already is kept.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

profile="${1:?a folder is needed}/profiles/rv_studio"
mkdir -p "$profile/QGIS" "$profile/python/plugins"
ln -sfn "$REPO" "$profile/python/plugins/rv_studio"
settings="$profile/QGIS/QGIS3.ini"
if [ ! -e "$settings" ]; then
    cat >"$settings" <<'SETTINGS'
[PythonPlugins]
processing=true
rv_studio=true

[qgis]
checkVersion=false
SETTINGS
fi
