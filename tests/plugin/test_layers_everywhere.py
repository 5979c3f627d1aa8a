"""Layers that are no plain files, in each place where layers enter."""

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
)

from tests.plugin.samples import write_bare_image
from tests.plugin.test_predict import Scene
from tests.plugin.toolbox import CLASSIFY, DETECT, PREDICT, TRAIN, option, run_and_load

MANY, EVALUATE = "rvstudio:predictmanyrasters", "rvstudio:evaluateagainstlayer"


@pytest.fixture
def photo(plugin, tmp_path):
    """An image without any georeference, in the project."""
    layer = QgsRasterLayer(str(write_bare_image(tmp_path / "photo.png", 50)), "photo")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


def image_of(call):
    """What the engine was given: its grid, and its first pixel."""
    argv = call["argv"]
    path = {
        "new": lambda: option(call, "--image"),
        "predict-bundle": lambda: argv[4],
        "predict-many": lambda: argv[4],
        "evaluate-layer": lambda: option(call, "--image"),
    }[argv[2]]()
    # Files of QGIS's own temporary folder are still there.
    dataset = gdal.Open(path)
    return dataset.GetGeoTransform(), dataset.ReadRaster(0, 0, 1, 1)[0]


@pytest.mark.parametrize("algorithm", [TRAIN, CLASSIFY, DETECT, PREDICT, MANY, EVALUATE])
def test_an_image_without_georeference_is_what_qgis_shows_in_every_algorithm(
    run, fake_engine, photo, labels, bundle, tmp_path, algorithm
):
    inputs = {
        TRAIN: {"IMAGE": photo, "LABELS": str(labels), "OUTPUT": str(tmp_path / "run")},
        PREDICT: {"IMAGE": photo, "BUNDLE": str(bundle), "OUTPUT": str(tmp_path / "map.tif")},
        MANY: {"IMAGES": [photo], "BUNDLE": str(bundle), "OUTPUT": str(tmp_path / "maps")},
        EVALUATE: {
            "PREDICTION": str(labels),
            "LABELS": str(labels),
            "IMAGE": photo,
            "OUTPUT": str(tmp_path / "scores"),
        },
    }
    run(algorithm, **inputs.get(algorithm, inputs[TRAIN]))
    assert image_of(fake_engine.calls[0]) == ((0, 1, 0, 0, 0, -1), 50)


def test_an_extent_of_an_image_without_georeference_is_that_of_the_map(
    run, fake_engine, photo, bundle, tmp_path
):
    inputs = {"IMAGE": photo, "BUNDLE": str(bundle), "OUTPUT": str(tmp_path / "map.tif")}
    run(PREDICT, **inputs, EXTENT="8,24,-40,-16")
    argv = fake_engine.calls[0]["argv"]
    asked = [float(number) for number in argv[argv.index("--extent") + 1 :][:4]]
    assert asked == [8, -40, 24, -16]


def test_one_click_predicts_what_is_seen_of_an_image_without_georeference(
    plugin, iface, fake_engine, photo, tmp_path
):
    # The model fits it: nothing is asked.
    scene = Scene(plugin, iface, fake_engine, tmp_path)
    scene.show(photo)
    scene.use(num_channels=1, pixel_size=[1.0, 1.0])
    (layer,) = scene.click()
    assert scene.iface.shown == []
    assert layer.extent() == photo.extent()


def test_images_of_a_folder_lie_where_qgis_shows_them_and_one_that_cannot_is_told(
    plugin, fake_engine, bundle, tmp_path
):
    folder = tmp_path / "images"
    folder.mkdir()
    write_bare_image(folder / "a.png", 1)
    points = [gdal.GCP(1000 + x, 5000 - y, 0, x, y) for x, y in ((0, 0), (20, 0), (0, 10))]
    bent = gdal.TranslateOptions(GCPs=points, outputSRS="EPSG:32633")
    gdal.Translate(str(folder / "scan.tif"), str(folder / "a.png"), options=bent)
    results = run_and_load(
        MANY,
        {"BUNDLE": str(bundle), "FOLDER": str(folder), "LOAD": True, "OUTPUT": str(tmp_path / "o")},
    )
    assert image_of(fake_engine.calls[0]) == ((0, 1, 0, 0, 0, -1), 1)
    assert (results["PREDICTED"], results["FAILED"]) == (1, 1)
    assert results["FAILURES"].startswith(f"{folder / 'scan.tif'}: ")
    assert "Warp" in results["FAILURES"]


def test_a_map_and_labels_of_one_name_are_compared_with_each_other(run, fake_engine, tmp_path):
    layers = {}
    for name, value in (("PREDICTION", 1), ("LABELS", 2), ("IMAGE", 3)):
        (tmp_path / name).mkdir()
        layers[name] = str(write_bare_image(tmp_path / name / "cover.png", value))
    run(EVALUATE, **layers, CLASSES="1=a;2=b", OUTPUT=str(tmp_path / "scores"))
    call = fake_engine.calls[0]
    paths = [*call["argv"][3:5], option(call, "--image")]
    assert [gdal.Open(path).ReadRaster(0, 0, 1, 1)[0] for path in paths] == [1, 2, 3]


@pytest.mark.parametrize("algorithm", [TRAIN, PREDICT, EVALUATE])
def test_a_crs_that_the_user_gave_reaches_the_engine_from_every_algorithm(
    run, fake_engine, photo, labels, bundle, tmp_path, algorithm
):
    photo.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    own = {
        TRAIN: {"LABELS": str(labels)},
        PREDICT: {"BUNDLE": str(bundle)},
        EVALUATE: {"PREDICTION": str(labels), "LABELS": str(labels)},
    }[algorithm]
    run(algorithm, IMAGE=photo, OUTPUT=str(tmp_path / "out.tif"), **own)
    call = fake_engine.calls[0]
    path = call["argv"][4] if algorithm == PREDICT else option(call, "--image")
    assert gdal.Open(path).GetSpatialRef().GetAuthorityCode(None) == "32633"


@pytest.fixture
def web_layer(plugin):
    uri = "type=xyz&url=https://tiles.invalid/{z}/{x}/{y}.png&zmax=1&zmin=0"
    layer = QgsRasterLayer(uri, "tiles", "wms")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.mark.parametrize("algorithm", [TRAIN, CLASSIFY, DETECT, PREDICT, MANY, EVALUATE])
def test_a_web_layer_is_refused_with_a_way_out_by_every_algorithm(
    run, fake_engine, web_layer, labels, bundle, tmp_path, algorithm
):
    own = {
        PREDICT: {"IMAGE": web_layer, "BUNDLE": str(bundle)},
        MANY: {"IMAGES": [web_layer], "BUNDLE": str(bundle)},
        EVALUATE: {"PREDICTION": web_layer, "LABELS": str(labels)},
    }.get(algorithm, {"IMAGE": web_layer, "LABELS": str(labels)})
    with pytest.raises(QgsProcessingException, match=r"'wms'.*Save it as a GeoTIFF"):
        run(algorithm, OUTPUT=str(tmp_path / "out.tif"), **own)
    assert not fake_engine.has_calls
    assert not (tmp_path / "out.tif").exists()


def test_a_web_layer_is_refused_with_a_way_out_by_one_click(
    plugin, iface, fake_engine, web_layer, tmp_path
):
    scene = Scene(plugin, iface, fake_engine, tmp_path)
    scene.show(web_layer)
    scene.use()
    assert scene.click() == []
    ((_, text),) = scene.iface.shown
    assert "'wms'" in text
    assert "Save it as a GeoTIFF" in text
