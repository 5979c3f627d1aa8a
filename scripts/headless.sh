# Sourced by the other scripts: QGIS without a screen, and without the user's own settings.

# use_headless_qgis FOLDER: everything that QGIS and Qt write goes below FOLDER.
use_headless_qgis() {
    export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
    export QGIS_CUSTOM_CONFIG_PATH="$1/profile"
    export XDG_CONFIG_HOME="$1/config" XDG_DATA_HOME="$1/data" XDG_CACHE_HOME="$1/cache"
    export XDG_RUNTIME_DIR="$1/runtime"
    export RV_STUDIO_PYTHON="$ENGINE_VENV/bin/python"
    rm -rf "$1"
    mkdir -p "$QGIS_CUSTOM_CONFIG_PATH" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME"
    mkdir -m 700 "$XDG_RUNTIME_DIR"
}
