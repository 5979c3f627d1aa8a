# Sourced by the other scripts: where things lie, and how to talk to the reader.

REPO="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
BUILD="$REPO/build"
ENGINE_VENV="$REPO/.venv/engine"
QGIS_VENV="$REPO/.venv/qgis"
WIDGETS_VENV="$REPO/.venv/widgets"
# A second QGIS, in a folder; see make_qgis_ltr.sh.
QGIS_LTR="$BUILD/qgis-ltr"
# The Python that QGIS itself uses. Debian's and Ubuntu's QGIS uses the system's.
QGIS_PYTHON="${RV_QGIS_PYTHON:-/usr/bin/python3}"

cd "$REPO"
mkdir -p "$BUILD"
# The caller's Python shall not leak into the environments that are built here.
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV

say() {
    printf '\n== %s\n' "$*"
}

fail() {
    printf '\nERROR: %s\n' "$*" >&2
    exit 1
}

qgis_program() {
    command -v qgis.bin || command -v qgis
}
