"""Exported training data, read by other programs than ours."""

import contextlib
import io
import json

import numpy as np
import pytest
import rasterio
from rasterio.windows import from_bounds

from rv_engine.errors import ConfigError, OutputError
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.pipeline.training_data_export import export_training_data
from tests.engine.cells import NAMES, pipeline, write_scene
from tests.engine.cells import scene_config as cells_scene
from tests.engine.pipeline.squares import draw_scene, pipeline_config


def read_coco(path):
    from faster_coco_eval import COCO

    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(path))


def test_boxes_as_coco_lie_on_the_objects_that_the_images_show(tmp_path):
    config = pipeline_config(tmp_path)
    values = export_training_data(config, tmp_path / "out", Monitor())
    assert values["format"] == "coco"
    coco = read_coco(tmp_path / "out/annotations/instances_val.json")
    image, boxes, _ = draw_scene(1)
    assert len(coco.imgs) == values["val"] == 9
    assert [category["name"] for category in coco.cats.values()] == ["square", "bar"]
    whole = [entry for entry in coco.anns.values() if not entry["iscrowd"]]
    assert 0 < len(whole) <= len(boxes)
    for entry in whole:
        path = tmp_path / "out/images/val" / coco.imgs[entry["image_id"]]["file_name"]
        with rasterio.open(path) as dataset:
            pixels = np.moveaxis(dataset.read(), 0, 2)
            corner = ~dataset.transform * (333_000.25, 3_070_000.75)
        x, y, width, height = (round(value) for value in entry["bbox"])
        inside = pixels[max(y, 0) : y + height, max(x, 0) : x + width]
        assert (inside.reshape(-1, 3) == inside[0, 0]).all(), "one colour: the object, nothing else"
        assert inside[0, 0].max() == 220
        # The world file says where the chip lies in the scene.
        left, top = (-round(value) for value in corner)
        np.testing.assert_array_equal(image[top : top + 64, left : left + 64], pixels)


@pytest.fixture(scope="module")
def segmentation(finished_run):
    return lambda: load_pipeline_config(finished_run.config)


def test_masks_lie_on_their_images_and_on_the_labels_to_the_pixel(
    segmentation, finished_run, tmp_path
):
    config = segmentation()
    values = export_training_data(config, tmp_path / "out", Monitor())
    masks = sorted((tmp_path / "out/train/masks").iterdir())
    images = sorted((tmp_path / "out/train/images").iterdir())
    masks = [path for path in masks if path.suffix == ".png"]
    # Four bands of two bytes: no PNG can hold them.
    assert {path.suffix for path in images} == {".tif"}
    assert [path.stem for path in masks] == [path.stem for path in images]
    assert len(masks) == values["train"]
    classes = json.loads((tmp_path / "out/classes.json").read_text())
    assert [entry["name"] for entry in classes] == ["building", "background"]
    config.update()
    truth = config.dataset.train_scenes[0].build(config.dataset.class_config)
    with rasterio.open(finished_run.image) as whole:
        for mask_path, image_path in zip(masks, images, strict=True):
            with rasterio.open(image_path) as image, rasterio.open(mask_path) as mask:
                assert image.transform.almost_equals(mask.transform)
                assert (image.crs, image.dtypes[0], image.count) == (whole.crs, "uint16", 4)
                window = from_bounds(*image.bounds, transform=whole.transform)
                expected = whole.read(window=window.round())
                np.testing.assert_array_equal(image.read(), expected)
                y, x = round(window.row_off), round(window.col_off)
                from rv_engine.geo import Box

                labels = truth.labels_in(Box.of_size(y, x, *image.shape))
                np.testing.assert_array_equal(mask.read(1), labels)


def test_masks_as_coco_are_the_same_pixels(segmentation, tmp_path):
    export_training_data(segmentation(), tmp_path / "masks", Monitor())
    export_training_data(segmentation(), tmp_path / "coco", Monitor(), format_name="coco")
    coco = read_coco(tmp_path / "coco/annotations/instances_train.json")
    assert coco.anns
    for image in coco.imgs.values():
        drawn = np.zeros((image["height"], image["width"]), int)
        for entry in coco.imgToAnns[image["id"]]:
            mask = coco.annToMask(entry).astype(bool)
            assert mask.sum() == entry["area"]
            rows, columns = np.nonzero(mask)
            assert entry["bbox"][:2] == [columns.min(), rows.min()]
            drawn[mask] += 1
        name = image["file_name"].replace(".tif", ".png")
        with rasterio.open(tmp_path / "masks/train/masks" / name) as dataset:
            np.testing.assert_array_equal(drawn, dataset.read(1) == 0)


def test_classes_are_folders_that_torchvision_reads(tmp_path):
    from torchvision.datasets import ImageFolder

    train, valid = write_scene(tmp_path / "a", seed=1), write_scene(tmp_path / "b", seed=2)
    config = pipeline(tmp_path / "run", [cells_scene("a", train)], [cells_scene("b", valid)])
    values = export_training_data(config, tmp_path / "out", Monitor())
    folder = ImageFolder(str(tmp_path / "out/val"))
    assert values == {"format": "imagenet", "train": 48, "val": 48}
    assert folder.classes == sorted(NAMES)
    for image, index in folder:
        red, green, _ = np.asarray(image).mean(axis=(0, 1))
        seen = "background" if max(red, green) < 100 else "car" if red > green else "building"
        assert folder.classes[index] == seen


def test_a_form_that_the_task_has_not_is_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(ConfigError, match="not exported as 'imagenet'") as caught:
        export_training_data(
            pipeline_config(tmp_path), tmp_path / "out", Monitor(), format_name="imagenet"
        )
    assert "'coco'" in caught.value.hint
    assert not list(tmp_path.glob("out*"))


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        export_training_data(pipeline_config(tmp_path), tmp_path / "out", Monitor())
    assert (tmp_path / "out/mine.txt").read_text() == "mine"
