"""What the docks show of runs and scores, in any Qt: QGIS itself is not needed for it."""

import json
from pathlib import Path

import pytest
from qtpy.QtCore import Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QCheckBox
from rv_studio.rv_qgis.report.confusion_page import ConfusionPage
from rv_studio.rv_qgis.report.evaluation import read_evaluation
from rv_studio.rv_qgis.report.scores_page import ScoresPage
from rv_studio.rv_qgis.runs.run_details import RunDetails
from rv_studio.rv_qgis.runs.run_snapshot import FINISHED, RUNNING, LogLine, RunSnapshot
from rv_studio.rv_qgis.runs.run_table_model import RunTableModel

CURVES = {"train_loss": ((1, 0.9), (2, 0.5)), "avg_f1": ((1, 0.2), (2, 0.6))}
LOG = (LogLine(0.0, "info", "Two chips."), LogLine(1.0, "warning", "They are small."))


@pytest.fixture
def widget(on_screen):
    """Shows widgets as large as in a dock."""
    return lambda kind: on_screen(kind(), 420, 500)


@pytest.fixture
def evaluation(tmp_path):
    counts = {"gt_count": 10, "pred_count": 9}
    matrix = [[8, 2], [1, 5]]
    rows = [
        {"class_id": number, "class_name": name, "metrics": scores, "conf_mat": matrix, **counts}
        for number, (name, scores) in enumerate(
            {
                "roof": {"precision": 0.9, "recall": 0.8, "f1": 0.85, "iou": 0.7},
                "road": {"precision": 0.7, "recall": 0.8, "f1": 0.75, "iou": 0.6},
            }.items()
        )
    ]
    average = {"class_name": "average", "metrics": rows[1]["metrics"], "conf_mat": matrix, **counts}
    path = tmp_path / "eval.json"
    path.write_text(json.dumps({"overall": [*rows, average]}), encoding="utf-8")
    return read_evaluation(path)


def colours(picture):
    """The colours of some pixels of a picture."""
    image = picture.toImage()
    return {
        image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    }


def test_a_run_shows_its_progress_curves_and_log(widget):
    details = widget(RunDetails)
    details.show_run(None)
    empty = colours(details.losses.grab())
    run = RunSnapshot(Path("/runs/roofs"), RUNNING, fraction=0.25, curves=CURVES, log=LOG)
    details.show_run(run)
    assert "roofs" in details.headline and "25 %" in details.headline
    assert details._bar.value() == 250
    assert len(colours(details.losses.grab()) - empty) > 1
    details.log._levels.setCurrentIndex(1)
    QTest.qWait(50)
    assert details.log.text.splitlines()[-1].endswith("They are small.")
    assert "Two chips" not in details.log.text


def test_runs_stand_in_a_table(application):
    model = RunTableModel()
    model.show([RunSnapshot(Path("/runs/a"), FINISHED), RunSnapshot(Path("/runs/b"), RUNNING)])
    titles = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert titles == ["a", "b"]


def test_scores_are_sorted_and_a_class_leads_to_its_errors(widget, evaluation):
    page = widget(ScoresPage)
    wanted = []
    page.class_activated.connect(wanted.append)
    page.show_scene(evaluation, evaluation.scenes[0], has_errors=True)
    model = page.table.model()
    assert {model.index(row, 0).data() for row in range(2)} == {"roof", "road"}
    page.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert model.index(0, 0).data() == "road"
    page.table.activated.emit(model.index(0, 0))
    assert wanted == ["road"]
    assert page.findChild(QCheckBox) is not None


def test_a_cell_of_the_matrix_is_clicked(widget, evaluation):
    page = widget(ConfusionPage)
    clicked = []
    page.cell_clicked.connect(lambda *names: clicked.append(names))
    page.show_scene(evaluation.scenes[0], has_errors=True)
    cell = page.table.visualRect(page.table.model().index(0, 1)).center()
    QTest.mouseClick(
        page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, cell
    )
    assert clicked == [("roof", "road")]
