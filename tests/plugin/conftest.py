"""A real QGIS that loads the plugin the way it does for users: from a plugins folder.

Run with `LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen python -m pytest tests/plugin`, with a Python that
has `qgis`, `pytest`, `pytest-qgis` and `qtpy`. No engine is needed: a fake one stands in for it. The
tests marked `real_engine` look for one in RV_STUDIO_PYTHON or in .venv/engine.
"""

import atexit
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

import pytest
from qgis.gui import QgsMapCanvas

ROOT = Path(__file__).resolve().parents[2]
# Neither the user's engines nor the user's runs are any business of the tests.
os.environ["RV_STUDIO_HOME"] = tempfile.mkdtemp(prefix="rv-plugin-home-")
atexit.register(shutil.rmtree, os.environ["RV_STUDIO_HOME"], ignore_errors=True)
REAL_ENGINE = os.environ.pop("RV_STUDIO_PYTHON", "") or str(ROOT / ".venv/engine/bin/python")

# The tests import `rv_studio`, so the link must be there before they are collected.
_folder = Path(tempfile.mkdtemp(prefix="rv-plugin-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
PLUGINS_FOLDER = _folder / "plugins"
PLUGINS_FOLDER.mkdir()
(PLUGINS_FOLDER / "rv_studio").symlink_to(ROOT)
sys.path.insert(0, str(PLUGINS_FOLDER))

from tests.plugin.fake_interface import FakeInterface  # noqa: E402
from tests.plugin.samples import write_image, write_polygons  # noqa: E402
from tests.plugin.toolbox import Feedback  # noqa: E402
from tests.plugin.waiting import settle  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "real_engine: runs the real engine; small, but takes a minute"
    )
    config.addinivalue_line(
        "markers", "once: takes long and is not about QGIS's version; the second QGIS leaves it out"
    )
    config.addinivalue_line("markers", "desktop: starts the whole QGIS program on a virtual screen")


@pytest.fixture
def plugins_folder():
    return PLUGINS_FOLDER


@pytest.fixture
def real_engine(monkeypatch):
    """The Python of a real engine, which the plugin is told to use."""
    if not Path(REAL_ENGINE).is_file():
        pytest.skip("no engine: set RV_STUDIO_PYTHON, or run `make`")
    if not (ROOT / "rv_engine" / "__main__.py").is_file():
        pytest.skip("this checkout's engine has no commands yet")
    monkeypatch.setenv("RV_STUDIO_PYTHON", REAL_ENGINE)
    return Path(REAL_ENGINE)


@pytest.fixture
def fake_engine(tmp_path, monkeypatch):
    """A fake engine, which the plugin is told to use; call it to make it misbehave."""
    python = tmp_path / "engine" / "bin" / "python"
    python.parent.mkdir(parents=True)
    script = Path(__file__).parent / "fake_engine.py"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n', encoding="utf-8")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    log = tmp_path / "engine" / "calls.jsonl"
    monkeypatch.setenv("RV_STUDIO_PYTHON", str(python))
    monkeypatch.setenv("RV_FAKE_LOG", str(log))
    return FakeEngine(python, log, monkeypatch)


class FakeEngine:
    def __init__(self, python, log, monkeypatch):
        self.python = python
        self._log = log
        self._monkeypatch = monkeypatch

    def that(self, behaviour):
        self._monkeypatch.setenv("RV_FAKE", behaviour)
        return self

    @property
    def has_calls(self):
        return self._log.is_file()

    @property
    def calls(self):
        import json

        return [json.loads(line) for line in self._log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def iface(qgis_app, monkeypatch):
    import qgis.utils

    interface = FakeInterface()
    monkeypatch.setattr(qgis.utils, "iface", interface)
    yield interface
    interface.window.deleteLater()


@pytest.fixture
def plugin(iface, qgis_processing, qgis_new_project, tmp_path, monkeypatch):
    """The plugin, loaded and started by QGIS's own functions."""
    import qgis.utils

    qgis.utils.plugin_paths = [str(PLUGINS_FOLDER)]
    qgis.utils.updateAvailablePlugins()
    assert qgis.utils.loadPlugin("rv_studio")
    # Not before: QGIS takes note of what it imports.
    from rv_studio.rv_qgis.settings import run_places

    monkeypatch.setattr(run_places, "documents_folder", lambda: tmp_path / "Documents")
    assert qgis.utils.startPlugin("rv_studio")
    yield qgis.utils.plugins["rv_studio"]
    if "rv_studio" in qgis.utils.plugins:
        # Not `unloadPlugin`: it forgets the modules, of which the tests hold classes.
        qgis.utils.plugins.pop("rv_studio").unload()
        qgis.utils.active_plugins.remove("rv_studio")
    settle()


@pytest.fixture
def run(plugin, fake_engine):
    """Runs an algorithm through `processing.run`, with the fake engine."""
    import processing

    def run(algorithm, feedback=None, **parameters):
        return processing.run(algorithm, parameters, feedback=feedback or Feedback())

    return run


@pytest.fixture
def canvas(qgis_app):
    """A map of its own, without a window."""
    made = QgsMapCanvas()
    yield made
    made.deleteLater()
    settle()


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "model-bundle.zip"
    path.write_bytes(b"")
    return path


@pytest.fixture
def image(tmp_path):
    return write_image(tmp_path / "town.tif")


@pytest.fixture
def labels(tmp_path):
    return write_polygons(tmp_path / "labels.gpkg")
