"""Where the dialogs for files begin, and what they answer."""

from pathlib import Path

import pytest
from qtpy.QtCore import QSettings
from qtpy.QtWidgets import QFileDialog, QWidget
from rv_studio.rv_qgis.file_dialogs import ask_folder, ask_open, ask_save, last_folder


@pytest.fixture
def parent(application, tmp_path):
    """A widget; settings are of the test's own."""
    before = application.organizationName()
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        QSettings.setPath(QSettings.Format.IniFormat, scope, str(tmp_path / "settings"))
    application.setOrganizationName("tests of file dialogs")
    yield QWidget()
    application.setOrganizationName(before)


@pytest.fixture
def asked(monkeypatch):
    """Answers the system's dialogs; tells where they began."""
    began, answers = [], {}

    def files(parent, title, start, kinds):
        began.append(Path(start))
        return answers["path"], kinds

    def folder(parent, title, start):
        return files(parent, title, start, "")[0]

    monkeypatch.setattr(QFileDialog, "getOpenFileName", files)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", files)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", folder)

    def answer(path):
        answers["path"] = str(path) if path else ""
        return began

    return answer


def test_a_dialog_begins_where_the_last_one_ended(parent, asked, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    began = asked(first / "run.json")
    assert ask_open(parent, "Open") == first / "run.json"
    asked(second)
    assert ask_folder(parent, "Folder") == second
    asked("")
    assert ask_save(parent, "Save", "draft.json", "Drafts (*.json)") is None
    assert began[1:] == [first, second / "draft.json"]
    assert last_folder() == second
    second.rmdir()
    assert last_folder().is_dir()


def test_the_first_dialog_does_not_begin_where_qgis_was_started(
    parent, asked, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    began = asked("")
    ask_save(parent, "Save", "draft.json", "Drafts (*.json)")
    assert began[0].is_absolute() and tmp_path not in began[0].parents


def test_a_name_without_an_ending_gets_one(parent, asked, tmp_path):
    asked(tmp_path / "mine")
    assert ask_save(parent, "Save", "draft.json", "Drafts (*.json)") == tmp_path / "mine.json"
    asked(tmp_path / "mine.txt")
    assert ask_save(parent, "Save", "draft.json", "Drafts (*.json)") == tmp_path / "mine.txt"
