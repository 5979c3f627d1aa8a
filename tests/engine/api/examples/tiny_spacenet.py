"""A script in the shape of Raster Vision's tiny_spacenet: two scenes, one epoch."""

from os.path import join

from rv_engine.api import *


def get_config(runner, raw_uri: str, root_uri: str) -> SemanticSegmentationConfig:
    classes = ClassConfig(names=["building", "background"], colors=["red", "black"])
    scenes = DatasetConfig(
        class_config=classes,
        train_scenes=[make_scene("scene_205", raw_uri, "205", classes)],
        validation_scenes=[make_scene("scene_25", raw_uri, "25", classes)],
    )
    chip_sz = 300
    backend = PyTorchSemanticSegmentationConfig(
        data=SemanticSegmentationGeoDataConfig(
            scene_dataset=scenes,
            sampling=WindowSamplingConfig(
                method=WindowSamplingMethod.random, size=chip_sz, max_windows=10
            ),
        ),
        model=SemanticSegmentationModelConfig(backbone=Backbone.resnet50),
        solver=SolverConfig(lr=1e-4, num_epochs=1, batch_sz=2),
    )
    return SemanticSegmentationConfig(
        root_uri=root_uri,
        dataset=scenes,
        backend=backend,
        predict_options=SemanticSegmentationPredictOptions(chip_sz=chip_sz),
    )


def make_scene(scene_id: str, raw_uri: str, number: str, classes: ClassConfig) -> SceneConfig:
    vector_source = GeoJSONVectorSourceConfig(
        uris=join(raw_uri, f"buildings_{number}.geojson"),
        transformers=[
            ClassInferenceTransformerConfig(default_class_id=classes.get_class_id("building"))
        ],
    )
    return SceneConfig(
        id=scene_id,
        raster_source=RasterioSourceConfig(
            uris=join(raw_uri, f"image_{number}.tif"), channel_order=[0, 1, 2]
        ),
        label_source=SemanticSegmentationLabelSourceConfig(
            raster_source=RasterizedSourceConfig(
                vector_source=vector_source,
                rasterizer_config=RasterizerConfig(
                    background_class_id=classes.get_class_id("background")
                ),
            )
        ),
    )
