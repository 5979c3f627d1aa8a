"""Widgets of the plugin that need no QGIS, in any Qt that qtpy knows.

Run with `QT_QPA_PLATFORM=offscreen python -m pytest tests/widgets`, with a Python that has PyQt5, PyQt6
or PySide6, and `qtpy`. The modules are loaded the way QGIS does, as parts of `rv_studio`.
"""

import atexit
import importlib.util
import json
import os
import shutil
import sys
import tempfile
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "rv_studio" not in sys.modules:
    _folder = Path(tempfile.mkdtemp(prefix="rv-widget-tests-"))
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    (_folder / "rv_studio").symlink_to(ROOT)
    sys.path.insert(0, str(_folder))

pytest.importorskip("rv_studio.rv_qgis")
pytest.importorskip("qtpy", reason="the widgets need qtpy and a Qt")

# Their `__init__` takes what needs QGIS; much of what they show does not.
if importlib.util.find_spec("qgis") is None:
    for _name in ("runs", "report"):
        _package = types.ModuleType(f"rv_studio.rv_qgis.{_name}")
        _package.__path__ = [str(ROOT / "rv_qgis" / _name)]
        sys.modules[_package.__name__] = _package


@pytest.fixture(scope="session")
def application():
    from qtpy.QtWidgets import QApplication

    return QApplication.instance() or QApplication(["tests"])


@pytest.fixture(scope="session")
def schema():
    """The engine's schema, which travels with the plugin."""
    return json.loads((ROOT / "resources/config-schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def on_screen(application):
    """Shows widgets, which go away with the test."""
    made = []

    def on_screen(widget, width_px, height_px):
        widget.resize(width_px, height_px)
        widget.show()
        made.append(widget)
        return widget

    yield on_screen
    for widget in made:
        widget.close()
        widget.deleteLater()
    application.processEvents()


@pytest.fixture
def form(on_screen, schema):
    """Makes forms that are built to the end."""
    from rv_studio.rv_qgis.forms import SchemaForm

    def form(type_hint, config=None, **options):
        widget = SchemaForm(schema, type_hint, **options)
        widget.set_values(config or {})
        on_screen(widget, 700, 600).finish_building()
        return widget

    return form


@pytest.fixture
def shown(on_screen):
    """Shows pages of the wizard, which are left at the end."""
    made = []

    def shown(page):
        page.load()
        on_screen(page, 900, 600).arrive()
        made.append(page)
        return page

    yield shown
    for page in made:
        page.leave()
