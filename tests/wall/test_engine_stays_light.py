"""What must start quickly imports nothing heavy, and nothing of QGIS."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
HEAVY = {
    "matplotlib",
    "onnx",
    "onnxruntime",
    "pyogrio",
    "rasterio",
    "scipy",
    "segmentation_models_pytorch",
    "shapely",
    "timm",
    "torch",
    "torchvision",
}
SHARED = ("rv_engine.messages", "rv_engine.errors")
LOADED = "import json, sys; print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"


def packages_loaded_by(code: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after running some code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def config_modules() -> list[str]:
    names = [m.name for m in pkgutil.walk_packages([str(REPO / "rv_engine")], "rv_engine.")]
    return [name for name in names if name.endswith(("_config", ".config"))]


def test_importing_the_engine_loads_nothing_heavy():
    assert not packages_loaded_by("import rv_engine") & HEAVY


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["new", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    code = f"""
from rv_engine.cli.main import main
import sys
sys.argv = ["rv", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""
    assert not packages_loaded_by(code) & HEAVY


def test_importing_every_config_loads_nothing_heavy():
    names = config_modules()
    assert names
    assert not packages_loaded_by(f"import {', '.join(names)}") & HEAVY


def test_importing_the_built_in_list_loads_nothing_heavy():
    code = "from rv_engine.config import default_registry; default_registry().config_classes()"
    assert not packages_loaded_by(code) & HEAVY


def test_importing_all_names_for_scripts_loads_nothing_heavy():
    assert not packages_loaded_by("from rv_engine.api import *; SceneConfig") & HEAVY


@pytest.mark.parametrize("name", SHARED)
def test_what_both_sides_share_is_standard_library_only(name):
    bare = packages_loaded_by("")
    added = packages_loaded_by(f"import {name}") - bare - set(sys.stdlib_module_names)
    assert added == {"rv_engine"}


def test_no_module_of_the_engine_names_qt_or_qgis():
    words = ("import qgis", "from qgis", "from qtpy", "import qtpy", "PyQt5", "PyQt6", "rv_qgis")
    for path in (REPO / "rv_engine").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path
