from pathlib import Path

import numpy as np
import pytest

from rv_engine.errors import ConfigError
from rv_engine.pipeline.config_file import load_pipeline_config, save_pipeline_config
from rv_engine.pipeline.layers import LayerImage, Layers
from rv_engine.pipeline.object_detection_from_layers import (
    ObjectDetectionChoices,
    object_detection_from_layers,
)
from tests.engine.backend.scene_files import write_image
from tests.engine.pipeline.test_semantic_segmentation_from_layers import write_boxes

BOXES = [(10, 10, 40, 40), (150, 150, 190, 190), (560, 20, 590, 60)]


def pipeline(tmp_path: Path, boxes=BOXES, size=(600, 800), dtype=np.uint8, **choices):
    image = write_image(tmp_path / "image.tif", np.full((*size, 3), 7, dtype))
    kinds = ["oak", "fir", "oak"][: len(boxes)]
    labels = write_boxes(tmp_path / "labels.gpkg", boxes, kinds, "trees")
    layers = Layers(images=[LayerImage([str(image)])], labels=labels, class_field="kind")
    return object_detection_from_layers(layers, ObjectDetectionChoices(**choices), tmp_path / "run")


def test_the_defaults_follow_the_data_and_survive_a_file(tmp_path) -> None:
    config = pipeline(tmp_path)
    assert config.dataset.class_config.names == ["fir", "oak"]
    assert config.backend.data.img_sz == config.predict_options.chip_sz == 256
    save_pipeline_config(config, tmp_path / "config.json")
    assert load_pipeline_config(tmp_path / "config.json").to_dict() == config.to_dict()
    config.update()
    config.validate_config()


def test_chips_have_room_for_large_objects_within_the_training_area(tmp_path) -> None:
    large = [(10, 10, 210, 180)]
    assert pipeline(tmp_path, large).backend.data.img_sz == 480
    (tmp_path / "labels.gpkg").unlink()
    assert pipeline(tmp_path, large, size=(300, 800)).backend.data.img_sz == 288


def test_boxes_of_the_validation_part_are_not_learned(tmp_path) -> None:
    config = pipeline(tmp_path)
    training, validation = (
        scene.build(config.dataset.class_config)
        for scene in (config.dataset.train_scenes[0], config.dataset.validation_scenes[0])
    )
    assert not training.aoi.mask(training.extent)[:, 600:].any()
    assert validation.aoi.mask(training.extent)[:, 600:].all()


def test_other_types_than_bytes_are_stretched_by_their_statistics(tmp_path) -> None:
    config = pipeline(tmp_path, dtype=np.uint16)
    transformers = config.dataset.train_scenes[0].raster_source.transformers
    assert [transformer.type_hint for transformer in transformers] == ["stats_transformer"]


def test_an_unknown_model_is_refused_with_a_suggestion(tmp_path) -> None:
    with pytest.raises(ConfigError, match="Did you mean 'retinanet'"):
        pipeline(tmp_path, architecture="retinaet")
