import csv
import json
import re

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsRectangle,
)
from qtpy.QtCore import Qt
from qtpy.QtGui import QColor, QImage
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication, QLabel, QTableView, QTabWidget, QToolButton
from rv_studio.rv_qgis.report.evaluation import find_evaluation, read_evaluation
from rv_studio.rv_qgis.report.evaluation_dock import EvaluationDock
from rv_studio.rv_qgis.report.run_comparison import compare
from rv_studio.rv_qgis.report.verdicts import Verdicts, read_verdicts

from tests.plugin.evaluations import evaluation, write_evaluation_folder
from tests.plugin.raster_vision_evaluations import CHIPS, DETECTION, SEGMENTATION
from tests.plugin.samples import LEFT, TOP
from tests.plugin.waiting import settle, until

WEB = QgsCoordinateReferenceSystem("EPSG:3857")
UTM = QgsCoordinateReferenceSystem("EPSG:32633")


@pytest.fixture
def canvas(canvas, qgis_new_project):
    canvas.setDestinationCrs(WEB)
    canvas.resize(300, 300)
    canvas.setExtent(QgsRectangle(0, 0, 1000, 1000))
    return canvas


@pytest.fixture
def dock(canvas):
    made = EvaluationDock(canvas=canvas)
    made.resize(700, 600)
    made.show()
    yield made
    made.close_all()
    made.deleteLater()


@pytest.fixture
def opened(dock, tmp_path):
    assert dock.open_file(
        write_evaluation_folder(tmp_path / "roofs" / "eval" / "validation_scenes")
    )
    return dock


def table(dock, name):
    return dock.findChild(QTableView, name)


def cells(model):
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def tabs(dock):
    found = dock.findChild(QTabWidget)
    return [found.tabText(i) for i in range(found.count()) if found.isTabVisible(i)]


def test_there_is_a_tab_for_what_is_there(opened, dock, tmp_path):
    assert tabs(opened) == ["Classes", "Confusion", "Curves", "Worst"]
    alone = tmp_path / "eval.json"
    alone.write_text(json.dumps(evaluation()), encoding="utf-8")
    assert dock.open_file(alone)
    assert tabs(dock) == ["Classes", "Confusion"]


def test_scores_have_their_intervals_and_classes_their_colours(opened):
    assert cells(table(opened, "scores").model())[0][1] == "0.900"
    opened.scores.with_intervals.setChecked(True)
    model = table(opened, "scores").model()
    assert cells(model)[0] == [
        "building", "0.900 [0.85, 0.95]", "0.800 [0.75, 0.85]", "0.850 [0.80, 0.90]",
        "0.700 [0.65, 0.75]", "1,200", "1,100",
    ]  # fmt: skip
    square = model.index(1, 0).data(Qt.ItemDataRole.DecorationRole).toImage()
    assert square.pixelColor(8, 8).name() == "#000000"
    # Black on a dark ground would not be seen.
    assert 80 < square.pixelColor(0, 8).lightness() < 180
    assert "overall accuracy 0.820" in opened.headline
    assert "roofs" in opened.headline


def test_the_confusion_matrix_is_coloured_by_the_share_of_the_row(opened):
    model = table(opened, "confusion").model()
    backgrounds = [
        model.index(row, column).data(Qt.ItemDataRole.BackgroundRole)
        for row, column in ((0, 0), (1, 1), (0, 1), (1, 0))
    ]
    right, better, wrong, rare = backgrounds
    assert better.lightness() < right.lightness()
    assert wrong.lightness() < rare.lightness()
    assert right.blue() > right.red() and wrong.red() > wrong.blue()


def test_a_click_on_a_cell_selects_these_errors_on_the_map(opened, canvas):
    confusion = table(opened, "confusion")
    opened.findChild(QTabWidget).setCurrentIndex(1)
    settle()
    place = confusion.visualRect(confusion.model().index(0, 1)).center()
    QTest.mouseClick(confusion.viewport(), Qt.MouseButton.LeftButton, pos=place)
    layers = {type(layer).__name__: layer for layer in QgsProject.instance().mapLayers().values()}
    vectors, raster = layers["QgsVectorLayer"], layers["QgsRasterLayer"]
    (feature,) = vectors.selectedFeatures()
    assert (feature["label"], feature["predicted"]) == ("building", "background")
    # In the CRS of the map, around the second cell.
    to_web = QgsCoordinateTransform(UTM, WEB, QgsProject.instance())
    cell = to_web.transformBoundingBox(QgsRectangle(LEFT + 16, TOP - 16, LEFT + 32, TOP))
    assert canvas.extent().contains(cell)
    assert canvas.extent().height() < 3 * cell.height()
    assert [entry.value for entry in raster.renderer().classes()] == [2]
    assert "'building' taken for 'background'. Places: 1." in opened.news


def test_another_click_uses_the_same_layers(opened):
    opened.confusion.table.clicked.emit(table(opened, "confusion").model().index(0, 1))
    opened.confusion.table.clicked.emit(table(opened, "confusion").model().index(1, 0))
    assert len(QgsProject.instance().mapLayers()) == 2
    groups = QgsProject.instance().layerTreeRoot().findGroups()
    assert [group.name() for group in groups] == ["Errors of roofs"]


def test_a_double_click_on_a_class_selects_all_its_errors(opened):
    opened.scores.table.activated.emit(table(opened, "scores").model().index(0, 1))
    (vectors,) = QgsProject.instance().mapLayersByName("Wrong cells of east")
    assert sorted(f["label"] for f in vectors.selectedFeatures()) == ["background", "building"]


def test_objects_that_were_missed_or_wrongly_found_are_selected_by_their_class(dock):
    from rv_studio.rv_qgis.report.error_layers import ErrorQuery

    fields = ["outcome", "class_id", "class_name", "score"]
    expression = ErrorQuery("O'Hara's hut", "O'Hara's hut").expression(fields)
    assert expression == "\"class_name\" = 'O''Hara''s hut' AND \"outcome\" <> 'found'"


def test_a_worst_place_zooms_there_in_the_crs_of_the_map(opened, canvas):
    places = opened.places.list
    assert places.count() == 2
    assert places.item(0).text() == "1 · east\nmostly building taken for background"
    assert places.item(1).text() == "2 · east · wrong share 0.200"
    places.itemClicked.emit(places.item(0))
    to_web = QgsCoordinateTransform(UTM, WEB, QgsProject.instance())
    expected = to_web.transformBoundingBox(QgsRectangle(LEFT + 32, TOP - 64, LEFT + 64, TOP - 32))
    assert canvas.extent().contains(expected)
    assert canvas.extent().center().distance(expected.center()) < 0.01 * expected.width()


def test_a_worst_place_has_its_picture_and_none_from_elsewhere(opened, tmp_path):
    places = opened.places.list
    until(lambda: not places.item(0).icon().isNull())
    shown = places.item(0).icon().pixmap(20, 10).toImage()
    assert QColor(shown.pixel(3, 3)).name() == "#aa5500"
    assert places.item(1).data(Qt.ItemDataRole.UserRole).thumbnail is None


def test_curves_keep_their_shape_and_are_readable_in_the_dark(opened):
    pictures = opened.curves.pictures
    assert [p.accessibleName() for p in pictures] == [
        "Precision and recall at each threshold",
        "Reliability: how often the model is right when it says how sure it is",
    ]
    picture = pictures[0]
    assert picture.heightForWidth(600) == 300
    picture.resize(200, 100)
    grabbed = picture.grab().toImage()
    assert QColor(grabbed.pixel(5, 5)).name() == "#ffffff"


def verdicts(interval, *, is_clear):
    row = {"class_name": "building", "metric": "precision", "interval": interval}
    return read_verdicts(
        {"paired": {"blocks": 40}, "differences": [{**row, "is_clear": is_clear}, {**row, "interval": None}]}
    )  # fmt: skip


def colour_of(index):
    brush = index.data(Qt.ItemDataRole.ForegroundRole)
    return None if brush is None else brush.color().name()


def hint(dock):
    return dock.findChild(QLabel, "verdicts").text()


def test_two_runs_stand_side_by_side_and_it_is_said_whether_they_differ(opened, tmp_path):
    better, worse = (
        write_evaluation_folder(
            tmp_path / name / "eval" / "validation_scenes", evaluation(precision=precision)
        )
        for name, precision in (("better", 0.95), ("worse", 0.5))
    )
    asked = []
    opened.comparison.verdicts_wanted.connect(lambda *paths: asked.append(paths))
    assert opened.compare_with(better)
    assert tabs(opened)[-1] == "Comparison"
    model = table(opened, "comparison").model()
    header = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    assert header == ["Class", "Score", "roofs", "better", "Difference", "Verdict"]
    shown = table(opened, "comparison").horizontalHeader()
    assert [shown.logicalIndex(place) for place in range(6)] == [0, 1, 4, 5, 2, 3]
    assert cells(model)[0] == ["building", "Precision", "0.900", "0.950", "+0.050", "–"]
    assert colour_of(model.index(0, 4)) == "#2a8a5f"
    assert cells(model)[-1][0] == "weighted average"
    table(opened, "comparison").sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert cells(model)[-1][0] == "weighted average"
    table(opened, "comparison").sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    first = str(opened.evaluation.path)
    assert asked == [(first, str(better))]
    assert hint(opened) == "Finding out whether they differ..."
    opened.comparison.show_verdicts(*asked[0], verdicts([-0.01, 0.11], is_clear=False))
    model = table(opened, "comparison").model()
    assert cells(model)[0][-1] == "no difference shown"
    assert colour_of(model.index(0, 4)) is None
    assert "-0.010 to +0.110" in model.index(0, 4).data(Qt.ItemDataRole.ToolTipRole)
    assert "same 40 blocks" in hint(opened)
    opened.compare_with(worse)
    assert asked[1:] == [(first, str(worse))]
    # An answer that comes late is about others.
    opened.comparison.show_verdicts(*asked[0], verdicts([-0.01, 0.11], is_clear=False))
    assert cells(table(opened, "comparison").model())[0][-1] == "–"
    opened.comparison.show_verdicts(*asked[1], verdicts([-0.5, -0.3], is_clear=True))
    model = table(opened, "comparison").model()
    assert cells(model)[0] == [
        "building",
        "Precision",
        "0.900",
        "0.950",
        "0.500",
        "-0.400",
        "differs",
    ]
    assert model.index(0, 5).data(Qt.ItemDataRole.FontRole).bold()
    assert colour_of(model.index(0, 5)) == "#c4581a"
    opened.stop_comparing()
    assert "Comparison" not in tabs(opened)


@pytest.mark.parametrize("precision", [0.9004, 0.8996])
def test_a_difference_that_rounds_to_nothing_has_no_sign_and_no_colour(opened, tmp_path, precision):
    other = evaluation(precision=precision)
    assert opened.compare_with(write_evaluation_folder(tmp_path / "other", other))
    model = table(opened, "comparison").model()
    assert model.index(0, 4).data() == "0.000"
    assert colour_of(model.index(0, 4)) is None


def test_the_mean_of_the_classes_has_a_verdict_of_its_own(tmp_path):
    items = [
        {"class_name": name, "class_id": place, "metrics": {"f1": 0.5}}
        for place, name in enumerate("abc")
    ]
    average = {"class_name": "average", "metrics": {"f1": 0.6}, "macro_metrics": {"f1": 0.5}}
    path = tmp_path / "eval.json"
    path.write_text(json.dumps({"overall": [*items, average]}), encoding="utf-8")
    known = Verdicts(40, "", {("average", "macro_f1"): ((-0.2, -0.1), True)})
    found = compare([read_evaluation(path)] * 2, known)
    assert [(row.class_name, row.is_clear) for row in found] == [
        ("a", None), ("b", None), ("c", None), ("mean", True), ("average", None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("paired", "text"),
    [
        ({"unpaired": "other_labels"}, "on other places, or with other labels"),
        ({"unpaired": "other_scenes"}, "on other scenes"),
        ({"unpaired": "other_classes"}, "other classes"),
        ({"unpaired": "other_measure"}, "not measured in the same way"),
        ({"unpaired": "no_blocks"}, "Evaluate it again"),
        ({"unpaired": "few_blocks", "blocks": 3}, "too few"),
        ({"unpaired": "something_new"}, "cannot be said"),
        (None, "the engine did not answer"),
    ],
)
def test_where_it_cannot_be_said_whether_runs_differ_the_reason_is(opened, tmp_path, paired, text):
    other = write_evaluation_folder(tmp_path / "other" / "eval" / "validation_scenes")
    opened.compare_with(other)
    answer = None if paired is None else read_verdicts({"paired": paired, "differences": []})
    opened.comparison.show_verdicts(str(opened.evaluation.path), str(other), answer)
    assert text in hint(opened)
    assert {row[-1] for row in cells(table(opened, "comparison").model())} == {"–"}


def test_the_engine_is_asked_whether_runs_differ(plugin, fake_engine, tmp_path):
    from rv_studio.rv_qgis.report import ReportPart

    first, second = (
        write_evaluation_folder(tmp_path / name / "eval" / "validation_scenes")
        for name in ("first", "second")
    )
    dock = plugin.part(ReportPart).dock
    dock.open_file(first)
    dock.compare_with(second)
    until(lambda: "same 40 blocks" in hint(dock))
    assert fake_engine.calls[0]["argv"][2:5] == ["compare", str(first), str(second)]
    assert cells(table(dock, "comparison").model())[0][-1] == "differs"


def test_runs_are_offered_to_open_and_to_compare(opened, tmp_path):
    others = [
        write_evaluation_folder(tmp_path / name / "eval" / "validation_scenes")
        for name in ("second", "third")
    ]
    opened.set_runs([opened.evaluation.path, *others])
    menu = opened.buttons.compare.menu()
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["second", "third", "Another File..."]
    menu.actions()[1].trigger()
    assert [other.name for other in opened.compared] == ["third"]
    menu = opened.buttons.open.menu()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert opened.evaluation.name == "second"


def test_the_plugin_knows_which_runs_have_scores(plugin, tmp_path, monkeypatch):
    from rv_studio.rv_qgis.report import ReportPart

    path = write_evaluation_folder(tmp_path / "roofs" / "eval" / "validation_scenes")
    (tmp_path / "roofs" / "pipeline-config.json").write_text("{}", encoding="utf-8")
    part = plugin.part(ReportPart)
    part._registry.add(tmp_path / "roofs")
    plugin._notices.runs_listed.emit()
    until(lambda: part.dock.buttons.runs)
    assert path in part.dock.buttons.runs
    part._registry.forget(tmp_path / "roofs")


def test_the_order_of_the_table_survives_another_scene(opened, tmp_path):
    content = evaluation()
    content["per_scene"]["west"] = content["per_scene"]["east"]
    (tmp_path / "two.json").write_text(json.dumps(content), encoding="utf-8")
    assert opened.open_file(tmp_path / "two.json")
    scores = table(opened, "scores")
    scores.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert cells(scores.model())[0][0] == "background"
    opened.scenes.setCurrentIndex(1)
    assert [row[0] for row in cells(scores.model())] == [
        "background",
        "building",
        "weighted average",
    ]


def test_selected_cells_are_copied_as_in_a_spreadsheet(opened):
    scores = table(opened, "scores")
    model = scores.model()
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        flag = scores.selectionModel().SelectionFlag.Select
        scores.selectionModel().select(model.index(row, column), flag)
    scores.copy_selection()
    assert QApplication.clipboard().text() == "building\t0.900\nbackground\t0.800"


def test_the_tables_are_copied_as_markdown(opened):
    opened.copy_markdown()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].startswith("| Class | Precision |")
    assert lines[1].startswith("| --- | ---: |")
    assert lines[2].startswith("| building | 0.900 |")


def test_csv_has_every_scene_with_full_numbers_and_intervals(opened, tmp_path):
    target = tmp_path / "scores.csv"
    opened.export_to(target)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["scene"], row["class"]) for row in rows][:4] == [
        ("All scenes", "building"), ("All scenes", "background"), ("All scenes", "average"),
        ("east", "building"),
    ]  # fmt: skip
    assert float(rows[0]["precision_low"]) == pytest.approx(0.85)
    assert rows[2]["precision_low"] == ""
    assert rows[0]["true_count"] == "1200.0"


def test_html_is_the_engines_own_report_where_it_left_one(opened, tmp_path):
    opened.export_to(tmp_path / "a.html")
    assert "building" in (tmp_path / "a.html").read_text(encoding="utf-8")
    made = opened.evaluation.path.with_name("report.html")
    made.write_text("<html>made by the engine</html>", encoding="utf-8")
    opened.export_to(tmp_path / "b.html")
    assert (tmp_path / "b.html").read_text(encoding="utf-8") == made.read_text(encoding="utf-8")


def test_pdf_has_the_tables_and_then_the_curves_as_lines(opened, tmp_path):
    target = tmp_path / "report.pdf"
    opened.export_to(target)
    content = target.read_bytes()
    assert content.startswith(b"%PDF-")
    # Tables and the first drawings on one page, the rest on the next.
    assert len(re.findall(rb"/Type /Page\b", content)) == 2
    assert b"/Subtype /Image" not in content
    assert not list(tmp_path.glob("*.partial"))


def test_one_scene_is_not_shown_twice(opened, tmp_path):
    assert not opened.scenes.isVisible()
    opened.export_to(tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8").count("<table") == 2


def test_it_says_what_is_counted_and_how_an_average_is_made(dock, tmp_path):
    content = {**evaluation(), "counted": "cells"}
    for items in (content["overall"], *content["per_scene"].values()):
        items.insert(1, {**items[0], "class_id": 2, "class_name": "road"})
        items[-1]["macro_metrics"] = {"precision": 0.9, "recall": 0.8, "f1": 0.85, "iou": 0.7}
        items[-1]["intervals"] = {"macro_precision": [0.8, 0.95]}
    (tmp_path / "eval.json").write_text(json.dumps(content), encoding="utf-8")
    assert dock.open_file(tmp_path / "eval.json")
    assert "numbers of cells" in dock.scores.findChild(QLabel).text()
    model = table(dock, "scores").model()
    assert [row[0] for row in cells(model)] == [
        "building", "road", "background", "mean of classes", "weighted average",
    ]  # fmt: skip
    assert cells(model)[3][1] == "0.900"
    assert "background is left out" in model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "0.950" in model.index(3, 1).data(Qt.ItemDataRole.ToolTipRole)


def test_it_says_why_there_are_no_curves(dock, tmp_path):
    path = write_evaluation_folder(
        tmp_path / "eval", {**evaluation(), "curves_left_out": "No <b>probabilities</b>."}
    )
    assert dock.open_file(path)
    assert len(dock.curves.pictures) == 2
    texts = [label.text() for label in dock.curves.findChildren(QLabel)]
    assert "No <b>probabilities</b>." in texts


def test_it_says_so_where_there_is_no_drawing_at_all(dock, tmp_path):
    reason = "They need the probabilities."
    (tmp_path / "eval.json").write_text(
        json.dumps({**evaluation(), "curves_left_out": reason}), encoding="utf-8"
    )
    assert dock.open_file(tmp_path / "eval.json")
    assert "Curves" in tabs(dock)
    assert dock.curves.pictures == []
    assert reason in [label.text() for label in dock.curves.findChildren(QLabel)]


def test_what_cannot_be_written_is_a_failure(opened, tmp_path):
    errors = []
    opened.failed.connect(errors.append)
    for ending in ("html", "pdf", "csv"):
        opened.export_to(tmp_path / "no such folder" / f"a.{ending}")
    assert ["cannot be written" in error.message for error in errors] == [True] * 3


@pytest.mark.parametrize("content", [SEGMENTATION, CHIPS, SEGMENTATION["overall"]])
def test_raster_visions_file_opens_by_its_run_folder(dock, tmp_path, content):
    folder = tmp_path / "rv run" / "eval" / "validation_scenes"
    folder.mkdir(parents=True)
    (folder / "eval.json").write_text(json.dumps(content), encoding="utf-8")
    assert find_evaluation(tmp_path / "rv run") == folder / "eval.json"
    assert dock.open_file(tmp_path / "rv run")
    rows = cells(table(dock, "scores").model())
    # 6 / (6 + 1 + 2); the average weighs 6/9 by 8 and 11/14 by 12.
    assert rows[0] == ["building", "0.857", "0.750", "0.800", "0.667", "8", "7"]
    assert rows[-1][:5] == ["weighted average", "0.856", "0.850", "0.850", "0.738"]
    assert cells(table(dock, "confusion").model()) == [["6", "2"], ["1", "11"]]
    assert "rv run" in dock.headline
    assert tabs(dock) == ["Classes", "Confusion"]
    for ending in ("html", "pdf", "csv"):
        dock.export_to(tmp_path / f"a.{ending}")
        assert (tmp_path / f"a.{ending}").stat().st_size > 100


def test_raster_visions_objects_have_no_confusion_and_undefined_scores_a_dash(dock, tmp_path):
    (tmp_path / "eval.json").write_text(json.dumps(DETECTION), encoding="utf-8")
    assert dock.open_file(tmp_path)
    rows = cells(table(dock, "scores").model())
    assert rows[0] == ["car", "0.857", "0.750", "0.800", "8", "7"]
    assert rows[1] == ["boat", "–", "0.000", "0.000", "3", "0"]
    assert tabs(dock) == ["Classes"]
    assert [dock.scenes.itemText(i) for i in range(3)] == ["All scenes", "2_10", "2_11"]


def test_files_with_odd_parts_open_without_them(dock, tmp_path):
    content = evaluation()
    content["errors"] = {"east": {"cells": "../../../outside.gpkg"}, "west": 5}
    content["classes"] = [7, {"name": "building"}]
    content["overall"][0]["intervals"] = {"precision": [None, 1], "recall": "x", "f1": [0.1, 0.2]}
    path = tmp_path / "eval" / "eval.json"
    write_evaluation_folder(path.parent, content)
    (path.parent / "worst.json").write_text("[1, 2", encoding="utf-8")
    (path.parent / "pictures" / "reliability.svg").write_text("no drawing", encoding="utf-8")
    assert dock.open_file(path)
    dock.scores.with_intervals.setChecked(True)
    assert cells(table(dock, "scores").model())[0][3] == "0.850 [0.10, 0.20]"
    assert tabs(dock) == ["Classes", "Confusion", "Curves"]
    assert len(dock.curves.pictures) == 1
    dock.confusion.table.clicked.emit(table(dock, "confusion").model().index(0, 1))
    assert not QgsProject.instance().mapLayers()


def test_everything_that_can_be_pressed_says_what_it_is(opened):
    nameless = [
        button
        for button in opened.widget().findChildren(QToolButton)
        if button.isVisible() and not (button.text() or button.accessibleName())
    ]
    assert not [b for b in nameless if b.parent() is opened.widget()]


def test_a_picture_of_the_dock_shows_the_matrix(opened):
    opened.findChild(QTabWidget).setCurrentIndex(1)
    settle()
    image = opened.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    shades = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, 300, 3)}
    background = table(opened, "confusion").model().index(1, 1)
    assert background.data(Qt.ItemDataRole.BackgroundRole).rgb() in shades
