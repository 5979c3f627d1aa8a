"""What becomes of live runs when QGIS is closed."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from qtpy.QtCore import QTimer
from qtpy.QtWidgets import QApplication, QMainWindow, QMessageBox
from rv_studio.rv_qgis.runs import ClosingQuestion
from rv_studio.rv_qgis.runs.run_snapshot import RUNNING, RunSnapshot
from rv_studio.rv_qgis.settings.settings import KEEP_RUNNING, STOP

from tests.plugin.waiting import settle


@pytest.fixture
def window(qgis_app):
    made = QMainWindow()
    made.show()
    yield made
    made.deleteLater()
    settle()


@pytest.fixture
def asked(window):
    """Makes the question for some runs; what it said is in `texts`."""
    made = []

    def question(names):
        runs = [RunSnapshot(Path("/runs") / name, RUNNING) for name in names]
        let_go = []
        runs = SimpleNamespace(live=runs, refresh=lambda: None, let_go=lambda: let_go.append("all"))
        made.append(ClosingQuestion(window, runs))
        made[0].texts, made[0].let_go = [], let_go
        return made[0]

    yield question
    for question_ in made:
        question_.remove()


def press(question, text):
    """Presses a button of the question as soon as it is there."""

    def look():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, look)
            return
        question.texts += [box.text(), box.informativeText()]
        (button,) = [b for b in box.buttons() if b.text().replace("&", "") == text]
        button.click()

    QTimer.singleShot(0, look)


@pytest.mark.parametrize(
    ("text", "answer", "closes"),
    [("Let Run", KEEP_RUNNING, True), ("Stop", STOP, True), ("Cancel", "", False)],
)
def test_the_user_is_asked_by_name_and_decides(window, asked, text, answer, closes):
    question = asked(["roofs <i>2"])
    press(question, text)
    assert window.close() is closes
    assert question.answer == answer
    assert question.texts[0] == "The run 'roofs <i>2' is under way."
    assert "It can run on" in question.texts[1]
    # QGIS cancels its tasks next; that must stop no run that shall go on.
    assert question.let_go == (["all"] if text == "Let Run" else [])


def test_several_runs_are_counted(window, asked):
    question = asked(["a", "b"])
    press(question, "Cancel")
    window.close()
    assert question.texts[0] == "2 runs are under way."
    assert "They can run on" in question.texts[1]


def test_nobody_is_asked_without_a_live_run(window, asked):
    question = asked([])
    assert window.close()
    assert question.answer == KEEP_RUNNING
    assert question.texts == []
