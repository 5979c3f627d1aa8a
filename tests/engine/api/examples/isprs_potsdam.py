"""A script in the shape of Raster Vision's isprs_potsdam: land cover from labels in colours."""

from os.path import join

from rv_engine.api import *

TRAIN_IDS = ["2_10", "2_11"]
VAL_IDS = ["2_12"]
NAMES = ["Car", "Building", "Low Vegetation", "Tree", "Impervious", "Clutter"]
COLORS = ["#ffff00", "#0000ff", "#00ffff", "#00ff00", "#ffffff", "#ff0000"]


def get_config(
    runner,
    raw_uri: str,
    root_uri: str,
    multiband: bool = False,
    external_model: bool = False,
    augment: bool = False,
    nochip: bool = True,
    allow_streaming: bool = False,
    num_epochs: int = 10,
    batch_sz: int = 8,
) -> SemanticSegmentationConfig:
    chip_sz = 300
    if multiband:
        channel_order = [0, 1, 2, 3]
        groups = {"RGB": (0, 1, 2), "IR": (3,)}
    else:
        channel_order = [3, 0, 1]
        groups = None
    # What albumentations' `to_dict` returns.
    transform = {"transform": {"__class_fullname__": "VerticalFlip"}} if augment else None
    class_config = ClassConfig(names=NAMES, colors=COLORS)

    def make_scene(id: str) -> SceneConfig:
        return SceneConfig(
            id=id,
            raster_source=RasterioSourceConfig(
                uris=[join(raw_uri, f"top_potsdam_{id}_RGBIR.tif")],
                channel_order=channel_order,
                allow_streaming=allow_streaming,
            ),
            label_source=SemanticSegmentationLabelSourceConfig(
                raster_source=RasterioSourceConfig(
                    uris=[join(raw_uri, f"top_potsdam_{id}_label.tif")],
                    transformers=[RGBClassTransformerConfig(class_config=class_config)],
                    allow_streaming=allow_streaming,
                )
            ),
            label_store=SemanticSegmentationLabelStoreConfig(
                rgb=True, vector_output=[PolygonVectorOutputConfig(class_id=0)]
            ),
        )

    scenes = DatasetConfig(
        class_config=class_config,
        train_scenes=[make_scene(id) for id in TRAIN_IDS],
        validation_scenes=[make_scene(id) for id in VAL_IDS],
    )
    sampling = {
        scene.id: WindowSamplingConfig(
            method=WindowSamplingMethod.sliding, size=chip_sz, stride=chip_sz
        )
        for scene in (*scenes.train_scenes, *scenes.validation_scenes)
    }
    options = {
        "img_sz": chip_sz,
        "num_workers": 4,
        "base_transform": transform,
        "aug_transform": transform,
        "plot_options": PlotOptions(transform=transform, channel_display_groups=groups),
    }
    if nochip:
        data = SemanticSegmentationGeoDataConfig(
            scene_dataset=scenes, sampling=sampling, img_channels=len(channel_order), **options
        )
    else:
        data = SemanticSegmentationImageDataConfig(**options)
    if external_model:
        class_config.ensure_null_class()
        model = SemanticSegmentationModelConfig(
            external_def=ExternalModuleConfig(
                github_repo="somebody/networks:0.3",
                name="fpn",
                entrypoint="make_fpn_resnet",
                entrypoint_kwargs={"name": "resnet50", "num_classes": len(class_config)},
            )
        )
    else:
        model = SemanticSegmentationModelConfig(backbone=Backbone.resnet50)
    return SemanticSegmentationConfig(
        root_uri=root_uri,
        dataset=scenes,
        backend=PyTorchSemanticSegmentationConfig(
            data=data,
            model=model,
            solver=SolverConfig(lr=1e-4, num_epochs=num_epochs, batch_sz=batch_sz, one_cycle=True),
            log_tensorboard=True,
            run_tensorboard=False,
        ),
        chip_options=SemanticSegmentationChipOptions(sampling=sampling),
        predict_options=SemanticSegmentationPredictOptions(chip_sz=chip_sz),
    )
