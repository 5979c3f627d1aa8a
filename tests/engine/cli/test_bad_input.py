"""What people get wrong: one message that says what to do, exit status 1, nothing half-written."""

import json
import os
import re
import subprocess
import sys
import zipfile

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from tests.engine.engine_process import REPO, change_config, environment, partial_files, rv

LFS_POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)


def write_squares(path, boxes, **fields):
    """Squares in UTM 33 N, (xmin, ymin, xmax, ymax) each."""
    geometries = np.array([shapely.box(*box) for box in boxes], object)
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(geometries),
        field_data=[np.array(values, object) for values in fields.values()],
        fields=np.array(list(fields), object),
        geometry_type="Polygon",
        crs="EPSG:32633",
    )
    return path


@pytest.fixture
def broken(town, tmp_path):
    """Files that are none, by name."""
    whole = town.image.read_bytes()
    contents = {
        "page.tif": b"<!doctype html><html><title>404 Not Found</title></html>",
        "empty.tif": b"",
        "cut.tif": whole[: len(whole) // 3],
        "pointer.tif": LFS_POINTER.encode(),
        "empty.geojson": b"",
        "cut.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Fea',
        "none.geojson": b'{"type": "FeatureCollection", "features": []}',
        "file": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    write_squares(tmp_path / "elsewhere.gpkg", [(0, 0, 9, 9)], kind=["a"])
    with rasterio.open(town.image) as dataset:
        left, _, _, top = dataset.bounds
        crs = dataset.crs
    assert crs.is_projected
    write_squares(tmp_path / "many.gpkg", [(left, top - 9, left + 9, top)] * 300,
                  number=[str(number) for number in range(300)])  # fmt: skip
    return tmp_path


BAD_LAYERS = {
    "image that is not there": (
        {"--image": "nowhere.tif"},
        r"The image '.*nowhere\.tif' does not exist\. Check the path",
    ),
    "error page saved as image": ({"--image": "page.tif"}, r"page\.tif' is no raster.*download"),
    "empty image": ({"--image": "empty.tif"}, r"empty\.tif' is no raster.*download"),
    "pointer of git-lfs": ({"--image": "pointer.tif"}, r"pointer\.tif' is no raster.*download"),
    "labels that are not there": ({"--labels": "nowhere.gpkg"}, r"nowhere\.gpkg' does not exist"),
    "empty label file": ({"--labels": "empty.geojson"}, r"empty\.geojson' is no vector file"),
    "damaged label file": ({"--labels": "cut.geojson"}, r"cut\.geojson' is no vector file"),
    "labels without a feature": (
        {"--labels": "none.geojson"},
        r"none\.geojson' are empty.*Choose a layer with labelled polygons",
    ),
    "labels elsewhere": (
        {"--labels": "elsewhere.gpkg"},
        r"elsewhere\.gpkg' do not overlap the image.*coordinate reference system",
    ),
    "layer that does not exist": (
        {"--labels-layer": "house"},
        r"has no layer 'house'.*Choose one of .*'buildings'",
    ),
    "class field that does not exist": (
        {"--labels-layer": "buildings", "--class-field": "klass"},
        r"has no field 'klass'; its fields are:.*'class'.*Choose the field",
    ),
    "field with a number for each feature as classes": (
        {"--labels": "many.gpkg", "--class-field": "number"},
        r"has 300 different values.*Choose a field with few values",
    ),
    "area elsewhere": ({"--area": "elsewhere.gpkg"}, r"area '.*' has no polygon on the image"),
    "validation area elsewhere": (
        {"--validation-area": "elsewhere.gpkg"},
        r"validation area '.*' has no polygon on the image",
    ),
    "nothing left for validation": (
        {"--validation-fraction": "0.0001"},
        r"No part of the image is left for validation.*Choose another",
    ),
    "architecture that does not exist": (
        {"--architecture": "unett"},
        r"'unett'.*deeplabv3.*Did you mean 'unet'",
    ),
    "encoder that does not exist": ({"--encoder": "resnet19"}, r"'resnet19'.*Did you mean"),
    "run folder below a file": ({"--root": "file/run"}, r"file/run' cannot be written.*choose"),
    "run folder where nobody may write": ({"--root": "/proc/run"}, r"/proc/run' cannot be written"),
    "config that is a folder": ({"--out": "."}, r"cannot be written.*A folder is in the way"),
    "config below a file": ({"--out": "file/c.json"}, r"cannot be written.*choose another folder"),
}


def new(town, folder, **changes):
    options = {
        "--image": town.image, "--labels": town.labels, "--labels-layer": "buildings",
        "--root": folder / "run", "--out": folder / "config.json",
    }  # fmt: skip
    for name, value in changes.items():
        on_disk = name in {"--image", "--labels", "--area", "--validation-area", "--root", "--out"}
        options[name] = folder / value if on_disk else value
        if name == "--labels":
            options.pop("--labels-layer", None)
    return ["new", "semantic-segmentation", *(part for pair in options.items() for part in pair)]


def says(failure, pattern):
    text = f"{failure.message} {failure.hint or ''}"
    assert re.search(pattern, text, re.DOTALL), text


@pytest.mark.parametrize("what", BAD_LAYERS)
def test_new_tells_what_is_wrong_with(town, broken, what):
    changes, pattern = BAD_LAYERS[what]
    before = sorted(broken.rglob("*"))
    outcome = rv(*new(town, broken, **changes))
    assert outcome.code == 1, outcome.messages
    says(outcome.failure, pattern)
    assert sorted(broken.rglob("*")) == before
    assert "Traceback" not in outcome.stderr


def test_a_person_at_a_terminal_reads_the_same_and_no_traceback(town, broken):
    arguments = new(town, broken, **{"--image": "page.tif"})
    failure = rv(*arguments).failure
    outcome = rv(*arguments, messages=False)
    assert outcome.code == 1
    assert outcome.stdout == ""
    assert f"Error: {failure.message}\n{failure.hint}\n" in outcome.stderr
    assert "Traceback" not in outcome.stderr


BAD_CONFIGS = {
    "image that is gone": (
        {"dataset.train_scenes.0.raster_source.uris": ["/nowhere.tif"]},
        r"nowhere\.tif' does not exist",
    ),
    "labels that are gone": (
        {
            "dataset.train_scenes.0.label_source.raster_source.vector_source.uris": ["/no.gpkg"],
            "dataset.validation_scenes.0.label_source.raster_source.vector_source.uris": [
                "/no.gpkg"
            ],
        },
        r"no\.gpkg' does not exist",
    ),
    "field that is misspelt": (
        {"backend.solver.num_epoch": 3},
        r"There is no field 'num_epoch' here.*Did you mean 'num_epochs'",
    ),
    "value that cannot be": ({"backend.solver.num_epochs": -1}, r"solver\.num_epochs.*-1"),
    "band that does not exist": (
        {"dataset.train_scenes.0.raster_source.channel_order": [0, 4]},
        r"Band 4 was asked for, but '.*' has 4 bands.*Choose bands 0 to 3",
    ),
    "run folder where nobody may write": ({"root_uri": "/proc/run"}, r"cannot be written"),
    "folder of another program as output": (
        {"chip_uri": "OTHER"},
        r"CHIP would replace the folder '.*', which RV Studio has not made.*Choose another",
    ),
    "newer version": ({"schema_version": 99}, r"config version 99.*Update RV Studio"),
    "version that never was": ({"schema_version": -3}, r"config version -3"),
    "pipeline without a task": ({"type_hint": "rv_pipeline"}, r"rv_pipeline"),
}


@pytest.mark.parametrize("what", BAD_CONFIGS)
def test_run_tells_what_is_wrong_with(finished_run, tmp_path, what):
    changes, pattern = BAD_CONFIGS[what]
    other = tmp_path / "photos"
    other.mkdir()
    (other / "holiday.jpg").write_bytes(b"irreplaceable")
    changes = {k: str(other) if v == "OTHER" else v for k, v in changes.items()}
    changes = {"root_uri": str(tmp_path / "run"), **changes}
    config = change_config(finished_run.config, changes, tmp_path / "config.json")
    outcome = rv("run", config)
    assert outcome.code == 1, (outcome.last, outcome.stderr)
    says(outcome.failure, pattern)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "config.json", "holiday.jpg", "photos",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (None, r"does not exist"),
        ("{", r"is no JSON"),
        ("[]", r"holds an empty list"),
        ("{}", r"is no pipeline config"),
        ('{"type_hint": "scene"}', r"scene"),
    ],
)
def test_run_tells_that_a_config_is_none(tmp_path, text, pattern):
    config = tmp_path / "config.json"
    if text is not None:
        config.write_text(text)
    outcome = rv("run", config)
    assert outcome.code == 1, (outcome.last, outcome.stderr)
    says(outcome.failure, pattern)


def test_run_does_not_know_every_command(finished_run):
    outcome = rv("run", finished_run.config, "trian")
    assert outcome.code == 1
    says(outcome.failure, r"'trian' is no command.*train")


def test_validate_tells_all_problems_at_once(finished_run, tmp_path):
    config = change_config(
        finished_run.config,
        {
            "root_uri": "/proc/run",
            "dataset.train_scenes.0.raster_source.uris": ["/nowhere.tif"],
            "dataset.train_scenes.0.aoi_uris": [],
            "dataset.validation_scenes.0.label_source": None,
        },
        tmp_path / "config.json",
    )
    outcome = rv("validate", config)
    assert outcome.code == 1
    says(outcome.failure, r"nowhere\.tif' does not exist")
    says(outcome.failure, r"/proc/run/.*cannot be written")


def test_validate_of_a_good_config_finds_nothing(finished_run):
    assert rv("validate", finished_run.config).values == {"problems": []}


@pytest.mark.parametrize("command", ["chip", "predict", "eval", "bundle"])
def test_a_command_without_what_it_needs_says_what_to_run_first(finished_run, tmp_path, command):
    root = tmp_path / "run"
    config = change_config(finished_run.config, {"root_uri": str(root)}, tmp_path / "config.json")
    outcome = rv(command, config)
    assert outcome.code == 1, outcome.stderr
    says(outcome.failure, r"Run (ANALYZE|CHIP|TRAIN|PREDICT)( first| again)|trained model")
    assert not (root / command).exists()
    assert not partial_files(root)


BAD_IMAGES = {
    "missing": ("nowhere.tif", r"does not exist"),
    "no raster": ("page.tif", r"is no raster"),
    "cut off": ("cut.tif", r"cut\.tif'.*(cannot be read|is no raster)"),
    "with too few bands": ("gray.tif", r"needs 4 bands, but 1 of .*--channel-order"),
}


@pytest.fixture
def small_images(broken):
    for name, count, dtype in (("gray.tif", 1, "uint16"), ("bytes.tif", 4, "uint8")):
        with rasterio.open(
            broken / name, "w", driver="GTiff", width=20, height=20, count=count, dtype=dtype
        ) as dataset:
            dataset.write(np.ones((count, 20, 20), dtype))
    return broken


@pytest.mark.parametrize("what", BAD_IMAGES)
def test_predict_bundle_tells_that_an_image_is(finished_run, small_images, what):
    name, pattern = BAD_IMAGES[what]
    before = sorted(small_images.rglob("*"))
    outcome = rv(
        "predict-bundle", finished_run.bundle, small_images / name, small_images / "out/map.tif",
        "--polygons", small_images / "out/map.gpkg", "--device", "cpu",
    )  # fmt: skip
    assert outcome.code == 1, (outcome.last, outcome.stderr)
    says(outcome.failure, pattern)
    assert [p for p in sorted(small_images.rglob("*")) if p.is_file() and p not in before] == []
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    ("out", "pattern"),
    [("file/map.tif", r"cannot be written"), (".", r"A folder is in the way")],
)
def test_predict_bundle_tells_that_it_cannot_write(finished_run, broken, out, pattern):
    before = {path: path.is_dir() for path in broken.rglob("*")}
    outcome = rv("predict-bundle", finished_run.bundle, finished_run.next_town, broken / out)
    assert outcome.code == 1
    says(outcome.failure, pattern)
    assert {path: path.is_dir() for path in broken.rglob("*")} == before


@pytest.mark.parametrize("extent", [("0", "0", "1", "1"), ("nan",) * 4, ("inf",) * 4])
def test_predict_bundle_tells_that_an_extent_is_elsewhere(finished_run, tmp_path, extent):
    outcome = rv(
        "predict-bundle", finished_run.bundle, finished_run.next_town, tmp_path / "map.tif",
        "--extent", *extent,
    )  # fmt: skip
    assert outcome.code == 1, outcome.stderr
    says(outcome.failure, r"The extent .*(xmin ymin|coordinate reference system)")
    assert not list(tmp_path.iterdir())


def test_predict_bundle_without_a_bundle_says_so_without_loading_torch(tmp_path):
    code = (
        "import sys; from rv_engine.cli.main import cli\n"
        f"try: cli(['predict-bundle', '{tmp_path}/no.zip', 'a.tif', 'b.tif', "
        "'--messages', 'jsonl'])\n"
        "except SystemExit as end: assert end.code == 1\n"
        "assert 'torch' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    last = json.loads(done.stdout.splitlines()[-1])
    assert "no.zip' does not exist" in last["message"]


def test_predict_bundle_tells_that_a_zip_is_no_bundle(tmp_path, finished_run):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as zip_file:
        zip_file.writestr("readme.txt", "hello")
    outcome = rv("predict-bundle", path, finished_run.next_town, tmp_path / "map.tif")
    assert outcome.code == 1
    says(outcome.failure, r"is no model bundle.*Choose a model-bundle\.zip")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_new_tells_that_a_folder_belongs_to_someone_else(town, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    outcome = rv(*new(town, tmp_path, **{"--root": "closed/run"}))
    assert outcome.code == 1
    says(outcome.failure, r"Permission denied.*Choose a folder that you may write to")
