"""The last page of the wizard in a real QGIS: problems lead to their fields, and a model is made."""

import shlex

import pytest
from qgis.core import QgsProcessingModelAlgorithm, QgsProject, QgsRasterLayer, QgsVectorLayer
from qtpy.QtWidgets import QApplication
from rv_studio.rv_qgis.forms.field_row import FieldRow
from rv_studio.rv_qgis.wizard import WizardPart

from tests.plugin.test_wizard import until, walk_to_the_end
from tests.plugin.waiting import settle


@pytest.fixture
def wizard(plugin, fake_engine, image, labels, qgis_new_project, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    layers = [QgsRasterLayer(str(image), "town"), QgsVectorLayer(str(labels), "labels")]
    QgsProject.instance().addMapLayers(layers)
    part = plugin.part(WizardPart)
    part.open()
    settle()
    yield part.wizard
    part.wizard.reject()
    settle()


def test_a_problem_that_the_engine_tells_leads_to_its_field(wizard, fake_engine):
    fake_engine.that("finds problems")
    walk_to_the_end(wizard)
    check, training = wizard.page_named("check"), wizard.page_named("training")
    until(lambda: check._is_checked)
    assert not check.isComplete()
    (item,) = [check._list.topLevelItem(i) for i in range(check._list.topLevelItemCount())]
    assert item.text(0) == "lr is 5.\nTake 0.001."

    check._list.itemClicked.emit(item, 0)

    assert wizard.currentId() == wizard.pages.index(training)
    until(lambda: training.form is not None and training.form.is_built)
    rows = {row._path: row for row in training.form.findChildren(FieldRow)}
    problem = rows["backend", "solver", "lr"]._problem_label
    assert problem.text() == "lr is 5. Take 0.001."


def test_a_model_of_the_toolbox_runs_the_config(wizard, tmp_path):
    walk_to_the_end(wizard)
    check = wizard.page_named("check")
    until(lambda: check._is_checked)

    check.save_model(str(tmp_path / "town.model3"))

    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(tmp_path / "town.model3")), check._state.text()
    (child,) = model.childAlgorithms().values()
    assert child.algorithmId() == "rvstudio:runpipeline"
    (parameter,) = model.parameterDefinitions()
    assert parameter.defaultValue() == str(tmp_path / "town.json")
    assert (tmp_path / "town.json").is_file()


def test_the_command_line_is_that_of_the_engine(wizard, fake_engine):
    walk_to_the_end(wizard)
    check = wizard.page_named("check")
    until(lambda: check._is_checked)
    check.copy_command_line()
    words = shlex.split(QApplication.clipboard().text())
    assert words[1] == str(fake_engine.python)
    assert words[-2:] == ["run", str(check._answer["config"])]
