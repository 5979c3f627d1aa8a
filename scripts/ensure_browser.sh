#!/usr/bin/env bash
# Sees to it that Chromium is here, which the tests of the reports look at pages with.
# Installs a Debian package when it may. Ends with status 1 and a message when there is none.
set -euo pipefail
source "$(dirname "$0")/paths.sh"
source "$REPO/scripts/debian.sh"

is_here() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

is_here && exit 0
if can_install_packages; then
    say "Installing Chromium from the system's packages"
    install_packages chromium || true
    is_here && exit 0
fi
echo "Chromium was not found, and could not be installed from here. On Debian: sudo apt-get install chromium" >&2
exit 1
