#!/usr/bin/env bash
# Lays out build/vendor: the pure Python packages that the plugin needs and QGIS does not promise.
# Modules that the plugin does not use are left out; some of them (qtpy/uic.py runs `exec`) would
# be refused by the plugin repository's security scan.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

vendor="$BUILD/vendor"
stamp="$BUILD/vendor.sha256"
made_from="$(cat scripts/vendor-requirements.txt scripts/make_vendor.sh | sha256sum)"
if [ -d "$vendor" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$made_from" ]; then
    exit 0
fi
scripts/make_engine_venv.sh
say "Laying out $vendor"
rm -rf "$vendor"
"$ENGINE_VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
    --target "$vendor" --requirement scripts/vendor-requirements.txt

# Licences stay; what else pip wrote about the packages is of no use in a plugin.
for name in qtpy packaging; do
    info="$(find "$vendor" -maxdepth 1 -iname "$name-*.dist-info")"
    find "$info" -type f -iname 'LICENSE*' -exec cp {} "$vendor/$name/" \;
    rm -rf "$info"
done
rm -rf "$vendor/bin"

# keep FOLDER NAME...: removes all modules of a package but these, and all its sub-packages.
keep() {
    local folder="$1" name unwanted=()
    shift
    for name in "$@"; do unwanted+=(! -name "$name"); done
    find "$folder" -mindepth 1 -maxdepth 1 ! -name 'LICENSE*' "${unwanted[@]}" -exec rm -rf {} +
}
keep "$vendor/qtpy" __init__.py _utils.py compat.py enums_compat.py sip.py \
    QtCore.py QtGui.py QtNetwork.py QtSvg.py QtWidgets.py
# Of packaging, qtpy uses the versions.
keep "$vendor/packaging" __init__.py version.py
echo "$made_from" >"$stamp"
