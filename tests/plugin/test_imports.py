"""The wall: inside QGIS the plugin needs nothing but QGIS."""

import ast
import subprocess
import sys

import pytest

from tests.plugin.conftest import ROOT

SOURCES = sorted((ROOT / "rv_qgis").rglob("*.py"))
BLOCKED = "torch numpy rasterio shapely pydantic click rich scipy pandas fsspec multiprocessing"

PROGRAM = f"""
import importlib, pkgutil, sys
import qgis.core  # newer versions of QGIS import numpy themselves
for name in [name for name in sys.modules if name.partition('.')[0] in {BLOCKED.split()!r}]:
    del sys.modules[name]
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {BLOCKED.split()!r}:
            raise ImportError('behind the wall: ' + name)
sys.meta_path.insert(0, Wall())
sys.path.insert(0, sys.argv[1])
import rv_studio
import rv_studio.rv_qgis as package
for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):
    importlib.import_module(module.name)
loaded = [name for name in sys.modules if name.startswith('rv_studio.rv_engine.')]
print(sorted(loaded))
print('rv_engine' in sys.modules, 'rv_qgis' in sys.modules)
"""


def test_all_modules_import_with_everything_else_blocked(plugins_folder):
    arguments = [sys.executable, "-c", PROGRAM, str(plugins_folder)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    engine, twice = done.stdout.splitlines()[-2:]
    allowed = {"errors", "messages", "version"}
    assert {name.rpartition(".")[2] for name in ast.literal_eval(engine)} <= allowed
    assert twice == "False False"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_enums_of_qt_and_qgis_are_named_in_full(path):
    """`Qt.AlignRight` fails on Qt 6; `Qt.AlignmentFlag.AlignRight` works on both."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    short = [
        f"line {node.lineno}: {node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id.startswith(("Qt", "Qgs", "Qgis", "Q"))
        and node.attr[0].isupper()
        and node not in _names_of_classes(tree)
    ]
    assert short == []


def _names_of_classes(tree):
    """The attributes that name a class: `Qt.AlignmentFlag` in a full name, calls, annotations."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.value
        elif isinstance(node, ast.Call):
            yield node.func
        elif isinstance(node, (ast.arg, ast.AnnAssign)):
            yield node.annotation


def test_what_qgis_loads_is_written_for_its_python():
    for path in [*SOURCES, ROOT / "rv_engine/errors.py", ROOT / "rv_engine/messages.py"]:
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
