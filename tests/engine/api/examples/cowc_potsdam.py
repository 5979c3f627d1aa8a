"""A script in the shape of Raster Vision's cowc_potsdam: boxes around cars."""

from os.path import join

from rv_engine.api import *

TRAIN_IDS = ["2_10", "2_11"]
VAL_IDS = ["2_13"]


def get_config(
    runner,
    raw_uri: str,
    processed_uri: str,
    root_uri: str,
    nochip: bool = True,
    multiband: bool = False,
    external_model: bool = False,
) -> ObjectDetectionConfig:
    chip_sz = 300
    if multiband:
        channel_order = [0, 1, 2, 3]
        groups = {"RGB": [0, 1, 2], "IR": [3]}
    else:
        channel_order = [0, 1, 2]
        groups = None

    def make_scene(id: str) -> SceneConfig:
        labels = join(processed_uri, "labels", f"top_potsdam_{id}_RGBIR.json")
        return SceneConfig(
            id=id,
            raster_source=RasterioSourceConfig(
                uris=[join(raw_uri, f"top_potsdam_{id}_RGBIR.tif")], channel_order=channel_order
            ),
            label_source=ObjectDetectionLabelSourceConfig(
                vector_source=GeoJSONVectorSourceConfig(
                    uris=labels,
                    transformers=[ClassInferenceTransformerConfig(default_class_id=0)],
                )
            ),
        )

    scenes = DatasetConfig(
        class_config=ClassConfig(names=["vehicle"], colors=["red"]),
        train_scenes=[make_scene(id) for id in TRAIN_IDS],
        validation_scenes=[make_scene(id) for id in VAL_IDS],
    )
    sampling = ObjectDetectionWindowSamplingConfig(
        method=WindowSamplingMethod.random,
        size=chip_sz,
        size_lims=(chip_sz, chip_sz + 1),
        max_windows=100,
        max_sample_attempts=100,
        clip=True,
        neg_ratio=5.0,
        ioa_thresh=0.9,
        neg_ioa_thresh=0.2,
    )
    plot_options = PlotOptions(channel_display_groups=groups)
    if nochip:
        data = ObjectDetectionGeoDataConfig(
            scene_dataset=scenes,
            sampling=sampling,
            img_sz=chip_sz,
            num_workers=4,
            plot_options=plot_options,
        )
    else:
        data = ObjectDetectionImageDataConfig(
            img_sz=chip_sz, num_workers=4, plot_options=plot_options
        )
    if external_model:
        model = ObjectDetectionModelConfig(
            external_def=ExternalModuleConfig(
                github_repo="somebody/vision:hub",
                name="ssd",
                entrypoint="ssd300_vgg16",
                force_reload=True,
                entrypoint_kwargs={"num_classes": 2, "pretrained": False},
            )
        )
    else:
        model = ObjectDetectionModelConfig(backbone=Backbone.resnet18)
    backend = PyTorchObjectDetectionConfig(
        data=data,
        model=model,
        solver=SolverConfig(lr=1e-4, num_epochs=10, batch_sz=16, one_cycle=True),
        log_tensorboard=False,
        run_tensorboard=False,
    )
    return ObjectDetectionConfig(
        root_uri=root_uri,
        dataset=scenes,
        backend=backend,
        chip_options=ObjectDetectionChipOptions(sampling=sampling),
        predict_options=ObjectDetectionPredictOptions(
            chip_sz=chip_sz, merge_thresh=0.5, score_thresh=0.9
        ),
    )
