#!/usr/bin/env bash
# Sees to it that QGIS 3.22 or later is here, with what it takes to run it without a screen.
# Installs Debian packages when it may. Ends with status 1 and a message when there is no QGIS.
set -euo pipefail
source "$(dirname "$0")/paths.sh"
source "$REPO/scripts/debian.sh"

PACKAGES=(qgis python3-qgis qgis-providers xvfb xauth xdotool libgl1-mesa-dri python3-venv)

is_complete() {
    [ -n "$(qgis_program)" ] && command -v xvfb-run >/dev/null &&
        QT_QPA_PLATFORM=offscreen "$QGIS_PYTHON" -c '
import ensurepip, sys
from qgis.core import Qgis
sys.exit(Qgis.QGIS_VERSION_INT < 32200)' 2>/dev/null
}

is_complete && exit 0
if can_install_packages; then
    say "Installing QGIS from the system's packages"
    install_packages "${PACKAGES[@]}" || true
    is_complete && exit 0
fi
cat >&2 <<MESSAGE

QGIS 3.22 or later with Python was not found, and could not be installed from here.
On Debian and Ubuntu:  sudo apt-get install --no-install-recommends ${PACKAGES[*]}
Elsewhere: install QGIS, and set RV_QGIS_PYTHON to the Python that it uses.
MESSAGE
exit 1
