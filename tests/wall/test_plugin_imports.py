"""Every module of the plugin can be imported by QGIS's Python where the heavy packages are blocked."""

import os
import subprocess
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("RV_QGIS_PYTHON", "/usr/bin/python3")

IMPORT_ALL = """
import importlib, pkgutil, sys

BLOCKED = {"torch", "numpy", "rasterio", "shapely", "pydantic", "scipy"}

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(name + " is blocked")

sys.meta_path.insert(0, Blocker())
import rv_studio.rv_qgis as plugin
names = [m.name for m in pkgutil.walk_packages(plugin.__path__, plugin.__name__ + ".")]
for name in names:
    importlib.import_module(name)
assert not BLOCKED & set(sys.modules), BLOCKED & set(sys.modules)
print(len(names), "modules")
"""


def python_of_qgis(code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [QGIS_PYTHON, "-c", code],
        env={
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            **environment,
        },
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module", autouse=True)
def _qgis():
    """These tests need QGIS; where CI runs, its absence is an error."""
    if not Path(QGIS_PYTHON).exists() or python_of_qgis("import qgis.core").returncode:
        message = f"{QGIS_PYTHON} has no QGIS"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


def test_all_modules_are_imported_without_the_heavy_packages(tmp_path):
    (tmp_path / "rv_studio").symlink_to(REPO)
    done = python_of_qgis(IMPORT_ALL, PYTHONPATH=str(tmp_path), HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 0


def test_the_entry_point_imports_nothing_until_it_is_called(tmp_path):
    (tmp_path / "rv_studio").symlink_to(REPO)
    code = (
        "import sys, rv_studio; assert not [m for m in sys.modules if 'qtpy' in m or 'PyQt' in m]"
    )
    done = python_of_qgis(code, PYTHONPATH=str(tmp_path), HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
