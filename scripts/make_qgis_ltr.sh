#!/usr/bin/env bash
# Makes build/qgis-ltr: a folder with Debian 13 and its QGIS (3.40, Python 3.13), beside whatever
# QGIS the system has, with what the plugin's tests need. About 2 GB. It takes root and a Debian, or a
# relative of it, with debootstrap; ends with status 1 and a message where that cannot be had.
set -euo pipefail
source "$(dirname "$0")/paths.sh"
source "$REPO/scripts/debian.sh"

PACKAGES=(qgis python3-qgis qgis-providers xvfb xauth xdotool libgl1-mesa-dri python3-venv)
stamp="$QGIS_LTR/made-from.sha256"
made_from="$(cat scripts/qgis-test-requirements.txt "${BASH_SOURCE[0]}" | sha256sum)"
[ "$(cat "$stamp" 2>/dev/null)" != "$made_from" ] || exit 0

[ "$(id -u)" = 0 ] && [ "$(uname -s)" = Linux ] || fail "Only root on Linux can make a second QGIS."
command -v debootstrap >/dev/null || install_packages debootstrap || true
command -v debootstrap >/dev/null || fail "debootstrap was not found, and could not be installed."

say "Making $QGIS_LTR: Debian 13 with its QGIS"
rm -rf "$QGIS_LTR"
mkdir -p "$QGIS_LTR"
mirror="$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -nE '/security/d; s/^(URIs:|deb)( \[[^]]*\])? +(https?:[^ ]+).*/\3/p' | sed 1q || true)"
debootstrap --variant=minbase trixie "$QGIS_LTR" "${mirror:-http://deb.debian.org/debian}" >"$BUILD/qgis-ltr.log" 2>&1 ||
    fail "debootstrap failed; see $BUILD/qgis-ltr.log"
# How packages are fetched here (a proxy, for one) holds there as well.
cp -r /etc/apt/apt.conf.d/. "$QGIS_LTR/etc/apt/apt.conf.d/"
scripts/in_qgis_ltr.sh env DEBIAN_FRONTEND=noninteractive sh -c "
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends ${PACKAGES[*]}" >>"$BUILD/qgis-ltr.log" 2>&1 ||
    fail "QGIS could not be installed; see $BUILD/qgis-ltr.log"
# From outside: they are pure Python, and pip knows the way to the package index here.
scripts/make_engine_venv.sh
"$ENGINE_VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
    --target "$QGIS_LTR/usr/local/lib/python3.13/dist-packages" \
    --requirement scripts/qgis-test-requirements.txt
echo "$made_from" >"$stamp"
