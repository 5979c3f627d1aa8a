import json

import pytest
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QApplication, QComboBox, QTableView
from rv_studio.rv_qgis.report.evaluation_dock import EvaluationDock

from tests.plugin.fake_engine import EVALUATION


@pytest.fixture
def dock(qgis_app):
    made = EvaluationDock()
    made.show()
    yield made
    made.deleteLater()


def opened(dock, tmp_path, content):
    path = tmp_path / "eval.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert dock.open_file(path)
    return dock


def column(dock, index):
    model = dock.findChild(QTableView, "scores").model()
    return [model.index(row, index).data() for row in range(model.rowCount())]


def test_the_tables_are_hidden_until_a_file_is_open(dock):
    assert not dock.findChild(QTableView, "scores").isVisible()


def test_it_shows_scores_and_confusion(dock, tmp_path):
    opened(dock, tmp_path, EVALUATION)
    assert column(dock, 0) == ["building", "background", "weighted average"]
    assert column(dock, 4) == ["0.735", "0.600", "0.700"]
    confusion = dock.findChild(QTableView, "confusion").model()
    assert confusion.index(0, 1).data() == "2"
    assert confusion.headerData(0, Qt.Orientation.Vertical) == "building"


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_sorting_keeps_the_average_last(dock, tmp_path, order):
    opened(dock, tmp_path, EVALUATION)
    dock.findChild(QTableView, "scores").sortByColumn(1, order)
    ascending = order == Qt.SortOrder.AscendingOrder
    classes = ["background", "building"] if ascending else ["building", "background"]
    assert column(dock, 0) == [*classes, "weighted average"]


def test_undefined_scores_are_a_dash_and_sort_lowest(dock, tmp_path):
    content = json.loads(json.dumps(EVALUATION))
    content["overall"][0]["metrics"]["f1"] = None
    opened(dock, tmp_path, content)
    dock.findChild(QTableView, "scores").sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert column(dock, 3)[0] == "–"


def test_scenes_can_be_chosen(dock, tmp_path):
    other = json.loads(json.dumps(EVALUATION["overall"]))
    other[0]["metrics"]["precision"] = 0.123
    opened(
        dock, tmp_path, {**EVALUATION, "per_scene": {"east": other, "west": EVALUATION["overall"]}}
    )
    dock.findChild(QComboBox).setCurrentIndex(1)
    assert column(dock, 1)[0] == "0.123"


def test_the_tables_can_be_copied_into_a_spreadsheet(dock, tmp_path):
    opened(dock, tmp_path, EVALUATION)
    dock.copy_tables()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["Class", "Precision"]
    assert lines[1].split("\t")[:2] == ["building", "0.900"]
    assert lines[-1].split("\t") == ["background", "1", "5"]


def test_a_file_that_is_none_is_reported_and_the_old_one_stays(dock, tmp_path):
    opened(dock, tmp_path, EVALUATION)
    errors = []
    dock.failed.connect(errors.append)
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    assert not dock.open_file(other)
    assert "is not an evaluation" in errors[0].message
    assert column(dock, 0)[0] == "building"
