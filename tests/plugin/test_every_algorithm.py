"""Each algorithm from each of the places where QGIS runs algorithms."""

import time
from pathlib import Path

import pytest
from pytest_qgis.utils import process_events
from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProject,
)
from qtpy.QtCore import QCoreApplication

from tests.plugin.algorithm_cases import ALL
from tests.plugin.toolbox import Feedback
from tests.plugin.waiting import settle

LIMIT_S = 30
MAKE_MAPS = {
    "trainsegmentation",
    "trainchipclassification",
    "trainobjectdetection",
    "runpipeline",
    "predict",
    "predictwithbundle",
    "chipwindows",
}


@pytest.fixture
def desktop(plugin, iface, monkeypatch):
    """QGIS's window, as Processing's dialogs know it: without a browser."""
    from processing.gui import BatchPanel, ParametersPanel, Postprocessing

    for module in (BatchPanel, ParametersPanel, Postprocessing):
        monkeypatch.setattr(module, "iface", None, raising=False)
    # pytest-qgis has events handled while a layer is added, which QGIS does not: a batch of 3.40 would
    # end, and with it its feedback, in the middle of loading its results.
    added = QgsProject.instance().legendLayersAdded
    added.disconnect(process_events)
    yield iface.mainWindow()
    added.connect(process_events)


def wait(condition):
    deadline_s = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline_s
        # Not `settle`: dialogs delete themselves at their end, and shall be looked at before.
        QCoreApplication.processEvents()
        time.sleep(0.01)


def made_by(name):
    return QgsApplication.processingRegistry().algorithmById(f"rvstudio:{name}")


def destinations(algorithm):
    return {parameter.name() for parameter in algorithm.destinationParameterDefinitions()}


def all_exist(results, names):
    paths = [Path(results[name]) for name in names if "/" in str(results.get(name))]
    return bool(paths) and all(path.exists() for path in paths)


def test_there_is_a_case_for_every_algorithm(plugin):
    provider = QgsApplication.processingRegistry().providerById("rvstudio")
    # The check of labels needs no engine: see test_check_labels.
    assert {algorithm.name() for algorithm in provider.algorithms()} == {*ALL, "checklabels"}


@pytest.mark.parametrize("name", ALL)
def test_it_explains_itself(plugin, name):
    algorithm = made_by(name)
    assert len(algorithm.shortHelpString()) > 100
    assert algorithm.shortDescription()
    assert not algorithm.icon().isNull()
    assert "deep learning" in algorithm.tags()
    assert algorithm.group()
    assert algorithm.groupId()
    assert algorithm.flags() & type(algorithm).Flag.FlagCanCancel
    assert algorithm.validateInputCrs({}, QgsProcessingContext())
    for parameter in algorithm.parameterDefinitions():
        assert parameter.help(), parameter.name()


@pytest.mark.parametrize("name", ALL)
def test_without_an_engine_it_says_so(plugin, monkeypatch, name):
    monkeypatch.setenv("RV_STUDIO_PYTHON", "/no/such/python")
    runs, reason = made_by(name).canExecute()
    assert not runs
    assert "/no/such/python" in reason


@pytest.mark.parametrize("name", ALL)
def test_it_runs_in_scripts_and_in_models(plugin, fake_engine, tmp_path, name):
    import processing

    results = processing.run(f"rvstudio:{name}", ALL[name](tmp_path / "a"), feedback=Feedback())
    outputs = {output.name() for output in made_by(name).outputDefinitions()}
    assert set(results) <= outputs
    assert all_exist(results, outputs)

    parameters = ALL[name](tmp_path / "b")
    child = QgsProcessingModelChildAlgorithm(f"rvstudio:{name}")
    child.setChildId("one")
    for parameter in made_by(name).parameterDefinitions():
        if not parameter.isDestination():
            # As the designer does: its form begins with the defaults.
            value = parameters.get(parameter.name(), parameter.defaultValue())
            source = QgsProcessingModelChildParameterSource.fromStaticValue(value)
            child.addParameterSources(parameter.name(), [source])
    final = {}
    for key in destinations(made_by(name)) & set(parameters):
        output = QgsProcessingModelOutput(key, key)
        output.setChildId("one")
        output.setChildOutputName(key)
        final[key] = output
    child.setModelOutputs(final)
    model = QgsProcessingModelAlgorithm("model", "model")
    model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    assert model.validate()[0], model.validate()
    feedback, context = Feedback(), QgsProcessingContext()
    context.setProject(QgsProject.instance())
    values = {f"one:{key}": QgsProcessing.TEMPORARY_OUTPUT for key in final}
    results, successful = model.run(values, context, feedback)
    assert successful, feedback.errors
    assert all_exist(results["CHILD_RESULTS"]["one"], outputs)


@pytest.mark.parametrize("name", ALL)
def test_it_runs_from_its_dialog(desktop, fake_engine, tmp_path, name):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    dialog = AlgorithmDialog(made_by(name).create(), parent=desktop)
    finished = []
    dialog.algorithmFinished.connect(lambda successful, results: finished.append(successful))
    dialog.setParameters(ALL[name](tmp_path))
    dialog.runAlgorithm()
    wait(lambda: finished)
    assert finished == [True]
    dialog.close()
    settle()


@pytest.mark.parametrize("name", ALL)
def test_it_runs_as_a_batch(desktop, fake_engine, tmp_path, name):
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    dialog = BatchAlgorithmDialog(made_by(name).create(), parent=desktop)
    panel, context = dialog.mainWidget(), QgsProcessingContext()
    if panel.batchRowCount() == 0:
        panel.addRow()
    for key, value in ALL[name](tmp_path).items():
        column = panel.parameter_to_column[key]
        if key in destinations(made_by(name)):
            panel.tblParameters.cellWidget(1, column).setValue(value)
        else:
            panel.wrappers[0][column].setParameterValue(value, context)
    panel.checkLoadLayersOnCompletion.setChecked(True)
    dialog.runAlgorithm()
    wait(lambda: "Batch execution completed" in dialog_log(dialog))
    assert "correctly executed" in dialog_log(dialog)
    assert fake_engine.calls
    layers = QgsProject.instance().mapLayers().values()
    assert bool(layers) == (name in MAKE_MAPS)
    for layer in layers:
        assert has_style_of_ours(layer), layer.name()
        assert layer.metadata().abstract()
    dialog.close()
    settle()


def has_style_of_ours(layer):
    return layer.renderer().type() in {"paletted", "categorizedSymbol"}


def dialog_log(dialog):
    from qtpy.QtWidgets import QTextBrowser, QTextEdit

    boxes = [*dialog.findChildren(QTextEdit), *dialog.findChildren(QTextBrowser)]
    return "\n".join(box.toPlainText() for box in boxes)
