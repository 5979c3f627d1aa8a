import json
import zipfile

import numpy as np
import pytest
import rasterio
import torch

from rv_engine.errors import BundleError, Cancelled, RasterError
from rv_engine.labels import SemanticSegmentationLabelStoreConfig
from rv_engine.messages import Log
from rv_engine.monitor import Monitor
from rv_engine.pipeline.predictor import PredictionRequest, Predictor
from rv_engine.scene.scene import Scene


@pytest.fixture(scope="module")
def predictor(finished_run):
    torch.set_num_threads(1)
    return Predictor(finished_run.bundle, "cpu")


def read(path):
    with rasterio.open(path) as dataset:
        return dataset.read(1)


def test_a_bundle_predicts_the_same_pixels_as_the_run_that_made_it(
    predictor, finished_run, tmp_path
):
    request = PredictionRequest(str(finished_run.image), tmp_path / "map.tif")
    predictor.predict(request, Monitor())
    own = finished_run.root / "predict" / "validation" / "labels.tif"
    np.testing.assert_array_equal(read(tmp_path / "map.tif"), read(own))
    with rasterio.open(tmp_path / "map.tif") as a, rasterio.open(own) as b:
        assert (a.transform, a.crs, a.colormap(1)) == (b.transform, b.crs, b.colormap(1))


def test_the_batch_size_changes_nothing_that_counts(predictor, finished_run, tmp_path):
    maps = []
    for batch_sz in (1, 5):
        path = tmp_path / f"{batch_sz}.tif"
        request = PredictionRequest(str(finished_run.next_town), path, batch_sz=batch_sz)
        predictor.predict(request, Monitor())
        maps.append(read(path))
    # Kernels for other batch sizes round in another order.
    assert (maps[0] != maps[1]).mean() < 0.001


def test_a_mirrored_image_gives_the_mirrored_map_where_the_model_looks_in_all_ways(
    predictor, finished_run, tmp_path
):
    options = predictor.manifest.predict_options
    with rasterio.open(finished_run.next_town) as source:
        pixels, profile = source.read(), source.profile
    # A whole number of windows wide, so that all windows are mirrored with it.
    width = profile["width"] - profile["width"] % options.stride_px
    assert width > options.chip_sz
    pixels = pixels[:, :, :width]
    images = {"straight.tif": pixels, "mirrored.tif": pixels[:, :, ::-1]}
    for name, shown in images.items():
        with rasterio.open(tmp_path / name, "w", **{**profile, "width": width}) as dataset:
            dataset.write(shown)
    maps = {}
    for name in ("none", "flips"):
        for image in map(tmp_path.joinpath, images):
            out = tmp_path / "map.tif"
            request = PredictionRequest(str(image), out, test_time_augmentation=name)
            predictor.predict(request, Monitor())
            maps[name, image.stem == "mirrored"] = read(out)
    differences = {
        name: (maps[name, False] != maps[name, True][:, ::-1]).mean() for name in ("none", "flips")
    }
    assert differences["flips"] < 0.001 < differences["none"]


def test_an_extent_gives_the_pixels_that_it_touches(predictor, finished_run, tmp_path):
    with rasterio.open(finished_run.next_town) as dataset:
        transform, crs = dataset.transform, dataset.crs
        left, top = transform.c + 10 * 0.5 + 0.1, transform.f - 20 * 0.5 - 0.1
    extent = (left, top - 30 * 0.5, left + 40 * 0.5, top)
    request = PredictionRequest(str(finished_run.next_town), tmp_path / "map.tif", extent=extent)
    predictor.predict(request, Monitor())
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert dataset.shape == (31, 41)
        assert dataset.transform == rasterio.windows.transform(
            rasterio.windows.Window(10, 20, 41, 31), transform
        )
        assert dataset.crs == crs


def test_an_extent_along_pixel_edges_takes_no_further_pixel(predictor, finished_run, tmp_path):
    with rasterio.open(finished_run.next_town) as dataset:
        left, top = dataset.transform.c + 5, dataset.transform.f - 10
    request = PredictionRequest(
        str(finished_run.next_town), tmp_path / "map.tif",
        extent=(left, top - 15, left + 20, top),
    )  # fmt: skip
    predictor.predict(request, Monitor())
    assert read(tmp_path / "map.tif").shape == (30, 40)


def test_both_outputs_are_told_and_progress_rises_to_the_end(predictor, finished_run, tmp_path):
    said = []
    request = PredictionRequest(
        str(finished_run.next_town), tmp_path / "map.tif", tmp_path / "deep" / "map.gpkg"
    )
    values = predictor.predict(request, Monitor(said.append))
    assert values["label_raster"] == str(tmp_path / "map.tif")
    assert values["polygons"] == str(tmp_path / "deep" / "map.gpkg")
    assert [(m.artifact, m.path) for m in said if m.kind == "artifact"] == [
        ("label_raster", values["label_raster"]), ("polygons", values["polygons"]),
    ]  # fmt: skip
    overall = [m.overall for m in said if m.kind == "progress"]
    assert overall == sorted(overall)
    assert overall[-1] == 1
    assert {p.name for p in tmp_path.rglob("*")} == {"map.tif", "deep", "map.gpkg"}


def test_a_stop_while_polygons_are_drawn_leaves_neither_output(predictor, finished_run, tmp_path):
    monitor = Monitor()

    def stop_at_the_end(message):
        if message.kind == "progress" and message.what == "Writing the map":
            monitor._cancelled.set()

    monitor._send = stop_at_the_end
    request = PredictionRequest(
        str(finished_run.next_town), tmp_path / "map.tif", tmp_path / "map.gpkg"
    )
    with pytest.raises(Cancelled):
        predictor.predict(request, monitor)
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_an_older_map_as_it_was(predictor, finished_run, tmp_path):
    (tmp_path / "map.tif").write_bytes(b"older")
    cut = tmp_path / "cut.tif"
    whole = finished_run.next_town.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RasterError):
        predictor.predict(PredictionRequest(str(cut), tmp_path / "map.tif"), Monitor())
    assert (tmp_path / "map.tif").read_bytes() == b"older"
    assert {path.name for path in tmp_path.iterdir()} == {"map.tif", "cut.tif"}


def test_other_bands_are_used_on_request(predictor, finished_run, tmp_path):
    maps = []
    for name, order in (("a", None), ("b", [0, 1, 2, 3]), ("c", [3, 2, 1, 0])):
        path = tmp_path / f"{name}.tif"
        request = PredictionRequest(str(finished_run.image), path, channel_order=order)
        predictor.predict(request, Monitor())
        maps.append(read(path))
    np.testing.assert_array_equal(maps[0], maps[1])
    assert (maps[0] != maps[2]).any()


def test_an_image_with_larger_pixels_is_warned_of(predictor, finished_run, tmp_path):
    with rasterio.open(finished_run.next_town) as dataset:
        profile, pixels = dataset.profile, dataset.read()
    a, _, c, _, e, f = profile["transform"][:6]
    profile["transform"] = rasterio.Affine(a * 4, 0, c, 0, e * 4, f)
    with rasterio.open(tmp_path / "coarse.tif", "w", **profile) as dataset:
        dataset.write(pixels)
    said = []
    request = PredictionRequest(str(tmp_path / "coarse.tif"), tmp_path / "map.tif")
    predictor.predict(request, Monitor(said.append))
    warnings = [m.message for m in said if isinstance(m, Log) and m.level == "warning"]
    assert len(warnings) == 1
    assert "4 times as large" in warnings[0]


def test_an_image_without_a_crs_is_predicted(predictor, finished_run, tmp_path):
    with rasterio.open(finished_run.next_town) as dataset:
        profile, pixels = dataset.profile, dataset.read()
    profile.update(crs=None)
    with rasterio.open(tmp_path / "bare.tif", "w", **profile) as dataset:
        dataset.write(pixels)
    predictor.predict(
        PredictionRequest(str(tmp_path / "bare.tif"), tmp_path / "map.tif"), Monitor()
    )
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert dataset.crs is None
        assert dataset.transform == profile["transform"]


def changed_manifest(bundle, path, **changes):
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "bundle.json":
                content = json.dumps({**json.loads(content), **changes})
            new.writestr(entry.filename, content)
    return path


def test_a_model_of_bytes_refuses_other_images_unless_they_are_rescaled(finished_run, tmp_path):
    with zipfile.ZipFile(finished_run.bundle) as zip_file:
        source = json.loads(zip_file.read("bundle.json"))["raster_source"]
    source["transformers"] = []
    path = changed_manifest(
        finished_run.bundle, tmp_path / "b.zip", raster_source=source, dtype="uint8"
    )
    request = PredictionRequest(str(finished_run.next_town), tmp_path / "map.tif")
    with pytest.raises(BundleError, match="trained on uint8 images, but '.*' is uint16"):
        Predictor(path, "cpu").predict(request, Monitor())


def test_a_bundle_that_describes_other_classes_than_its_model_knows_is_damaged(
    finished_run, tmp_path
):
    classes = {"type_hint": "class_config", "names": ["a", "b", "c"], "null_class": "c"}
    path = changed_manifest(finished_run.bundle, tmp_path / "b.zip", class_config=classes)
    request = PredictionRequest(str(finished_run.next_town), tmp_path / "map.tif")
    with pytest.raises(BundleError, match="knows 2 classes, but 3 are described"):
        Predictor(path, "cpu").predict(request, Monitor())


def test_confidence_is_the_probability_of_the_class_that_a_pixel_got(
    predictor, finished_run, tmp_path
):
    image = str(finished_run.next_town)
    request = PredictionRequest(image, tmp_path / "map.tif", confidence=tmp_path / "sure.tif")
    values = predictor.predict(request, Monitor())
    assert values["confidence_raster"] == str(tmp_path / "sure.tif")
    # The same through the store's own raster of all probabilities.
    source = predictor.manifest.raster_source.model_copy(update={"uris": [image]}).build()
    config = SemanticSegmentationLabelStoreConfig(smooth_output=True)
    scene = Scene("town", source, predictor.class_config)
    files = config.files(tmp_path / "predict", "town")
    store = config.build(files, tmp_path / "work", source, predictor.class_config)
    predictor._pipeline.scene_prediction(scene, predictor._model, store).run(Monitor())
    store.finish(Monitor())
    with rasterio.open(files["score_raster"]) as dataset:
        scores = dataset.read()
    sure, known = read(tmp_path / "sure.tif"), ~np.isnan(scores[0])
    assert known.any()
    np.testing.assert_array_equal(sure != 255, known)
    np.testing.assert_allclose(sure[known] / 254, scores.max(axis=0)[known], atol=0.0021)
    np.testing.assert_array_equal(read(tmp_path / "map.tif")[known], scores.argmax(axis=0)[known])
    assert set(values["timings"]) == {"total_s", "model_s", "files_s"}
    assert 0 < values["timings"]["model_s"] < values["timings"]["total_s"]


def test_only_what_is_inside_polygons_is_predicted(predictor, finished_run, tmp_path):
    with rasterio.open(finished_run.next_town) as dataset:
        to_map = dataset.transform
    corners = [to_map * corner for corner in ((10, 20), (50, 20), (50, 44), (10, 20))]
    triangle = "POLYGON ((" + ", ".join(f"{x} {y}" for x, y in corners) + "))"
    (xmin, ymax), (xmax, ymin) = to_map * (10, 20), to_map * (50, 44)
    request = PredictionRequest(
        str(finished_run.next_town),
        tmp_path / "map.tif",
        extent=(xmin, ymin, xmax, ymax),
        within=triangle,
    )
    predictor.predict(request, Monitor())
    y, x = np.mgrid[:24, :40] + 0.5
    np.testing.assert_array_equal(read(tmp_path / "map.tif") != 255, y / 24 < x / 40)
    line = PredictionRequest(request.image, request.out, within="LINESTRING (0 0, 1 1)")
    with pytest.raises(RasterError, match="holds no polygons"):
        predictor.predict(line, Monitor())
