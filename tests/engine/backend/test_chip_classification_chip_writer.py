from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from PIL import Image

from rv_engine.backend.chip_classification_chip_writer import ChipClassificationChipWriter
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.monitor import Monitor
from rv_engine.scene import ChipClassificationChipOptions, WindowSamplingConfig
from rv_engine.scene.scene import AreaOfInterest, Scene
from tests.engine.cells import CELL_PX, CLASSES, NAMES, scene_config, write_scene


def cut(folder: Path, scene: Scene, split="train", size=CELL_PX, nodata_threshold=1.0, **options):
    """The writer, its count, and the chips by their paths."""
    values = {**{k: options.pop(k) for k in ("stride", "within_aoi", "method", "max_windows")
                 if k in options}}  # fmt: skip
    sampling = WindowSamplingConfig(size=size, **values)
    writer = ChipClassificationChipWriter(
        folder / "chip",
        ChipClassificationChipOptions(
            sampling=sampling, nodata_threshold=nodata_threshold, **options
        ),
        scene.class_config,
    )
    count = writer.write_windows(split, scene, writer.windows(scene), Monitor())
    paths = [path for path in (folder / "chip").rglob("*") if path.is_file()]
    return count, {str(path.relative_to(folder / "chip")): path for path in paths}


def place(path: str) -> tuple[int, int]:
    y, x = Path(path).stem.split("-")[-2:]
    return int(y[1:]) // CELL_PX, int(x[1:]) // CELL_PX


def test_each_cell_lies_in_the_folder_of_its_class(tmp_path) -> None:
    written = write_scene(tmp_path / "scene")
    scene = scene_config("a", written).build(CLASSES)
    count, chips = cut(tmp_path, scene)
    assert count.chips == len(chips) == 48
    assert count.class_counts.tolist() == [16, 16, 16]
    for name, path in chips.items():
        assert Path(name).parts[:2] == ("train", NAMES[written.class_ids[place(name)]])
        row, column = place(name)
        window = Box.of_size(row * CELL_PX, column * CELL_PX, CELL_PX, CELL_PX)
        expected = scene.raster_source.get_chip(window)
        np.testing.assert_array_equal(np.asarray(Image.open(path)), expected)


def test_chips_at_an_edge_show_what_is_on_the_image(tmp_path) -> None:
    written = write_scene(tmp_path / "scene", cut_px=5)
    scene = scene_config("a", written).build(CLASSES)
    _, chips = cut(tmp_path, scene)
    assert len(chips) == 48
    last = next(path for name, path in chips.items() if place(name) == (5, 7))
    window = Box(95, 135, 115, 155)
    np.testing.assert_array_equal(
        np.asarray(Image.open(last)), scene.raster_source.get_chip(window)
    )


def test_areas_hold_whole_chips_to_the_edge_of_the_image(tmp_path) -> None:
    written = write_scene(tmp_path / "scene", cut_px=5)
    scene = scene_config("a", written).build(CLASSES)
    # The image is 155 pixels wide; the last chip, moved inside, begins at 135.
    for xmin, columns in ((130, {7}), (119, {6, 7}), (136, None)):
        area = AreaOfInterest(np.array([shapely.box(xmin, 0, 155, 115)], object))
        inside = Scene("a", scene.raster_source, CLASSES, scene.label_source, area)
        if columns is None:
            with pytest.raises(LabelError, match="No window"):
                cut(tmp_path / str(xmin), inside)
        else:
            _, chips = cut(tmp_path / str(xmin), inside)
            assert {place(name)[1] for name in chips} == columns


def test_cells_without_data_or_label_are_left_out(tmp_path) -> None:
    written = write_scene(tmp_path / "scene", nodata_cells=((0, 0), (3, 3)))
    config = scene_config("a", written, background_class_id=None)
    count, chips = cut(tmp_path, config.build(CLASSES))
    labelled = written.class_ids != 2
    labelled[0, 0] = labelled[3, 3] = False
    assert {place(name) for name in chips} == set(map(tuple, np.argwhere(labelled)))
    assert count.class_counts[2] == 0


def test_drawn_cells_at_an_edge_keep_their_class(tmp_path) -> None:
    written = write_scene(tmp_path / "scene", cut_px=12)
    scene = scene_config("a", written, infer_cells=False, background_class_id=None).build(CLASSES)
    # The cells drawn here are the polygons of the scene; windows are cut just around one of them.
    cell = scene.label_source.cells()[0]
    writer = ChipClassificationChipWriter(
        tmp_path / "chip",
        ChipClassificationChipOptions(sampling=WindowSamplingConfig(size=15)),
        CLASSES,
    )
    counts = writer.write_chip("train", scene, Box.from_sequence(cell))
    assert counts.sum() == 1


def test_some_of_the_background_can_be_left_out_of_the_training(tmp_path) -> None:
    scene = scene_config("a", write_scene(tmp_path / "scene")).build(CLASSES)
    none, _ = cut(tmp_path / "none", scene, negative_survival_prob=0)
    assert none.class_counts.tolist() == [16, 16, 0]
    some, _ = cut(tmp_path / "some", scene, negative_survival_prob=0.5)
    again, _ = cut(tmp_path / "again", scene, negative_survival_prob=0.5)
    assert 0 < some.class_counts[2] == again.class_counts[2] < 16
    valid, _ = cut(tmp_path / "valid", scene, split="valid", negative_survival_prob=0)
    assert valid.class_counts[2] == 16


def test_all_classes_of_a_chip_are_written_on_request(tmp_path) -> None:
    written = write_scene(tmp_path / "scene")
    scene = scene_config("a", written).build(CLASSES)
    count, chips = cut(tmp_path, scene, size=2 * CELL_PX, multi_label=True)
    assert count.chips == 12
    for name, path in chips.items():
        if "labels" not in name:
            continue
        row, column = place(name)
        shown = set(written.class_ids[row : row + 2, column : column + 2].ravel()) - {2}
        expected = [NAMES[class_id] for class_id in sorted(shown)] or ["background"]
        assert json.loads(path.read_text()) == expected
        assert name.replace("labels", "img").replace(".json", ".png") in chips


def test_other_numbers_than_bytes_of_three_bands_are_arrays(tmp_path) -> None:
    from rv_engine.raster.rasterio_source import RasterioSource
    from tests.engine.rasters import write_raster

    written = write_scene(tmp_path / "scene")
    image = write_raster(tmp_path / "deep.tif", np.full((120, 160, 5), 1000, np.uint16))
    labels = scene_config("a", written).build(CLASSES).label_source
    scene = Scene("a", RasterioSource(image), CLASSES, labels)
    _, chips = cut(tmp_path, scene)
    array = np.load(next(iter(chips.values())))
    assert (array.dtype, array.shape) == (np.uint16, (CELL_PX, CELL_PX, 5))


def test_a_scene_without_labels_is_told(tmp_path) -> None:
    scene = scene_config("a", write_scene(tmp_path / "scene")).build(CLASSES)
    bare = Scene("a", scene.raster_source, ClassConfig(names=NAMES))
    with pytest.raises(LabelError, match="has no labels"):
        cut(tmp_path, bare)
