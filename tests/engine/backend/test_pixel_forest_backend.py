"""A backend that knows no torch goes through all six commands: docs/examples."""

import json
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely

from tests.engine.backend.scene_files import write_image
from tests.engine.engine_process import REPO, rv

PLUGIN = REPO / "docs" / "examples" / "pixel_forest_backend.py"


def write_scene(folder: Path, name: str, seed: int) -> tuple[Path, Path, np.ndarray]:
    """Bright and dark fields, the polygons of the bright ones, and where they are."""
    rng = np.random.default_rng(seed)
    is_bright = np.kron(rng.random((6, 6)) < 0.5, np.ones((16, 16), bool))
    values = np.where(is_bright[..., None], [900, 300], [400, 700])
    image = write_image(
        folder / f"{name}.tif",
        (values + rng.normal(0, 60, values.shape)).astype(np.uint16),
    )
    with rasterio.open(image) as dataset:
        shapes = rasterio.features.shapes(
            is_bright.astype(np.uint8), mask=is_bright, transform=dataset.transform
        )
        polygons = [shapely.geometry.shape(shape) for shape, _ in shapes]
        crs = dataset.crs.to_string()
    labels = folder / f"{name}.gpkg"
    pyogrio.raw.write(
        labels,
        shapely.to_wkb(polygons),
        [np.array(["bright"] * len(polygons), object)],
        ["class"],
        geometry_type="Polygon",
        crs=crs,
        driver="GPKG",
    )
    return image, labels, is_bright


def write_config(folder: Path) -> Path:
    def scene(name: str, seed: int) -> dict:
        image, labels, _ = write_scene(folder, name, seed)
        return {
            "id": name,
            "raster_source": {"type_hint": "rasterio_source", "uris": [str(image)]},
            "label_source": {
                "type_hint": "semantic_segmentation_label_source",
                "raster_source": {
                    "type_hint": "rasterized_source",
                    "vector_source": {
                        "type_hint": "ogr_vector_source",
                        "uris": [str(labels)],
                        "transformers": [
                            {"type_hint": "class_inference_transformer", "default_class_id": 0}
                        ],
                    },
                },
            },
        }

    config = {
        "type_hint": "semantic_segmentation",
        "root_uri": str(folder / "run"),
        "dataset": {
            "class_config": {"names": ["bright", "dark"], "null_class": "dark"},
            "train_scenes": [scene("west", 1)],
            "validation_scenes": [scene("east", 2)],
        },
        "backend": {"type_hint": "pixel_forest_backend", "num_trees": 8, "max_depth": 4},
        "chip_options": {
            "type_hint": "semantic_segmentation_chip_options",
            "sampling": {"size": 48},
        },
        "predict_options": {"chip_sz": 40},
    }
    path = folder / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def test_all_six_commands_run_and_the_bundle_maps_another_image(tmp_path):
    done = rv("--plugin", PLUGIN, "run", write_config(tmp_path))
    assert done.code == 0, (done.last, done.stderr)
    assert done.ran == ["analyze", "chip", "train", "predict", "eval", "bundle"]
    evaluation = json.loads(Path(done.values["eval"]).read_text(encoding="utf-8"))
    assert evaluation["overall"][0]["metrics"]["f1"] > 0.98

    image, _, is_bright = write_scene(tmp_path, "next", 3)
    target = tmp_path / "map.tif"
    predicted = rv("--plugin", PLUGIN, "predict-bundle", done.values["bundle"], image, target)
    assert predicted.code == 0, (predicted.last, predicted.stderr)
    with rasterio.open(target) as dataset:
        assert ((dataset.read(1) == 0) == is_bright).mean() > 0.98


def test_without_the_plugin_the_backend_is_unknown(tmp_path):
    done = rv("run", write_config(tmp_path))
    assert done.code == 1
    assert "pixel_forest_backend" in done.failure.message


def test_the_arrays_answer_what_scikit_learn_answers():
    import importlib.util

    from sklearn.ensemble import RandomForestClassifier

    spec = importlib.util.spec_from_file_location("pixel_forest_backend", PLUGIN)
    plugin = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plugin)
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 255, (500, 3)).astype(np.float32)
    classes = np.where(pixels.sum(axis=1) > 380, 2, 0)  # no pixel is of class 1
    forest = RandomForestClassifier(7, max_depth=5, random_state=0).fit(pixels, classes)
    model = plugin.ForestModel.from_scikit_learn(forest, 4)
    chip = rng.integers(0, 255, (2, 5, 6, 3)).astype(np.uint8)
    answers = model.predict_probabilities(chip)
    assert answers.shape == (2, 4, 5, 6)
    expected = forest.predict_proba(chip.reshape(-1, 3).astype(np.float32))
    flat = np.moveaxis(answers, 1, -1).reshape(-1, 4)
    np.testing.assert_allclose(flat[:, [0, 2]], expected, atol=1e-6)
    assert not flat[:, [1, 3]].any()
