"""What a prediction may not replace, and what it says of an image that the model does not know."""

import shutil

import numpy as np
import pytest
import rasterio
import rasterio.shutil
import torch

from rv_engine.errors import OutputError, RasterError
from rv_engine.messages import Log
from rv_engine.monitor import Monitor
from rv_engine.pipeline.prediction_outputs import working_folder
from rv_engine.pipeline.predictor import PredictionRequest, Predictor
from tests.engine.engine_process import rv


@pytest.fixture(scope="module")
def predictor(finished_run):
    torch.set_num_threads(1)
    return Predictor(finished_run.bundle, "cpu")


def changed_image(source, target, change=lambda pixels: pixels, **profile):
    """A corner of an image, with other values or another place."""
    with rasterio.open(source) as dataset:
        pixels, known = change(dataset.read()[:, :64, :64]), dataset.profile
    plain = {key: known[key] for key in ("driver", "count", "crs", "transform")}
    size = {"height": pixels.shape[1], "width": pixels.shape[2], "dtype": pixels.dtype}
    with rasterio.open(target, "w", **{**plain, **size, **profile}) as dataset:
        dataset.write(pixels)
    return str(target)


def warnings_of(predictor, image, out):
    said = []
    predictor.predict(PredictionRequest(image, out), Monitor(said.append))
    return [m.message for m in said if isinstance(m, Log) and m.level == "warning"]


@pytest.mark.parametrize("kind", ["out", "scores", "polygons", "link", "vrt"])
def test_no_output_replaces_the_image_or_another_output(predictor, finished_run, tmp_path, kind):
    image = tmp_path / "town.tif"
    changed_image(finished_run.next_town, image)
    (tmp_path / "link.tif").symlink_to(image)
    before, seen = image.read_bytes(), image
    if kind == "vrt":
        seen = tmp_path / "mosaic.vrt"
        rasterio.shutil.copy(image, seen, driver="VRT")
    wanted = {
        "out": {"out": image},
        "scores": {"out": tmp_path / "map.tif", "scores": image},
        "polygons": {"out": tmp_path / "map.tif", "scores": tmp_path / "map.tif"},
        "link": {"out": tmp_path / "link.tif"},
        "vrt": {"out": image},
    }[kind]
    words = "also the name of another output" if kind == "polygons" else "a file of the image"
    with pytest.raises(OutputError, match=words):
        predictor.predict(PredictionRequest(str(seen), **wanted), Monitor())
    assert image.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"link.tif", "town.tif", seen.name}


def test_many_predictions_into_the_folder_of_the_images_leave_these(finished_run, tmp_path):
    shutil.copy(finished_run.next_town, tmp_path / "town.tif")
    before = (tmp_path / "town.tif").read_bytes()
    outcome = rv("predict-many", finished_run.bundle, tmp_path / "town.tif", "--out", tmp_path)
    assert outcome.code == 1
    assert "is a file of the image" in outcome.failure.message
    assert (tmp_path / "town.tif").read_bytes() == before


@pytest.mark.parametrize(
    ("out", "polygons"), [("map.png", None), ("map.gpkg", None), ("map.tif", "map.shp")]
)
def test_a_name_that_says_another_format_is_refused(
    predictor, finished_run, tmp_path, out, polygons
):
    request = PredictionRequest(
        str(finished_run.next_town),
        tmp_path / out,
        polygons=None if polygons is None else tmp_path / polygons,
    )
    with pytest.raises(OutputError, match="does not end in"):
        predictor.predict(request, Monitor())
    assert not list(tmp_path.iterdir())


def test_two_predictions_of_one_name_do_not_mix(predictor, finished_run, tmp_path):
    request = PredictionRequest(str(finished_run.next_town), tmp_path / "map.tif")
    with (
        working_folder(request.out),
        pytest.raises(OutputError, match="Another prediction is writing"),
    ):
        predictor.predict(request, Monitor())
    assert not list(tmp_path.iterdir())
    predictor.predict(request, Monitor())
    assert [path.name for path in tmp_path.iterdir()] == ["map.tif"]


def test_polygons_beside_the_image_are_told_instead_of_an_empty_map(
    predictor, finished_run, tmp_path
):
    for area in ("POLYGON ((0 0, 1 0, 1 1, 0 0))", "POLYGON EMPTY"):
        request = PredictionRequest(str(finished_run.next_town), tmp_path / "map.tif", within=area)
        with pytest.raises(RasterError, match="do not touch the part of the image"):
            predictor.predict(request, Monitor())


def test_values_on_another_scale_are_warned_of(predictor, finished_run, tmp_path):
    town, out = finished_run.next_town, tmp_path / "map.tif"
    same = changed_image(town, tmp_path / "same.tif", lambda pixels: pixels.astype(np.float64))
    assert warnings_of(predictor, same, out) == []
    reflectance = changed_image(
        town, tmp_path / "reflectance.tif", lambda pixels: (pixels / 10_000).astype(np.float32)
    )
    (warning,) = warnings_of(predictor, reflectance, out)
    assert "the values of the image lie around 0.0" in warning
    bright = changed_image(town, tmp_path / "bright.tif", lambda pixels: pixels * 8)
    (warning,) = warnings_of(predictor, bright, out)
    assert "trained on around" in warning
    stretched = changed_image(
        town,
        tmp_path / "stretched.tif",
        lambda pixels: (pixels // 40).clip(1, 255).astype(np.uint8),
        photometric="minisblack",
        ALPHA="NO",
    )
    (warning,) = warnings_of(predictor, stretched, out)
    assert "uint8, but the model was trained on uint16" in warning


def test_larger_pixels_are_warned_of_whatever_the_reference_system(
    predictor, finished_run, tmp_path
):
    town, out = finished_run.next_town, tmp_path / "map.tif"
    with rasterio.open(town) as dataset:
        side, place = dataset.transform.a, (dataset.transform.c, dataset.transform.f)
    # A degree is 111.2 km to the north, and here 73 km to the east.
    degrees = rasterio.Affine(side * 4 / 73_000, 0, 15, 0, -side * 4 / 111_200, 48.78)
    coarse = changed_image(town, tmp_path / "a.tif", crs="EPSG:4326", transform=degrees)
    (warning,) = warnings_of(predictor, coarse, out)
    assert "4 times as large" in warning
    turned = rasterio.Affine(0, side, place[0], side, 0, place[1])
    assert (
        warnings_of(predictor, changed_image(town, tmp_path / "b.tif", transform=turned), out) == []
    )


def test_an_image_is_resampled_to_the_pixels_of_the_training(predictor, finished_run, tmp_path):
    town, out = finished_run.next_town, tmp_path / "map.tif"
    with rasterio.open(town) as dataset:
        pixels, place = dataset.read()[:, :64, :64], dataset.transform
    predictor.predict(PredictionRequest(changed_image(town, tmp_path / "a.tif"), out), Monitor())
    with rasterio.open(out) as dataset:
        expected = dataset.read(1)
    # The same with pixels of half the side.
    fine = pixels.repeat(2, axis=1).repeat(2, axis=2)
    image = changed_image(
        town, tmp_path / "fine.tif", lambda _: fine, transform=place * rasterio.Affine.scale(0.5)
    )
    (warning,) = warnings_of(predictor, image, out)
    assert f"--resolution {place.a:g} does it" in warning
    said = []
    predictor.predict(PredictionRequest(image, out, resolution_m=place.a), Monitor(said.append))
    assert not [m for m in said if isinstance(m, Log) and m.level == "warning"]
    with rasterio.open(out) as dataset:
        assert dataset.transform.almost_equals(place)
        np.testing.assert_array_equal(dataset.read(1), expected)
