#!/usr/bin/env bash
# Makes the files that Qt reads, i18n/*.qm, from the translations in i18n/*.ts. Where Qt's lrelease
# cannot be had the plugin stays English; CI does not accept that.
set -euo pipefail
source "$(dirname "$0")/paths.sh"
source "$REPO/scripts/debian.sh"

lrelease="$(command -v lrelease || command -v lrelease-qt5 || command -v lrelease6 || true)"
if [ -z "$lrelease" ] && can_install_packages; then
    install_packages qttools5-dev-tools || true
    lrelease="$(command -v lrelease || true)"
fi
if [ -z "$lrelease" ]; then
    say "The plugin stays English: Qt's lrelease was not found (Debian: qttools5-dev-tools)."
    [ "${CI:-}" != true ]
    exit
fi
for source in i18n/*.ts; do
    [ ! -e "$source" ] || "$lrelease" -silent "$source" -qm "${source%.ts}.qm"
done
