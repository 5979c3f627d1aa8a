import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from rv_engine.errors import ConfigError, LabelError
from rv_engine.pipeline.config_file import load_pipeline_config, save_pipeline_config
from rv_engine.pipeline.layers import LayerImage, Layers
from rv_engine.pipeline.semantic_segmentation_from_layers import (
    TrainingChoices,
    semantic_segmentation_from_layers,
)
from rv_engine.pipeline.training_areas import Split
from tests.engine.backend.scene_files import write_image

LEFT, TOP, PIXEL = 500_000, 5_400_000, 0.5


def write_boxes(path, boxes_px, names=None, layer=None):
    """Boxes (xmin, ymin, xmax, ymax) in pixels of the image."""
    geometries = [
        shapely.box(LEFT + x0 * PIXEL, TOP - y1 * PIXEL, LEFT + x1 * PIXEL, TOP - y0 * PIXEL)
        for x0, y0, x1, y1 in boxes_px
    ]
    columns = [] if names is None else [np.array(names, object)]
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(geometries, object)),
        field_data=columns,
        fields=np.array(["kind"] if columns else [], object),
        geometry_type="Polygon",
        crs="EPSG:32633",
        layer=layer,
        append=path.exists(),
    )
    return str(path)


@pytest.fixture
def image(tmp_path):
    return str(write_image(tmp_path / "image.tif", np.full((200, 300, 3), 7, np.uint8)))


@pytest.fixture
def labels(tmp_path):
    boxes = [(10, 10, 40, 40), (150, 150, 190, 190), (260, 20, 290, 60)]
    return write_boxes(tmp_path / "labels.gpkg", boxes, ["oak", "fir", "oak"], "trees")


def pipeline(image, labels, root, split=None, choices=None, **layers):
    layers = Layers(images=[LayerImage([image])], labels=labels, split=split or Split(), **layers)
    return semantic_segmentation_from_layers(layers, choices or TrainingChoices(), root)


def areas(config):
    """(training, validation): (H, W) bool masks, by way of the files."""
    masks = []
    for scene in (*config.dataset.train_scenes, *config.dataset.validation_scenes):
        built = scene.build(config.dataset.class_config)
        masks.append(built.aoi.mask(built.extent))
    return masks


SIDES = {
    "east": np.s_[:, 225:],
    "west": np.s_[:, :75],
    "north": np.s_[:50, :],
    "south": np.s_[150:, :],
}


@pytest.mark.parametrize("side", SIDES)
def test_a_side_is_kept_for_validation_and_the_rest_is_for_training(image, labels, tmp_path, side):
    training, validation = areas(pipeline(image, labels, tmp_path, Split(validate_on=side)))
    expected = np.zeros((200, 300), bool)
    expected[SIDES[side]] = True
    np.testing.assert_array_equal(validation, expected)
    np.testing.assert_array_equal(training, ~expected)


@pytest.mark.parametrize("fraction", [0.01, 0.333, 0.5, 0.9])
def test_the_parts_do_not_overlap_and_leave_nothing_out(image, labels, tmp_path, fraction):
    training, validation = areas(
        pipeline(image, labels, tmp_path, Split(validation_fraction=fraction))
    )
    assert not (training & validation).any()
    assert (training | validation).all()
    assert validation.mean() == pytest.approx(fraction, abs=1 / 300)


def test_an_area_limits_both_parts_and_is_what_is_divided(image, labels, tmp_path):
    area = write_boxes(tmp_path / "area.gpkg", [(0, 0, 100, 100), (100, 120, 200, 200)])
    training, validation = areas(
        pipeline(image, labels, tmp_path, Split(area=area, validation_fraction=0.5))
    )
    expected = np.zeros((200, 300), bool)
    expected[:100, :100] = expected[120:, 100:200] = True
    np.testing.assert_array_equal(training | validation, expected)
    assert validation[120:, 100:200].all()
    assert not validation[:, :100].any()


def test_a_validation_area_takes_the_place_of_a_side(image, labels, tmp_path):
    kept = write_boxes(tmp_path / "kept.gpkg", [(50, 60, 120, 130)])
    training, validation = areas(pipeline(image, labels, tmp_path, Split(validation_area=kept)))
    assert validation.sum() == 70 * 70
    assert validation[60:130, 50:120].all()
    np.testing.assert_array_equal(training, ~validation)


def test_classes_come_from_a_field_in_alphabetical_order(image, labels, tmp_path):
    config = pipeline(image, labels, tmp_path, class_field="kind")
    assert config.dataset.class_config.names == ["fir", "oak", "background"]
    assert config.dataset.class_config.null_class == "background"
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    drawn = scene.label_source.get_label_arr(scene.extent)
    assert (drawn[10:40, 10:40] == 1).all()
    assert (drawn[150:190, 150:190] == 0).all()
    assert (drawn == 2).sum() == 200 * 300 - 30 * 30 - 40 * 40 - 30 * 40


def test_without_a_field_all_features_are_one_class_named_as_the_layer(image, labels, tmp_path):
    config = pipeline(image, labels, tmp_path)
    assert config.dataset.class_config.names == ["trees", "background"]
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    drawn = scene.label_source.get_label_arr(scene.extent)
    assert (drawn == 0).sum() == 30 * 30 + 40 * 40 + 30 * 40


def test_a_layer_may_be_called_background(image, tmp_path):
    labels = write_boxes(tmp_path / "l.gpkg", [(0, 0, 50, 50)], layer="background")
    names = pipeline(image, labels, tmp_path).dataset.class_config.names
    assert len(set(names)) == 2


def test_features_called_background_are_no_class_of_their_own(image, tmp_path):
    labels = write_boxes(
        tmp_path / "l.gpkg", [(0, 0, 50, 50), (60, 0, 90, 50)], ["background", "house"]
    )
    config = pipeline(image, labels, tmp_path, class_field="kind")
    assert config.dataset.class_config.names == ["house", "background"]


def test_features_without_a_value_are_no_class(image, tmp_path):
    labels = write_boxes(
        tmp_path / "l.gpkg", [(0, 0, 50, 50), (60, 0, 90, 50), (0, 60, 9, 90)], ["oak", None, ""]
    )
    config = pipeline(image, labels, tmp_path, class_field="kind")
    assert config.dataset.class_config.names == ["oak", "background"]


def test_labels_only_where_is_validated_are_told(image, tmp_path):
    labels = write_boxes(tmp_path / "l.gpkg", [(280, 10, 295, 60)])
    with pytest.raises(LabelError, match="kept for training") as caught:
        pipeline(image, labels, tmp_path / "run")
    assert "another side" in caught.value.hint
    assert not (tmp_path / "run").exists()


def test_a_wrong_choice_leaves_no_areas_behind(image, labels, tmp_path):
    with pytest.raises(ConfigError, match="Did you mean 'unet'"):
        pipeline(image, labels, tmp_path / "run", choices=TrainingChoices(architecture="unett"))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("height", "width", "wanted", "expected"),
    [(200, 300, 64, 64), (200, 300, 256, 96), (40, 50, 256, 64), (2000, 2000, 256, 256)],
)
def test_chips_of_small_images_are_smaller(tmp_path, height, width, wanted, expected):
    image = str(write_image(tmp_path / "i.tif", np.ones((height, width), np.uint8)))
    labels = write_boxes(tmp_path / "l.gpkg", [(0, 0, 20, 20)])
    config = pipeline(image, labels, tmp_path, choices=TrainingChoices(chip_size=wanted))
    assert config.backend.data.img_sz == expected
    for scene in ("training", "validation"):
        assert config.chip_options.sampling_of(scene).size == expected


def test_bytes_are_taken_as_they_are_and_other_numbers_are_scaled(labels, tmp_path):
    for dtype, count in ((np.uint8, 0), (np.uint16, 1), (np.float32, 1)):
        path = str(write_image(tmp_path / "i.tif", np.ones((200, 300, 2), dtype)))
        config = pipeline(path, labels, tmp_path)
        assert len(config.dataset.train_scenes[0].raster_source.transformers) == count


def test_the_choices_arrive_in_the_training(image, labels, tmp_path):
    choices = TrainingChoices(
        epochs=7, architecture="deeplabv3", encoder="resnet50", batch_size=3, learning_rate=0.02,
        pretrained=False, seed=5,
    )  # fmt: skip
    backend = pipeline(image, labels, tmp_path, choices=choices).backend
    solver, model = backend.solver, backend.model
    assert (solver.num_epochs, solver.batch_sz, solver.lr, solver.seed) == (7, 3, 0.02, 5)
    assert (model.architecture, model.backbone, model.pretrained) == (
        "deeplabv3",
        "resnet50",
        False,
    )


def test_the_config_says_the_same_after_it_was_in_a_file(image, labels, tmp_path):
    config = pipeline(image, labels, tmp_path, class_field="kind")
    save_pipeline_config(config, tmp_path / "config.json")
    assert load_pipeline_config(tmp_path / "config.json") == config


def test_an_image_without_a_crs_is_divided_too(labels, tmp_path):
    grid = rasterio.Affine(PIXEL, 0, LEFT, 0, -PIXEL, TOP)
    image = write_image(tmp_path / "i.tif", np.ones((200, 300), np.uint8), crs=None, transform=grid)
    training, validation = areas(pipeline(str(image), labels, tmp_path))
    assert validation[:, 225:].all()
    np.testing.assert_array_equal(training, ~validation)


def test_blocks_for_validation_are_spread_over_the_image(image, labels, tmp_path):
    config = pipeline(image, labels, tmp_path / "run", Split(validate_on="blocks"))
    training, validation = areas(config)
    assert not (training & validation).any()
    assert (training | validation).all()
    assert validation.mean() == pytest.approx(0.25, abs=0.01)
    # No row or column of blocks is without one.
    assert validation.any(axis=0).mean() > 0.9
    assert validation.any(axis=1).mean() > 0.9


@pytest.mark.parametrize("wanted", [False, True])
def test_one_option_has_all_scenes_write_their_probabilities(image, labels, tmp_path, wanted):
    config = pipeline(image, labels, tmp_path)
    config.predict_options.write_probabilities = wanted
    config.update()
    stores = [scene.label_store for scene in config.dataset.predicted_scenes]
    assert stores
    assert ["score_raster" in store.files(tmp_path, "a") for store in stores] == [wanted] * len(
        stores
    )
    # What else a store writes stays.
    assert all(len(store.vector_output) == 1 for store in stores)


def test_classes_that_look_alike_and_a_field_of_numbers_are_told_of(image, tmp_path, caplog):
    boxes = [(10 * i, 10, 10 * i + 8, 40) for i in range(24)]
    alike = write_boxes(tmp_path / "alike.gpkg", boxes, ["Oak", "oak ", "fir"] * 8)
    pipeline(image, alike, tmp_path / "a", class_field="kind")
    (told,) = [record.getMessage() for record in caplog.records]
    assert "'Oak' and 'oak ' differ only in capitals or spaces" in told
    caplog.clear()
    ids = write_boxes(tmp_path / "ids.gpkg", boxes, [f"{i}" for i in range(24)])
    pipeline(image, ids, tmp_path / "b", class_field="kind")
    (told,) = [record.getMessage() for record in caplog.records]
    assert "24 different values for 24 features" in told


def test_points_are_told_of_where_pixels_are_learnt(image, tmp_path, caplog):
    points = shapely.points([[LEFT + 20 * PIXEL, TOP - 20 * PIXEL]] * 3)
    pyogrio.raw.write(
        tmp_path / "points.gpkg",
        geometry=shapely.to_wkb(points),
        field_data=[],
        fields=np.array([], object),
        geometry_type="Point",
        crs="EPSG:32633",
    )
    pipeline(image, str(tmp_path / "points.gpkg"), tmp_path / "run")
    (told,) = [record.getMessage() for record in caplog.records]
    assert "3 of 3 labels" in told
    assert "points or lines" in told
