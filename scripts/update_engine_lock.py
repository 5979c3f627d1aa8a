"""Writes resources/engine-requirements.txt and engine-constraints.txt, which the release carries.

The plugin installs from them. They repeat pyproject.toml and constraints.txt, which are not in the
release zip; a test checks that they agree.

Usage: python scripts/update_engine_lock.py
"""

from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

REPO = Path(__file__).resolve().parents[1]
# What users of the plugin get besides the engine's own needs.
EXTRAS = ("onnx",)


def lock_files() -> dict[Path, str]:
    """What each of the two files shall hold."""
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in EXTRAS:
        wanted += project["optional-dependencies"][extra]
    head = "# Made by scripts/update_engine_lock.py from pyproject.toml; do not edit.\n"
    resources = REPO / "resources"
    return {
        resources / "engine-requirements.txt": head + "".join(f"{line}\n" for line in wanted),
        resources / "engine-constraints.txt": (REPO / "constraints.txt").read_text(
            encoding="utf-8"
        ),
    }


if __name__ == "__main__":
    for path, text in lock_files().items():
        path.write_text(text, encoding="utf-8")
        print(path)
