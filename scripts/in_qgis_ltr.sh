#!/usr/bin/env bash
# Runs a command in build/qgis-ltr, with this repository and the engine's Python at the same paths as
# outside. The mounts are the command's own: they end with it, and nothing outside can be harmed
# through them.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

# [ "$1" = --inside ]: this script again, with mounts of its own.
if [ "${1:-}" != --inside ]; then
    exec unshare --mount --fork --kill-child "${BASH_SOURCE[0]}" --inside "$@"
fi
shift

bind() { # bind PATH: the folder or file that is there outside, there inside
    if [ -d "$1" ]; then
        mkdir -p "$QGIS_LTR$1"
    else
        touch "$QGIS_LTR$1"
    fi
    mount --rbind "$1" "$QGIS_LTR$1"
}
for path in /proc /dev /sys; do bind "$path"; done
cp --dereference /etc/resolv.conf /etc/hosts "$QGIS_LTR/etc/"
bind "$REPO"
if [ -x "$ENGINE_VENV/bin/python" ]; then
    base="$("$ENGINE_VENV/bin/python" -c 'import sys; print(sys.base_prefix)')"
    if [ "$base" != /usr ]; then
        bind "$base"
    else
        # The system's: beside QGIS's own, which is another version, or the same one.
        python="$("$ENGINE_VENV/bin/python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')"
        if [ ! -x "$QGIS_LTR/usr/bin/$python" ]; then
            bind "/usr/bin/$python"
            bind "/usr/lib/$python"
        fi
    fi
    # Where a worktree shares the environment of another.
    real="$(realpath "$ENGINE_VENV")"
    [ "$real" = "$ENGINE_VENV" ] || bind "$real"
fi
exec chroot "$QGIS_LTR" /usr/bin/env --chdir="$REPO" "$@"
