#!/usr/bin/env bash
# Makes the engine's virtual environment, .venv/engine, or brings it up to date. Does nothing when
# it is: the stamp in it holds a hash of all that it was made from.
#
# RV_PYTHON=/path/to/python chooses the Python to start from.
set -euo pipefail
source "$(dirname "$0")/paths.sh"
source "$REPO/scripts/debian.sh"

is_usable() { # a Python of version 3.10 or later that can make virtual environments
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null
}

find_python() {
    local name
    for name in ${RV_PYTHON:-python3 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3}; do
        if is_usable "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

stamp="$ENGINE_VENV/made-from.sha256"
made_from="$(cat pyproject.toml constraints.txt <(echo "$REPO") | sha256sum)"
if "$ENGINE_VENV/bin/python" -c '' 2>/dev/null; then
    [ "$(cat "$stamp" 2>/dev/null)" != "$made_from" ] || exit 0
else
    rm -rf "$ENGINE_VENV"
    if ! python="$(find_python)"; then
        [ -z "${RV_PYTHON:-}" ] || fail "RV_PYTHON=$RV_PYTHON is no Python 3.10 or later with the modules venv and ensurepip."
        can_install_packages || fail "No Python 3.10 or later that can make virtual environments was found.
Install one (on Debian and Ubuntu: sudo apt-get install python3 python3-venv), or give its path:
RV_PYTHON=/path/to/python make engine"
        say "Installing python3-venv"
        install_packages python3 python3-venv
        python="$(find_python)" || fail "The system's Python is older than 3.10. Give the path of a newer one:
RV_PYTHON=/path/to/python make engine"
    fi
    # By the name with its version: "/usr/bin/python3" is another Python in another system's folder
    # (in_qgis_ltr.sh), and after an upgrade of this one.
    python="$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')"
    say "Making $ENGINE_VENV with $("$python" --version)"
    "$python" -m venv "$ENGINE_VENV"
fi

say "Installing the engine's packages: some minutes and about 6 GB of disk the first time"
"$ENGINE_VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint constraints.txt --editable '.[dev]' ||
    fail "The engine's packages could not be installed; the reason stands above. Run 'make engine' again to go on."
echo "$made_from" >"$stamp"
