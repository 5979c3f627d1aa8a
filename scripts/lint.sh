#!/usr/bin/env bash
# All checks that read the code without running it. Goes through all of them and fails at the end.
# `scripts/lint.sh --fix` also mends what ruff can.
set -euo pipefail
source "$(dirname "$0")/paths.sh"

scripts/make_engine_venv.sh
bin="$ENGINE_VENV/bin"
failed=()

check() { # check NAME COMMAND...
    local name="$1"
    shift
    say "$name"
    "$@" || failed+=("$name")
}

# The plugin the way QGIS imports it, so that import-linter can follow its relative imports.
lay_out_plugin() {
    local folder="$BUILD/lint/rv_studio" part
    rm -rf "$folder"
    mkdir -p "$folder"
    for part in __init__.py rv_qgis rv_engine; do ln -s "$REPO/$part" "$folder/$part"; done
}

if [ "${1:-}" = --fix ]; then
    "$bin/ruff" check --fix-only --quiet .
    "$bin/ruff" format --quiet .
fi
check "ruff check" "$bin/ruff" check .
check "ruff format" "$bin/ruff" format --check .
check "mypy" "$bin/mypy"
lay_out_plugin
check "import-linter" env PYTHONPATH="$BUILD/lint:$REPO" "$bin/lint-imports" --cache-dir "$BUILD/lint/cache"
check "bandit" "$bin/bandit" --quiet --recursive --skip B404 \
    --format custom --msg-template "{relpath}:{line}: {test_id} {msg}" rv_qgis rv_engine __init__.py

if [ ${#failed[@]} -gt 0 ]; then
    fail "Failed: $(printf '%s, ' "${failed[@]}" | sed 's/, $//')."
fi
say "All checks passed"
