import time
from pathlib import Path

import pytest
from qgis.core import QgsSettings
from rv_studio.rv_engine.errors import Cancelled
from rv_studio.rv_qgis.engine import EngineReport, EngineRunner, find_home
from rv_studio.rv_qgis.engine.managed_home import HomeStamp, read_home
from rv_studio.rv_qgis.engine.setup import (
    EngineInstaller,
    NvidiaDriver,
    PythonProgram,
    SetupError,
    SetupProgress,
    Survey,
    advise,
    torch_builds,
)
from rv_studio.rv_qgis.places import PLUGIN_ROOT
from rv_studio.rv_qgis.settings import engine_python
from rv_studio.rv_qgis.setup.setup_dialog import SetupDialog

from tests.plugin.waiting import settle

DRIVER = NvidiaDriver("NVIDIA RTX 4070", (580, 65), 12282)
REPORT = EngineReport("0.1.0", "3.12.4", (("torch", "2.14.1"),), ("Processor",), ())


def survey(driver=DRIVER, pythons=((3, 12, 4),), uv=None):
    builds = tuple(torch_builds("Linux", "x86_64"))
    programs = tuple(PythonProgram(Path("/usr/bin/python3"), version) for version in pythons)
    return Survey(programs, uv, driver, builds, advise(builds, driver))


def wait(condition, seconds=8):
    deadline_s = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline_s:
        settle(0.02)
    assert condition()


@pytest.fixture
def open_dialog(qgis_app, tmp_path, monkeypatch, fake_engine):
    monkeypatch.setenv("RV_STUDIO_HOME", str(tmp_path / "homes"))
    opened = []

    def open_dialog(answer=None):
        dialog = SetupDialog(
            EngineRunner(lambda: find_home("", {}, PLUGIN_ROOT)),
            survey=lambda *_: answer or survey(),
        )
        opened.append(dialog)
        wait(lambda: not dialog.is_working)
        return dialog

    yield open_dialog
    for dialog in opened:
        dialog.deleteLater()
    for key in ("engine_python", "homes_folder"):
        QgsSettings().remove(f"rv_studio/{key}")


def test_it_offers_the_build_that_fits_with_its_size(open_dialog):
    page = open_dialog()._managed
    assert page.build.name == "cuda"
    assert "3.2 GB" in page._builds.currentText()
    assert "RTX 4070" in page._reason.text()
    assert page._set_up.isEnabled()


def test_without_a_python_it_says_what_to_install(open_dialog):
    page = open_dialog(survey(pythons=((3, 9, 2),)))._managed
    assert not page._set_up.isEnabled()
    assert "python.org" in page._state.text()


def test_an_engine_of_an_older_release_is_updated_and_what_is_there_stays_until_then(
    open_dialog, tmp_path
):
    folder = tmp_path / "homes" / "py312-x-cuda"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text("")
    read_home(folder).write_stamp(HomeStamp("an older lock", "cuda", "3.12.4", "2026", 1))
    page = open_dialog()._managed
    assert page._set_up.text() == "Update"
    assert page._set_up.isEnabled()
    assert "another release" in page._state.text()
    assert read_home(folder).is_whole()


def test_uv_alone_is_enough(open_dialog):
    page = open_dialog(survey(pythons=(), uv=Path("/usr/bin/uv")))._managed
    assert page.python is None
    assert "uv" in page._pythons.currentText()
    assert page._set_up.isEnabled()


def test_setting_up_shows_progress_and_then_uses_the_new_engine(open_dialog, monkeypatch):
    dialog = open_dialog()
    QgsSettings().setValue("rv_studio/engine_python", "/old")
    shown = []

    def install(self):
        for step in (0.2, 0.7):
            self._on_progress(SetupProgress(step, f"Step {step}", f"line {step}"))
            time.sleep(0.05)
        home = read_home(self._plan.folder)
        home.python.parent.mkdir(parents=True)
        home.python.write_text("")
        home.write_stamp(HomeStamp(self._plan.lock.name, "cuda", "3.12.4", "2026", 1))
        return REPORT

    monkeypatch.setattr(EngineInstaller, "install", install)
    dialog.ready.connect(lambda: shown.append("ready"))
    dialog._managed._set_up.click()
    assert dialog.is_working
    wait(lambda: not dialog.is_working)
    assert shown == ["ready"]
    assert "The engine is ready" in dialog.status
    assert "line 0.7" in dialog._log.toPlainText()
    assert engine_python() == ""
    assert not dialog._managed._set_up.isEnabled()
    assert not dialog._managed._repair.isHidden()
    dialog.remove()
    wait(lambda: not dialog.is_working)
    assert dialog._managed._set_up.isEnabled()


def test_a_failure_is_shown_with_its_remedy_and_can_be_copied(open_dialog, monkeypatch):
    from qtpy.QtWidgets import QApplication

    def install(self):
        raise SetupError(
            "visual_cpp", "It failed.", hint="See https://aka.ms/vc.", details="WinError 1114"
        )

    monkeypatch.setattr(EngineInstaller, "install", install)
    dialog = open_dialog()
    dialog._managed._set_up.click()
    wait(lambda: not dialog.is_working)
    assert '<a href="https://aka.ms/vc">' in dialog.status
    assert dialog._managed._set_up.isEnabled()
    assert "WinError 1114" in dialog._log.toPlainText()
    dialog.copy_diagnostics()
    text = QApplication.clipboard().text()
    assert "It failed." in text
    assert "RTX 4070" in text


def test_a_set_up_can_be_stopped(open_dialog, monkeypatch):
    def install(self):
        while not self._is_cancelled():
            time.sleep(0.01)
        raise Cancelled()

    monkeypatch.setattr(EngineInstaller, "install", install)
    dialog = open_dialog()
    dialog._managed._set_up.click()
    settle(0.1)
    dialog.stop()
    wait(lambda: not dialog.is_working)
    assert "Stopped" in dialog.status


def test_an_existing_python_is_taken_only_when_it_is_well(open_dialog, fake_engine, tmp_path):
    page = open_dialog()._existing
    page.set_path(str(tmp_path / "nowhere"))
    page.check()
    assert "does not exist" in page.answer
    program = tmp_path / "bad"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    page.set_path(str(program))
    page.check()
    wait(lambda: "no Python" in page.answer)
    assert engine_python() == ""


def test_an_existing_python_of_an_old_version_is_refused(open_dialog, tmp_path):
    program = tmp_path / "python"
    facts = '{"version": [3, 9, 2], "machine": "x", "is_64_bit": true,'
    facts += ' "can_make_environments": true, "is_environment": false}'
    program.write_text(f"#!/bin/sh\necho '{facts}'\n")
    program.chmod(0o755)
    page = open_dialog()._existing
    page.set_path(str(program))
    page.check()
    wait(lambda: "needs 3.10 or later" in page.answer)


@pytest.mark.real_engine
def test_the_real_engine_is_checked_and_taken(open_dialog, real_engine):
    dialog = open_dialog()
    dialog._existing.set_path(str(real_engine.parent.parent))
    dialog._existing.check()
    wait(lambda: "The engine is ready" in dialog._existing.answer, 120)
    assert engine_python() == str(real_engine)
