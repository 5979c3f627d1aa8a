#!/usr/bin/env bash
# Writes constraints.txt anew: one set of versions for every Python and platform that the engine
# supports, resolved from pyproject.toml. torch and torchvision are pinned by hand below, because
# only some pairs work together. Run the tests before committing the result.
set -euo pipefail
cd "$(dirname "$0")/.."

pinned_by_hand="$(mktemp)"
resolver="$(mktemp -d)"
trap 'rm -rf "$pinned_by_hand" "$resolver"' EXIT
printf 'torch==2.14.1\ntorchvision==0.29.1\n' >"$pinned_by_hand"

python3 -m venv "$resolver"
"$resolver/bin/pip" install --quiet uv
{
    echo "# One set of versions that fit together; CI tests those for its Python (3.11). Made by scripts/update_constraints.sh; do not edit."
    "$resolver/bin/uv" pip compile pyproject.toml --extra dev --universal --python-version 3.10 \
        --constraint "$pinned_by_hand" --no-header --no-annotate --quiet
} >constraints.txt.new
mv constraints.txt.new constraints.txt
"$resolver/bin/pip" install --quiet tomli
"$resolver/bin/python" scripts/update_engine_lock.py
