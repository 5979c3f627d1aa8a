"""Rules for the plugin's source that hold wherever it runs."""

import ast
import importlib.util
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location(
    "plugin_source", Path(__file__).with_name("plugin_source.py")
)
plugin_source = importlib.util.module_from_spec(spec)
spec.loader.exec_module(plugin_source)

FORBIDDEN = {
    "PyQt5": "QGIS may run on Qt 6",
    "PyQt6": "QGIS may run on Qt 5",
    "PySide2": "QGIS uses PyQt",
    "PySide6": "QGIS uses PyQt",
    "multiprocessing": "inside QGIS it can start a second QGIS",
    "numpy": "numbers are the engine's business",
    "pydantic": "compiled for another Python",
    "rasterio": "a second GDAL in one process",
    "requests": "does not know the user's proxy",
    "rv_engine": "the bundled engine is imported relatively",
    "rv_qgis": "QGIS knows it as rv_studio.rv_qgis",
    "rv_studio": "imports inside the plugin are relative",
    "scipy": "numbers are the engine's business",
    "shapely": "clashes with QGIS's GEOS",
    "torch": "belongs to the engine's Python",
}
SHARED = ("rv_studio.rv_engine.messages", "rv_studio.rv_engine.errors")
all_modules = pytest.mark.parametrize(
    "path", plugin_source.modules(), ids=lambda path: str(path.relative_to(plugin_source.REPO))
)


def all_imports(path: Path) -> list[tuple[int, str]]:
    package = ("rv_studio", *path.relative_to(plugin_source.REPO).parent.parts)
    return list(plugin_source.imports(path.read_text(encoding="utf-8"), package))


def absolute_imports(path: Path) -> list[tuple[int, str]]:
    return list(plugin_source.imports(path.read_text(encoding="utf-8"), ("relative",) * 9))


@all_modules
def test_nothing_forbidden_is_imported(path):
    found = [
        f"line {line}: {name} ({FORBIDDEN[name.partition('.')[0]]})"
        for line, name in absolute_imports(path)
        if name.partition(".")[0] in FORBIDDEN
    ]
    assert not found


@all_modules
def test_of_the_engine_only_messages_and_errors_are_imported(path):
    engine = [
        (line, name)
        for line, name in all_imports(path)
        if name.startswith("rv_studio.rv_engine")
        and not any(name == shared or name.startswith(f"{shared}.") for shared in SHARED)
    ]
    assert not engine


@all_modules
def test_enums_are_fully_scoped(path):
    assert not list(plugin_source.unscoped_enums(path.read_text(encoding="utf-8")))


@all_modules
def test_qgis_itself_is_never_started_as_python(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    uses = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.executable"
    ]
    assert not uses


def test_the_rules_find_what_they_look_for():
    source = "from ..rv_engine import config\nfrom ..rv_engine.errors import RvError\nimport torch"
    assert [name for _, name in plugin_source.imports(source, ("rv_studio", "rv_qgis"))] == [
        "rv_studio.rv_engine.config",
        "rv_studio.rv_engine.errors.RvError",
        "torch",
    ]
    source = "a = Qt.AlignLeft\nb = Qt.AlignmentFlag.AlignLeft\nc = QgsTask.CanCancel\n"
    assert [name for _, name in plugin_source.unscoped_enums(source)] == [
        "Qt.AlignLeft",
        "QgsTask.CanCancel",
    ]
