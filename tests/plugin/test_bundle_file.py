import json
import zipfile

import pytest
from rv_studio.rv_engine.errors import BundleError
from rv_studio.rv_qgis.library import read_bundle, read_preview, unpack_evaluation
from rv_studio.rv_qgis.library.bundle_file import _MOST_PREVIEW_BYTES

from tests.plugin.fake_engine import EVALUATION
from tests.plugin.library_bundles import FOOTPRINT, manifest, write_bundle


def test_a_bundle_says_what_it_needs_and_what_it_makes(tmp_path):
    info = read_bundle(write_bundle(tmp_path / "a.zip"))
    assert info.task == "semantic_segmentation"
    assert [(c.class_id, c.name, c.colour, c.is_null) for c in info.classes] == [
        (0, "building", "#e69f00", False),
        (1, "water", "#0072b2", False),
        (2, "background", "#000000", True),
    ]
    assert (info.num_channels, info.bands, info.dtype, info.rescales) == (
        3,
        (4, 1, 2),
        "uint16",
        True,
    )
    assert (info.pixel_size, info.chip_size_px) == ((0.5, 0.5), 256)
    assert (info.model, info.encoder, info.licence) == ("unet", "resnet18", "CC-BY-4.0")
    assert (info.score_name, info.score) == ("mean_iou", 0.7)
    assert info.footprint == (tuple(map(tuple, FOOTPRINT["coordinates"][0][0])),)
    assert info.size_bytes == (tmp_path / "a.zip").stat().st_size
    assert info.foreign_parts == info.refused == ()
    assert not info.has_evaluation and not info.has_preview


def test_objects_are_judged_by_their_average_precision(tmp_path):
    average = {"class_name": "average", "metrics": {"f1": 0.4}, "mAP50": 0.25}
    info = read_bundle(write_bundle(tmp_path / "a.zip", metrics=[{"class_id": 0}, average]))
    assert (info.score_name, info.score) == ("mAP50", 0.25)


@pytest.mark.parametrize(
    "name",
    ["model/model.py", "../evil.json", "/etc/evil.json", "a\\b.json", "C:evil.json", "weights.pkl"],
)
def test_files_that_no_bundle_has_are_named(tmp_path, name):
    info = read_bundle(write_bundle(tmp_path / "a.zip", others=[(name, b"")]))
    assert info.refused == (name,)


def test_parts_of_plugins_are_named(tmp_path):
    steps = [
        {"type_hint": "remove_small_areas"},
        {"type_hint": "vendor_step", "deep": [{"type_hint": "vendor_part"}]},
    ]
    info = read_bundle(write_bundle(tmp_path / "a.zip", processing_steps=steps))
    assert info.foreign_parts == ("vendor_part", "vendor_step")


def test_what_is_of_another_form_than_expected_counts_as_not_there(tmp_path):
    changes = {
        "class_config": {"names": "abc"},
        "num_channels": "3",
        "raster_source": [],
        "pixel_size": [1],
        "backend": 7,
        "metrics": {"f1": 1},
        "scenes": 5,
        "footprint": {"type": "MultiPolygon", "coordinates": [[], [[[1e9, 2], [3, 4]]], 5]},
        "licence": ["MIT"],
    }
    info = read_bundle(write_bundle(tmp_path / "a.zip", **changes))
    assert info.classes == info.bands == info.scenes == info.footprint == ()
    assert (info.num_channels, info.pixel_size, info.score, info.licence) == (0, None, None, "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"no zip at all", "no model bundle"),
        (b"", "no model bundle"),
        (None, "does not exist"),
    ],
)
def test_a_file_that_is_no_zip_is_an_error_that_says_so(tmp_path, content, expected):
    path = tmp_path / "a.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BundleError, match=expected):
        read_bundle(path)


@pytest.mark.parametrize("name", ["pipeline-config.json", "learner-config.json"])
def test_a_bundle_of_raster_vision_is_told_apart_and_not_opened(tmp_path, name):
    path = tmp_path / "model-bundle.zip"
    with zipfile.ZipFile(path, "w") as zip_file:
        zip_file.writestr(name, "{}")
        zip_file.writestr("model.pth", b"a pickle")
    with pytest.raises(BundleError, match="model bundle of Raster Vision") as caught:
        read_bundle(path)
    assert "Convert Raster Vision config" in caught.value.hint


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[" * 100_000, json.dumps({**manifest(), "type_hint": "other"})]
)
def test_a_zip_without_a_manifest_is_no_bundle(tmp_path, text):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as zip_file:
        zip_file.writestr("bundle.json", text)
    with pytest.raises(BundleError, match="no model bundle"):
        read_bundle(path)


def test_bundles_of_the_first_version_are_read(tmp_path):
    path = write_bundle(tmp_path / "a.zip", bundle_version=1, footprint=None)
    assert read_bundle(path).footprint == ()


def test_a_newer_bundle_asks_for_an_update(tmp_path):
    with pytest.raises(BundleError, match="Update RV Studio"):
        read_bundle(write_bundle(tmp_path / "a.zip", bundle_version=9))


def test_a_damaged_manifest_is_an_error(tmp_path):
    path = write_bundle(tmp_path / "a.zip")
    content = path.read_bytes()
    place = content.index(b"semantic_segmentation")
    path.write_bytes(content[:place] + b"X" + content[place + 1 :])
    with pytest.raises(BundleError, match="damaged"):
        read_bundle(path)


def test_the_preview_and_the_evaluation_come_out_and_nothing_else(tmp_path):
    path = write_bundle(tmp_path / "a.zip", EVALUATION, b"picture")
    target = tmp_path / "target"
    target.mkdir()
    assert read_preview(path) == b"picture"
    assert json.loads(unpack_evaluation(path, target).read_text()) == EVALUATION
    assert [file.name for file in target.iterdir()] == ["eval.json"]


def test_a_preview_that_is_too_large_is_not_read(tmp_path):
    path = write_bundle(tmp_path / "a.zip", preview=bytes(_MOST_PREVIEW_BYTES + 1))
    assert read_preview(path) == b""


def test_a_bundle_without_an_evaluation_says_why(tmp_path):
    with pytest.raises(BundleError, match="without validation data"):
        unpack_evaluation(write_bundle(tmp_path / "a.zip"), tmp_path)
