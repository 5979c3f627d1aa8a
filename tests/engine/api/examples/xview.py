"""A script in the shape of Raster Vision's xview: boxes around vehicles, scenes from a list."""

import os
from os.path import join

from scene_list import get_scene_info

from rv_engine.api import *


def get_config(
    runner, raw_uri: str, processed_uri: str, root_uri: str, nochip: bool = True
) -> ObjectDetectionConfig:
    def make_scene(scene_info: list) -> SceneConfig:
        image, labels = scene_info
        return SceneConfig(
            id=os.path.splitext(os.path.basename(image))[0],
            raster_source=RasterioSourceConfig(
                uris=[join(raw_uri, image)], channel_order=[0, 1, 2]
            ),
            label_source=ObjectDetectionLabelSourceConfig(
                vector_source=GeoJSONVectorSourceConfig(
                    uris=join(processed_uri, labels),
                    transformers=[ClassInferenceTransformerConfig(default_class_id=0)],
                )
            ),
        )

    train = get_scene_info(join(processed_uri, "train-scenes.csv"))
    val = get_scene_info(join(processed_uri, "val-scenes.csv"))
    scenes = DatasetConfig(
        class_config=ClassConfig(names=["vehicle"], colors=["red"]),
        train_scenes=[make_scene(info) for info in train],
        validation_scenes=[make_scene(info) for info in val],
    )
    chip_sz = 300
    chip_options = ObjectDetectionChipOptions(
        sampling=ObjectDetectionWindowSamplingConfig(
            method=WindowSamplingMethod.random,
            size=chip_sz,
            size_lims=(chip_sz, chip_sz + 1),
            max_windows=200,
            clip=True,
            neg_ratio=1.0,
            ioa_thresh=0.8,
        )
    )
    if nochip:
        data = ObjectDetectionGeoDataConfig(
            scene_dataset=scenes, sampling=chip_options.sampling, img_sz=chip_sz, augmentors=[]
        )
    else:
        data = ObjectDetectionImageDataConfig(img_sz=chip_sz, num_workers=4)
    backend = PyTorchObjectDetectionConfig(
        data=data,
        model=ObjectDetectionModelConfig(backbone=Backbone.resnet50),
        solver=SolverConfig(lr=1e-4, num_epochs=10, batch_sz=16, one_cycle=True),
        log_tensorboard=True,
        run_tensorboard=False,
    )
    return ObjectDetectionConfig(
        root_uri=root_uri,
        dataset=scenes,
        backend=backend,
        chip_options=chip_options,
        predict_options=ObjectDetectionPredictOptions(
            chip_sz=chip_sz, merge_thresh=0.1, score_thresh=0.5
        ),
    )
