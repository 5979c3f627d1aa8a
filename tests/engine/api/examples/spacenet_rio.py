"""A script in the shape of Raster Vision's spacenet_rio: where are buildings, cell by cell?"""

import os
from os.path import join

from scene_list import get_scene_info

from rv_engine.api import *

AOI_PATH = "Rio_OUTLINE_Public_AOI.geojson"


def get_config(
    runner,
    raw_uri: str,
    processed_uri: str,
    root_uri: str,
    external_model: bool = False,
    external_loss: bool = False,
    nochip: bool = True,
) -> ChipClassificationConfig:
    class_config = ClassConfig(names=["no_building", "building"])
    chip_sz = 200

    def make_scene(scene_info: list) -> SceneConfig:
        image, labels = scene_info
        return SceneConfig(
            id=os.path.splitext(os.path.basename(image))[0],
            raster_source=RasterioSourceConfig(
                channel_order=[0, 1, 2], uris=[join(raw_uri, image)]
            ),
            label_source=ChipClassificationLabelSourceConfig(
                vector_source=GeoJSONVectorSourceConfig(
                    uris=join(processed_uri, labels),
                    transformers=[ClassInferenceTransformerConfig(default_class_id=1)],
                ),
                ioa_thresh=0.5,
                use_intersection_over_cell=False,
                pick_min_class_id=False,
                background_class_id=0,
                infer_cells=True,
            ),
            aoi_uris=[join(raw_uri, AOI_PATH)],
        )

    train = [make_scene(info) for info in get_scene_info(join(processed_uri, "train-scenes.csv"))]
    val = [make_scene(info) for info in get_scene_info(join(processed_uri, "val-scenes.csv"))]
    scenes = DatasetConfig(class_config=class_config, train_scenes=train, validation_scenes=val)
    sampling = {
        scene.id: WindowSamplingConfig(
            method=WindowSamplingMethod.sliding, size=chip_sz, stride=chip_sz // 2
        )
        for scene in (*train, *val)
    }
    if nochip:
        data = ClassificationGeoDataConfig(
            scene_dataset=scenes, sampling=sampling, img_sz=chip_sz, num_workers=4
        )
    else:
        data = ClassificationImageDataConfig(img_sz=chip_sz, num_workers=4)
    module = ExternalModuleConfig(
        github_repo="somebody/modules",
        name="module",
        entrypoint="make",
        force_reload=False,
        entrypoint_kwargs={"alpha": [0.75, 0.25]},
    )
    if external_model:
        model = ClassificationModelConfig(external_def=module)
    else:
        model = ClassificationModelConfig(backbone=Backbone.resnet50)
    solver = SolverConfig(
        lr=1e-4,
        num_epochs=20,
        batch_sz=32,
        one_cycle=True,
        external_loss_def=module if external_loss else None,
    )
    backend = PyTorchChipClassificationConfig(
        data=data, model=model, solver=solver, log_tensorboard=True, run_tensorboard=False
    )
    return ChipClassificationConfig(
        root_uri=root_uri,
        dataset=scenes,
        backend=backend,
        chip_options=ChipOptions(sampling=sampling),
        predict_options=PredictOptions(chip_sz=chip_sz),
    )
