import numpy as np
import pytest

from rv_engine.errors import ConfigError, LabelError
from rv_engine.geo import Box
from rv_engine.labels.chip_classification_labels import cell_array
from rv_engine.pipeline.chip_classification_from_layers import (
    ChipClassificationChoices,
    LabelsAre,
    chip_classification_from_layers,
)
from rv_engine.pipeline.config_file import load_pipeline_config, save_pipeline_config
from rv_engine.pipeline.layers import LayerImage, Layers
from rv_engine.pipeline.training_areas import Split
from tests.engine.backend.scene_files import write_image
from tests.engine.pipeline.test_semantic_segmentation_from_layers import write_boxes


@pytest.fixture
def image(tmp_path):
    return str(write_image(tmp_path / "image.tif", np.full((600, 800, 3), 7, np.uint8)))


def pipeline(image, labels, root, split=None, class_field="kind", **choices):
    layers = Layers(
        images=[LayerImage([image])], labels=labels, split=split or Split(), class_field=class_field
    )
    return chip_classification_from_layers(layers, ChipClassificationChoices(**choices), root)


def cell_px(config):
    sizes = {config.chip_options.sampling_of(name).size for name in ("training", "validation")}
    assert sizes == {config.predict_options.chip_sz}
    return sizes.pop()


def write_grid(path, side, shift=0, count=(5, 7)):
    places = [(y, x) for y in range(count[0]) for x in range(count[1])]
    boxes = [(x * side + shift, y * side + shift, (x + 1) * side + shift, (y + 1) * side + shift)
             for y, x in places]  # fmt: skip
    return write_boxes(path, boxes, ["ab"[(y + x) % 2] for y, x in places])


@pytest.mark.parametrize("shift", [0, 3])
def test_drawn_cells_are_the_cells(image, tmp_path, shift):
    config = pipeline(image, write_grid(tmp_path / "l.gpkg", 100, shift), tmp_path)
    assert cell_px(config) == 100
    assert config.dataset.class_config.names == ["a", "b"]  # what is not drawn is not known
    assert config.chip_options.sampling_of("training").stride == 100
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    found = scene.label_source.labels()
    drawn = found.class_ids.reshape(6, 8)[:5, :7]
    np.testing.assert_array_equal(drawn, np.add.outer(np.arange(5), np.arange(7)) % 2)


def test_things_of_one_class_are_told_from_places_without(image, tmp_path):
    rng = np.random.default_rng(0)
    corners = rng.integers(0, 560, (40, 2))
    boxes = [(x, y, x + 20, y + 16) for x, y in corners]
    labels = write_boxes(tmp_path / "l.gpkg", boxes, ["house"] * 40)
    config = pipeline(image, labels, tmp_path)
    assert config.dataset.class_config.names == ["house", "background"]
    assert config.dataset.class_config.null_class == "background"
    assert 30 <= cell_px(config) <= 60
    assert config.chip_options.sampling_of("training").stride == cell_px(config) // 2
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    share = (scene.label_source.labels().class_ids == 0).mean()
    assert 0.05 < share <= 0.6


def test_where_things_are_dense_cells_are_smaller(image, tmp_path):
    boxes = [(x, y, x + 30, y + 30) for x in range(0, 800, 40) for y in range(0, 600, 40)]
    labels = write_boxes(tmp_path / "l.gpkg", boxes, ["house"] * len(boxes))
    assert cell_px(pipeline(image, labels, tmp_path)) <= 46


def test_things_larger_than_a_cell_count_where_they_fill_it(image, tmp_path):
    labels = write_boxes(tmp_path / "l.gpkg", [(0, 0, 500, 300), (700, 10, 720, 30)], ["a", "a"])
    config = pipeline(image, labels, tmp_path, cell_size=50)
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    found = scene.label_source.labels().class_ids.reshape(12, 16)
    expected = np.ones((12, 16), int)
    expected[:6, :10] = expected[0, 14] = 0
    np.testing.assert_array_equal(found, expected)


def test_areas_of_several_classes_have_several_cells_and_the_rest_is_not_known(image, tmp_path):
    boxes = [(0, 0, 100, 120), (100, 0, 180, 90), (300, 300, 420, 400), (650, 100, 760, 200)]
    labels = write_boxes(tmp_path / "l.gpkg", boxes, ["a", "b", "a", "b"])
    config = pipeline(image, labels, tmp_path)
    assert config.dataset.class_config.names == ["a", "b"]
    assert 40 <= cell_px(config) <= 60
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    cells = [Box.of_size(y, x, 50, 50) for y, x in ((0, 0), (25, 100), (200, 200))]
    found = scene.label_source.labels_of(cell_array(cells))
    assert found.class_ids.tolist() == [0, 1, -1]


def test_the_class_with_the_smallest_areas_has_cells_too(image, tmp_path):
    boxes = [(0, 0, 200, 200), (300, 300, 500, 500), (250, 20, 280, 50), (650, 0, 790, 200)]
    labels = write_boxes(tmp_path / "l.gpkg", boxes, ["a", "a", "pond", "a"])
    config = pipeline(image, labels, tmp_path)
    assert cell_px(config) <= 16
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    assert set(scene.label_source.labels().class_ids) == {-1, 0, 1}


def test_what_the_labels_are_can_be_said(image, tmp_path):
    boxes = [(0, 0, 20, 20), (100, 0, 120, 20), (650, 100, 670, 120)]
    labels = write_boxes(tmp_path / "l.gpkg", boxes, ["car", "truck", "car"])
    config = pipeline(image, labels, tmp_path, labels_are=LabelsAre.objects)
    assert config.dataset.class_config.names == ["car", "truck", "background"]
    config = pipeline(image, labels, tmp_path / "b", labels_are=LabelsAre.areas)
    assert config.dataset.class_config.names == ["car", "truck"]


def test_small_cells_are_enlarged_for_the_model(image, tmp_path):
    config = pipeline(image, write_grid(tmp_path / "l.gpkg", 16, count=(30, 45)), tmp_path)
    assert (cell_px(config), config.backend.data.img_sz) == (16, 64)


def test_the_choices_arrive(image, tmp_path):
    config = pipeline(
        image, write_grid(tmp_path / "l.gpkg", 100), tmp_path, epochs=3, encoder="mobilenet_v2",
        batch_size=5, learning_rate=0.02, pretrained=False, seed=4, multi_label=True, cell_size=50,
    )  # fmt: skip
    solver, model = config.backend.solver, config.backend.model
    assert (solver.num_epochs, solver.batch_sz, solver.lr, solver.seed) == (3, 5, 0.02, 4)
    assert (model.backbone, model.pretrained, model.multi_label) == ("mobilenet_v2", False, True)
    assert cell_px(config) == 50
    save_pipeline_config(config, tmp_path / "config.json")
    assert load_pipeline_config(tmp_path / "config.json") == config


def test_labels_that_leave_no_cell_are_told(image, tmp_path):
    labels = write_grid(tmp_path / "l.gpkg", 100)
    with pytest.raises(LabelError, match="No cell of 500 pixels fits into the area for validation"):
        pipeline(image, labels, tmp_path / "a", cell_size=500)
    boxes = [(0, 0, 100, 100), (100, 0, 200, 100)]
    labels = write_boxes(tmp_path / "m.gpkg", boxes, ["a", "b"])
    with pytest.raises(LabelError, match="area for validation has a label"):
        pipeline(image, labels, tmp_path / "b")
    with pytest.raises(ConfigError, match="Did you mean 'resnet18'"):
        pipeline(image, write_grid(tmp_path / "n.gpkg", 99), tmp_path / "c", encoder="resnet1")
    assert not (tmp_path / "c").exists()


def test_an_area_is_divided(image, tmp_path):
    area = write_boxes(tmp_path / "area.gpkg", [(0, 0, 400, 500)])
    config = pipeline(
        image, write_grid(tmp_path / "l.gpkg", 100), tmp_path, Split(area, validate_on="south")
    )
    scene = config.dataset.validation_scenes[0].build(config.dataset.class_config)
    assert scene.aoi.mask(scene.extent).sum() == 125 * 400
