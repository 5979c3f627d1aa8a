import io
import json
import pickle
import zipfile

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from PIL import Image

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import BundleError
from rv_engine.pipeline import bundle as bundle_module
from rv_engine.pipeline.bundle import open_bundle
from rv_engine.pipeline.bundle_showcase import preview
from rv_engine.raster import RasterioSourceConfig
from rv_engine.scene import SceneConfig


@pytest.fixture
def remade(finished_run, tmp_path):
    """The bundle of the finished run with other entries; None leaves one out."""

    def remake(changes=None, added=()):
        path = tmp_path / "changed.zip"
        with zipfile.ZipFile(finished_run.bundle) as old, zipfile.ZipFile(path, "w") as new:
            for entry in old.infolist():
                content = (changes or {}).get(entry.filename, old.read(entry))
                if content is not None:
                    new.writestr(entry.filename, content)
            for name, content in added:
                new.writestr(name, content)
        return path

    return remake


@pytest.fixture
def manifest(finished_run):
    with zipfile.ZipFile(finished_run.bundle) as zip_file:
        return json.loads(zip_file.read("bundle.json"))


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "inner" / "target"
    folder.mkdir(parents=True)
    return folder


def test_a_bundle_holds_what_a_stranger_needs_and_no_code(finished_run, manifest):
    with zipfile.ZipFile(finished_run.bundle) as zip_file:
        assert sorted(zip_file.namelist()) == [
            "bundle.json", "eval.json", "model/model.json", "model/model.safetensors",
            "preview.png", "stats.json",
        ]  # fmt: skip
        evaluation = json.loads(zip_file.read("eval.json"))
    assert manifest["class_config"]["names"] == ["building", "background"]
    assert manifest["num_channels"] == 4
    assert manifest["dtype"] == "uint16"
    assert manifest["pixel_size"] == [0.5, 0.5]
    assert "UTM" in manifest["crs"]
    assert manifest["metrics"] == evaluation["overall"]
    assert manifest["scenes"] == ["training"]


def test_a_bundle_names_no_place_on_the_machine_that_made_it(finished_run):
    with zipfile.ZipFile(finished_run.bundle) as zip_file:
        texts = [zip_file.read(n).decode() for n in zip_file.namelist() if n.endswith(".json")]
    assert not [text for text in texts if str(finished_run.root.parent) in text]


def test_a_bundle_shows_where_it_learnt(finished_run, manifest):
    from rasterio.warp import transform_bounds

    (((ring,),)) = manifest["footprint"]["coordinates"]
    with rasterio.open(finished_run.image) as image:
        expected = transform_bounds(image.crs, "EPSG:4326", *image.bounds, densify_pts=7)
    x, y = zip(*ring, strict=True)
    # A ten millionth of a degree is a centimetre.
    assert (min(x), min(y), max(x), max(y)) == pytest.approx(expected, abs=1e-6)
    assert ring[0] == ring[-1]


def test_a_bundle_has_a_picture_of_its_validation_scene(finished_run):
    with zipfile.ZipFile(finished_run.bundle) as zip_file:
        picture = Image.open(io.BytesIO(zip_file.read("preview.png"))).convert("RGB")
    assert picture.size == (256, 240)  # the town is narrower than a picture may be
    assert len(picture.getcolors(2**17)) > 1000


def test_the_picture_shows_the_classes_where_they_lie(tmp_path):
    image, labels = tmp_path / "image.tif", tmp_path / "labels.tif"
    profile = {"driver": "GTiff", "width": 300, "height": 100, "count": 1, "dtype": "uint8"}
    ids = np.ones((100, 300), np.uint8)
    ids[10:20, 30:60] = 0
    ids[50:] = 255
    for path, pixels in ((image, np.zeros_like(ids)), (labels, ids)):
        with rasterio.open(path, "w", **profile, nodata=255) as dataset:
            dataset.write(pixels, 1)
    scene = SceneConfig(id="a", raster_source=RasterioSourceConfig(uris=[str(image)]))
    classes = ClassConfig(names=["house", "null"], colors=["#ff0000", "#00ff00"])
    picture = np.asarray(Image.open(io.BytesIO(preview(scene, {"label_raster": labels}, classes))))
    expected = np.zeros((100, 300, 3), np.uint8)
    expected[10:20, 30:60, 0] = int(0.45 * 255)
    np.testing.assert_array_equal(picture, expected)


def test_boxes_are_drawn_where_they_lie(tmp_path):
    image, boxes = tmp_path / "image.tif", tmp_path / "boxes.gpkg"
    place = Affine(0.5, 0, 500_000, 0, -0.5, 5_000_000)
    profile = {"driver": "GTiff", "width": 500, "height": 400, "count": 1, "dtype": "uint8"}
    with rasterio.open(image, "w", **profile, crs="EPSG:32633", transform=place) as dataset:
        dataset.write(np.zeros((1, 400, 500), np.uint8))
    # Pixels 200 to 260 from the left, 150 to 190 from the top.
    outline = shapely.box(500_100, 4_999_905, 500_130, 4_999_925)
    pyogrio.raw.write(
        boxes, shapely.to_wkb(np.array([outline])), [np.array(["house"], object)], ["class_name"],
        crs="EPSG:32633", geometry_type="Polygon",
    )  # fmt: skip
    scene = SceneConfig(id="a", raster_source=RasterioSourceConfig(uris=[str(image)]))
    classes = ClassConfig(names=["house"], colors=["#ff0000"])
    picture = Image.open(io.BytesIO(preview(scene, {"geojson": None, "polygons": boxes}, classes)))
    red = np.argwhere(np.asarray(picture)[..., 0] == 255)
    # The window is centred on the box, at (230, 170), and lies within the image.
    top_left = np.array([170 - 120, 230 - 192])
    assert (red.min(axis=0) + top_left).tolist() == pytest.approx([150, 200], abs=1)
    assert (red.max(axis=0) + top_left).tolist() == pytest.approx([190, 260], abs=1)


def test_an_unchanged_copy_opens(remade, target):
    manifest = open_bundle(remade(), target)
    assert manifest.task == "semantic_segmentation"
    assert (target / "model" / "model.safetensors").is_file()


UNSAFE = {
    "path upwards": "../evil.json",
    "path upwards further in": "model/../../evil.json",
    "absolute path": "/tmp/evil.json",
    "path of Windows": "..\\evil.json",
    "drive of Windows": "C:evil.json",
    "pickle": "model/weights.pkl",
    "torch file": "model/weights.pt",
    "Python": "model/model.py",
    "hidden Python": "model/.py",
    "name without ending": "model/run",
}


@pytest.mark.parametrize("what", UNSAFE)
def test_nothing_is_unpacked_of_a_bundle_with_a(remade, target, what):
    path = remade(added=[(UNSAFE[what], pickle.dumps({}))])
    with pytest.raises(BundleError, match="which no bundle has") as caught:
        open_bundle(path, target)
    assert repr(UNSAFE[what]) in caught.value.message
    assert "where it comes from" in caught.value.hint
    assert not list(target.iterdir())
    assert sorted(p.name for p in target.parent.parent.iterdir()) == ["changed.zip", "inner"]


def test_a_bundle_with_too_many_files_is_refused(remade, target):
    path = remade(added=[(f"{number}.txt", b"") for number in range(1000)])
    with pytest.raises(BundleError, match="larger than any real one"):
        open_bundle(path, target)
    assert not list(target.iterdir())


def test_a_bundle_that_would_fill_the_disk_is_refused(remade, target, monkeypatch):
    monkeypatch.setattr(bundle_module, "_MAX_BYTES", 10 * 2**20)
    path = remade(added=[("big.txt", bytes(11 * 2**20))])
    with pytest.raises(BundleError, match="larger than any real one"):
        open_bundle(path, target)
    assert not list(target.iterdir())


def test_no_more_is_unpacked_than_the_table_of_contents_says(remade, target):
    path = remade()
    content = path.read_bytes()
    with zipfile.ZipFile(path) as zip_file:
        size = zip_file.getinfo("stats.json").file_size
    # The size in the central directory, after its fixed part: see section 4.3.12 of APPNOTE.TXT.
    place = content.rindex(b"stats.json") - 46 + 24
    assert int.from_bytes(content[place : place + 4], "little") == size
    path.write_bytes(content[:place] + (5).to_bytes(4, "little") + content[place + 4 :])
    with pytest.raises(BundleError, match="damaged"):
        open_bundle(path, target)
    assert all(p.stat().st_size <= size for p in target.glob("stats.json"))


def _with_noise(content):
    middle = len(content) // 2
    return content[:middle] + bytes(64) + content[middle + 64 :]


DAMAGED = {
    "cut off": lambda content: content[: len(content) // 2],
    "without a beginning": lambda content: content[1000:],
    "empty": lambda content: b"",
    "a page of HTML": lambda content: b"<html>404</html>",
    "changed in the middle": _with_noise,
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_bundle_is_refused_when_it_is(finished_run, tmp_path, target, what):
    path = tmp_path / "changed.zip"
    path.write_bytes(DAMAGED[what](finished_run.bundle.read_bytes()))
    with pytest.raises(BundleError, match="damaged") as caught:
        open_bundle(path, target)
    assert "Copy or download it again" in caught.value.hint
    assert str(path) in caught.value.message


def test_compressed_nonsense_is_refused(tmp_path, target):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zip_file:
        zip_file.writestr("bundle.json", b'{"a": 1}' * 1000)
    raw = bytearray(content.getvalue())
    raw[45:60] = b"\xff" * 15
    path = tmp_path / "nonsense.zip"
    path.write_bytes(raw)
    with pytest.raises(BundleError, match="damaged"):
        open_bundle(path, target)


def test_a_folder_and_a_missing_file_are_no_bundle(tmp_path, target):
    with pytest.raises(BundleError, match="does not exist"):
        open_bundle(tmp_path / "no.zip", target)
    with pytest.raises(BundleError, match="Is a directory"):
        open_bundle(tmp_path, target)


def test_two_entries_in_the_way_of_each_other_are_refused(remade, target):
    path = remade(added=[("a.json", b"{}"), ("a.json/b.json", b"{}")])
    with pytest.raises(BundleError, match="damaged"):
        open_bundle(path, target)


@pytest.mark.parametrize("text", [None, "", "hello", "[]", "{}", "[" * 100_000, '"text"'])
def test_a_zip_without_a_valid_manifest_is_no_bundle(remade, target, text):
    with pytest.raises(BundleError) as caught:
        open_bundle(remade({"bundle.json": text}), target)
    assert "bundle" in caught.value.message


@pytest.mark.parametrize("version", [3, 99, "1", None])
def test_a_bundle_of_another_version_asks_for_an_update(remade, target, manifest, version):
    changed = json.dumps({**manifest, "bundle_version": version})
    with pytest.raises(BundleError, match="has bundle version") as caught:
        open_bundle(remade({"bundle.json": changed}), target)
    assert "Update" in caught.value.hint


def test_a_bundle_of_the_first_version_opens(remade, target, manifest):
    del manifest["footprint"]
    changed = json.dumps({**manifest, "bundle_version": 1})
    assert open_bundle(remade({"bundle.json": changed}), target).footprint is None


def test_a_misspelt_field_is_damage_that_is_named(remade, target, manifest):
    changed = json.dumps({**manifest, "num_chanels": 4})
    with pytest.raises(BundleError, match="num_chanels"):
        open_bundle(remade({"bundle.json": changed}), target)


def test_whatever_a_bundle_says_only_its_own_statistics_are_read(remade, target, manifest):
    manifest["raster_source"]["transformers"][0]["stats_uri"] = "/etc/passwd"
    opened = open_bundle(remade({"bundle.json": json.dumps(manifest)}), target)
    assert opened.raster_source.transformers[0].stats_uri == str(target / "stats.json")


def test_a_bundle_without_its_statistics_is_damaged(remade, target):
    with pytest.raises(BundleError, match=r"damaged: it has no stats\.json"):
        open_bundle(remade({"stats.json": None}), target)
