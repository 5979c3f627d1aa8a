import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer, QgsVectorLayer
from qtpy.QtCore import Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QLineEdit, QToolButton
from rv_studio.rv_engine.errors import OutputError
from rv_studio.rv_qgis.labels import LabelClass, LabelsPart, make_labels
from rv_studio.rv_qgis.labels.check_labels_algorithm import offered_classes
from rv_studio.rv_qgis.labels.new_labels_dialog import NewLabelsDialog
from rv_studio.rv_qgis.layers.provenance import mark_result

from tests.plugin.waiting import settle

CLASSES = [LabelClass("house", "#e69f00"), LabelClass("O'Brien's road", "#56b4e9")]
UTM = QgsCoordinateReferenceSystem("EPSG:32633")


@pytest.fixture
def town(image, qgis_new_project):
    return QgsProject.instance().addMapLayer(QgsRasterLayer(str(image), "town"))


def test_the_layer_is_dressed_in_its_file_for_whoever_opens_it(qgis_app, tmp_path):
    make_labels(tmp_path / "sub" / "labels.gpkg", UTM, CLASSES)
    again = QgsVectorLayer(str(tmp_path / "sub" / "labels.gpkg") + "|layername=labels", "a", "ogr")
    assert again.isValid()
    assert again.crs() == UTM
    assert again.wkbType() == 3  # a polygon
    assert offered_classes(again, "class") == ("house", "O'Brien's road")
    assert [(c.value(), c.symbol().symbolLayer(0).strokeColor().name()) for c in again.renderer().categories()] == [
        ("house", "#e69f00"), ("O'Brien's road", "#56b4e9"), ("", "#ff00ff"),
    ]  # fmt: skip
    index = again.fields().lookupField("class")
    assert again.defaultValueDefinition(index).expression() == "'house'"
    assert again.startEditing()


def test_a_file_that_is_there_is_never_overwritten(qgis_app, tmp_path):
    path = tmp_path / "labels.gpkg"
    path.write_bytes(b"a month of work")
    with pytest.raises(OutputError, match="may hold labels"):
        make_labels(path, UTM, CLASSES)
    assert path.read_bytes() == b"a month of work"


def test_a_folder_that_cannot_be_written_is_an_error(qgis_app, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        make_labels(tmp_path / "file" / "labels.gpkg", UTM, CLASSES)


@pytest.fixture
def dialog(town, tmp_path):
    made = NewLabelsDialog(town)
    made.set_path(tmp_path / "labels.gpkg")
    made.show()
    yield made
    made.deleteLater()


def names(dialog):
    return [edit for edit in dialog._table.findChildren(QLineEdit) if edit.isVisible()]


def test_classes_are_typed_one_after_the_other(dialog):
    assert [known.name for known in dialog.classes] == ["building"]
    first = dialog._table.cellWidget(0, 0)
    first.selectAll()
    QTest.keyClicks(first, "house")
    QTest.keyClick(first, Qt.Key.Key_Return)
    second = dialog._table.cellWidget(1, 0)
    QTest.keyClicks(second, "road")
    assert [known.name for known in dialog.classes] == ["house", "road"]
    assert len({known.colour for known in dialog.classes}) == 2
    assert dialog.isVisible()
    assert dialog.make_button.isEnabled()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [(["house", "house"], "name of its own"), (["house", ""], "Give each class"), ([], "at least")],
)
def test_names_that_will_not_do_are_told_at_once(dialog, typed, problem):
    dialog.remove_class()
    for name in typed:
        dialog.add_class(name)
    assert problem in dialog._problem.text()
    assert not dialog.make_button.isEnabled()


def test_a_file_that_exists_and_odd_fields_are_told_at_once(dialog, tmp_path):
    (tmp_path / "old.gpkg").write_bytes(b"")
    dialog.set_path(tmp_path / "old.gpkg")
    assert "exists already" in dialog._problem.text()
    dialog.set_path(tmp_path / "new")
    assert dialog.path == tmp_path / "new.gpkg"
    assert dialog.make_button.isEnabled()
    dialog._field.setText("my class")
    assert "one word" in dialog._problem.text()


def test_an_image_is_proposed_and_no_map_that_a_model_made(town, tmp_path):
    prediction = QgsRasterLayer(town.source(), "A prediction")
    mark_result(prediction)
    QgsProject.instance().addMapLayer(prediction)
    dialog = NewLabelsDialog()
    assert dialog.image == town
    dialog.deleteLater()


def test_without_an_image_it_says_what_to_do(qgis_new_project):
    dialog = NewLabelsDialog()
    assert "Add the image" in dialog._problem.text()
    dialog.deleteLater()


def test_everything_that_can_be_pressed_says_what_it_is(dialog):
    nameless = [
        button.objectName()
        for button in dialog._table.parent().findChildren(QToolButton)
        if button.isVisible()
        and not (button.text() or button.accessibleName())
        and button.metaObject().className() == "QToolButton"
        and button.parent() is dialog
    ]
    assert nameless == []


def test_the_action_ends_with_a_layer_in_which_one_can_draw(plugin, iface, town, tmp_path):
    drawing = []
    iface.add_feature.triggered.connect(lambda: drawing.append(iface.activeLayer()))
    iface.setActiveLayer(town)
    part = plugin.part(LabelsPart)
    part.ask()
    part.dialog.set_path(tmp_path / "labels.gpkg")
    QTest.mouseClick(part.dialog.make_button, Qt.MouseButton.LeftButton)
    settle()
    (layer,) = drawing
    assert layer.isEditable()
    assert layer.crs() == town.crs()
    assert QgsProject.instance().layerTreeRoot().children()[0].layer() is layer
    assert part.dialog is None
    layer.rollBack()


def test_a_dialog_that_is_cancelled_makes_nothing(plugin, town, tmp_path):
    part = plugin.part(LabelsPart)
    part.ask()
    part.dialog.set_path(tmp_path / "labels.gpkg")
    part.dialog.reject()
    settle()
    assert not (tmp_path / "labels.gpkg").exists()
    assert part.dialog is None
