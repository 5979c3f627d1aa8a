# Sourced by the other scripts: QGIS without a screen, and without the user's own settings.

# use_headless_qgis FOLDER [ROOT]: everything that QGIS and Qt write goes below FOLDER, which lies in
# the folder ROOT for a QGIS that runs in there.
use_headless_qgis() {
    export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
    export QGIS_CUSTOM_CONFIG_PATH="$1/profile"
    export XDG_CONFIG_HOME="$1/config" XDG_DATA_HOME="$1/data" XDG_CACHE_HOME="$1/cache"
    export XDG_RUNTIME_DIR="$1/runtime"
    export RV_STUDIO_PYTHON="$ENGINE_VENV/bin/python"
    rm -rf "${2:-}$1"
    mkdir -p "${2:-}$1"/{profile,config,data,cache}
    mkdir -m 700 "${2:-}$1/runtime"
}
