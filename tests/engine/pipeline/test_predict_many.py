"""Many images with one bundle."""

import numpy as np
import pytest
import rasterio

from rv_engine.cli.predict_bundle import predict_bundle
from rv_engine.cli.predict_many import predict_many as predict_many_command
from rv_engine.errors import RasterError
from rv_engine.messages import Log
from rv_engine.monitor import Monitor
from rv_engine.pipeline.predict_many import _names, predict_many
from rv_engine.pipeline.predictor import PredictionRequest, Predictor
from tests.engine.engine_process import partial_files, rv


@pytest.fixture(scope="module")
def predictor(finished_run):
    return Predictor(finished_run.bundle, "cpu")


def test_one_that_fails_does_not_keep_the_others_from_it(predictor, finished_run, tmp_path):
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"no raster")
    said = []
    images = [str(finished_run.image), str(broken), str(finished_run.image)]
    result = predict_many(predictor, images, tmp_path / "out", Monitor(said.append), scores=True)
    stem = finished_run.image.stem
    assert [prediction["image"] for prediction in result.predictions] == [images[0], images[2]]
    assert [failure["image"] for failure in result.failures] == [str(broken)]
    warnings = [m.message for m in said if isinstance(m, Log) and m.level == "warning"]
    assert any("broken.tif" in text for text in warnings)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    maps = [f"{stem}-2-scores.tif", f"{stem}-2.tif", f"{stem}-scores.tif", f"{stem}.tif"]
    assert names == sorted(maps)
    with rasterio.open(tmp_path / "out" / f"{stem}-scores.tif") as dataset:
        assert dataset.descriptions == ("building", "background")
        scores = dataset.read()
    with rasterio.open(tmp_path / "out" / f"{stem}.tif") as dataset:
        labels = dataset.read(1)
    valid = labels != 255
    np.testing.assert_array_equal(scores.argmax(axis=0)[valid], labels[valid])
    np.testing.assert_allclose(scores[:, valid].sum(axis=0), 1, atol=1e-4)


def test_when_none_can_be_mapped_it_has_failed(predictor, tmp_path):
    with pytest.raises(RasterError, match="Not one of 1 images"):
        predict_many(predictor, [str(tmp_path / "none.tif")], tmp_path / "out", Monitor())


def test_the_command_maps_into_a_folder(finished_run, tmp_path):
    with rasterio.open(finished_run.next_town) as image:
        left, bottom, right, top = image.bounds
    extent = (left, bottom + (top - bottom) / 4, right - (right - left) / 4, top)
    outcome = rv(
        "predict-many", finished_run.bundle, finished_run.next_town, tmp_path / "none.tif",
        "--out", tmp_path / "maps", "--polygons", "--device", "cpu", "--extent", *extent,
        "--test-time-augmentation", "flips", "--batch-size", 3,
    )  # fmt: skip
    values = outcome.values
    assert [entry["image"] for entry in values["failures"]] == [str(tmp_path / "none.tif")]
    alone = PredictionRequest(
        str(finished_run.next_town), tmp_path / "alone.tif", extent=extent,
        test_time_augmentation="flips",
    )  # fmt: skip
    Predictor(finished_run.bundle, "cpu").predict(alone, Monitor())
    with (
        rasterio.open(values["predictions"][0]["label_raster"]) as a,
        rasterio.open(alone.out) as b,
    ):
        assert (a.shape, a.transform) == (b.shape, b.transform)
        assert a.height < image.height
        assert (a.read() != b.read()).mean() < 0.001
    assert not partial_files(tmp_path)


def test_one_image_and_many_are_mapped_with_the_same_options():
    one, many = ({name for option in command.params for name in option.opts} for command in
                 (predict_bundle, predict_many_command))  # fmt: skip
    assert {name for name in one - many if name.startswith("-")} == set()
    assert {name for name in many - one if name.startswith("-")} == {"--out"}


def test_bands_are_named_in_one_way():
    outcome = rv("predict-many", "b", "i", "--out", "o", "--band", 1, "--channel-order", 1, 0)
    assert outcome.code == 1
    assert "named twice" in str(outcome.messages)


def test_no_map_has_the_name_of_another_ones_probabilities():
    assert _names(["a/town.tif", "b/town-scores.tif", "c/town.tif"]) == [
        "town",
        "town-scores-2",
        "town-2",
    ]
