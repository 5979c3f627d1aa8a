import json

import pytest
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from rv_studio.rv_qgis.layers.style import outline_labels
from rv_studio.rv_qgis.report.error_layers import ErrorQuery, show_errors
from rv_studio.rv_qgis.report.evaluation import read_evaluation
from rv_studio.rv_qgis.runs.run_inputs import RunInputs, read_inputs
from rv_studio.rv_qgis.runs.run_results import add_results
from rv_studio.rv_qgis.runs.run_snapshot import FINISHED, RunSnapshot

from tests.plugin.evaluations import write_evaluation_folder
from tests.plugin.fake_engine import CLASSES
from tests.plugin.samples import write_image, write_polygons


@pytest.fixture
def run(tmp_path, image, labels, qgis_new_project):
    folder = tmp_path / "roofs"
    prediction = write_image(folder_of(folder, "predict", "town") / "labels.tif", bands=1)
    polygons = write_polygons(prediction.with_name("polygons.gpkg"), "polygons")
    evaluation = write_evaluation_folder(folder / "eval" / "validation_scenes")
    vectors = {
        "type_hint": "ogr_vector_source", "uris": [str(labels)], "layer": "buildings",
    }  # fmt: skip
    scene = {
        "raster_source": {"type_hint": "rasterio_source", "uris": [str(image)]},
        "label_source": {"raster_source": {"vector_source": vectors}},
    }
    config = {"dataset": {"train_scenes": [], "validation_scenes": [scene, scene]}}
    (folder / "pipeline-config.json").write_text(json.dumps(config), encoding="utf-8")
    values = {
        "classes": CLASSES,
        "eval": str(evaluation),
        "predictions": [
            {"scene": "town", "label_raster": str(prediction), "polygons": str(polygons)}
        ],
    }
    return RunSnapshot(folder, FINISHED, 0, values=values)


def folder_of(*parts):
    path = parts[0].joinpath(*parts[1:])
    path.mkdir(parents=True)
    return path


def test_a_group_has_errors_labels_prediction_and_image_from_the_top(run):
    project = QgsProject.instance()
    assert len(add_results(run, project)) == 2
    (group,) = project.layerTreeRoot().children()
    assert [(node.name(), node.itemVisibilityChecked()) for node in group.children()] == [
        ("Wrong cells of east", False),
        ("Wrong pixels of east", False),
        ("Labels", True),
        ("Prediction as polygons", True),
        ("Prediction", True),
        ("town", True),
    ]


def test_the_report_uses_the_error_layers_of_the_group_and_shows_them(run, iface):
    project = QgsProject.instance()
    add_results(run, project)
    count = len(project.mapLayers())
    evaluation = read_evaluation(run.folder / "eval" / "validation_scenes" / "eval.json")
    show_errors(evaluation, ErrorQuery("building", "background"), project, iface.mapCanvas())
    assert len(project.mapLayers()) == count
    (layer,) = project.mapLayersByName("Wrong cells of east")
    assert project.layerTreeRoot().findLayer(layer.id()).itemVisibilityChecked()
    assert layer.selectedFeatureCount() == 1


def test_an_image_that_the_project_has_stays_where_it_is(run, image):
    project = QgsProject.instance()
    project.addMapLayer(QgsRasterLayer(str(image), "my image"))
    add_results(run, project)
    assert [layer.name() for layer in project.layerTreeRoot().layerOrder()].count("town") == 0
    assert project.layerTreeRoot().children()[-1].name() == "my image"


def test_labels_that_would_hide_the_prediction_are_switched_off(run, labels):
    project = QgsProject.instance()
    filled, outlined = (QgsVectorLayer(str(labels), name, "ogr") for name in ("filled", "lines"))
    outline_labels(outlined)
    project.addMapLayers([filled, outlined])
    add_results(run, project, [filled.id(), outlined.id()])
    (group,) = project.layerTreeRoot().children()
    seen = {node.name(): node.itemVisibilityChecked() for node in group.children()}
    assert (seen["filled"], seen["lines"], seen["Prediction"]) == (False, True, True)


@pytest.mark.parametrize("text", ["", "[]", '{"dataset": {"validation_scenes": 5}}'])
def test_a_config_of_another_form_names_nothing(tmp_path, text):
    (tmp_path / "pipeline-config.json").write_text(text, encoding="utf-8")
    assert read_inputs(tmp_path) == RunInputs()
    assert read_inputs(tmp_path / "none") == RunInputs()
