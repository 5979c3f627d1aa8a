"""Raster Vision's pipeline for `buildings_banepa.py`; runs in Raster Vision's own environment."""

from pathlib import Path

from rastervision.core.backend import *  # noqa: F403
from rastervision.core.data import *  # noqa: F403
from rastervision.core.rv_pipeline import *  # noqa: F403
from rastervision.pytorch_backend import *  # noqa: F403
from rastervision.pytorch_learner import *  # noqa: F403

CHIP_PX = 256


def get_config(runner, root, west, east, labels, epochs):  # noqa: ARG001
    """The pipeline: the same chips, model, batch and learning rate as ours."""
    classes = ClassConfig(names=["building", "background"], null_class="background")  # noqa: F405
    train = _scene("west", west, labels)
    validation = _scene("east", east, labels)
    dataset = DatasetConfig(  # noqa: F405
        class_config=classes, train_scenes=[train], validation_scenes=[validation]
    )
    sampling = {
        "west": WindowSamplingConfig(size=CHIP_PX, stride=CHIP_PX // 2),  # noqa: F405
        "east": WindowSamplingConfig(size=CHIP_PX, stride=CHIP_PX),  # noqa: F405
    }
    model = SemanticSegmentationModelConfig(  # noqa: F405
        external_def=ExternalModuleConfig(  # noqa: F405
            uri=str(Path(__file__).parent / "unet"),
            name="unet",
            entrypoint="unet",
            entrypoint_kwargs={"num_classes": len(classes)},
        )
    )
    backend = PyTorchSemanticSegmentationConfig(  # noqa: F405
        data=SemanticSegmentationGeoDataConfig(  # noqa: F405
            scene_dataset=dataset, sampling=sampling, img_sz=CHIP_PX, num_workers=0
        ),
        model=model,
        solver=SolverConfig(lr=1e-3, num_epochs=int(epochs), batch_sz=8),  # noqa: F405
        log_tensorboard=False,
    )
    return SemanticSegmentationConfig(  # noqa: F405
        root_uri=root,
        dataset=dataset,
        backend=backend,
        predict_options=SemanticSegmentationPredictOptions(  # noqa: F405
            chip_sz=CHIP_PX, stride=CHIP_PX * 3 // 4, crop_sz="auto", batch_sz=8
        ),
    )


def _scene(name, image, labels):
    vector_source = GeoJSONVectorSourceConfig(  # noqa: F405
        uris=labels,
        transformers=[ClassInferenceTransformerConfig(default_class_id=0)],  # noqa: F405
    )
    raster_source = RasterizedSourceConfig(  # noqa: F405
        vector_source=vector_source,
        rasterizer_config=RasterizerConfig(background_class_id=1),  # noqa: F405
    )
    return SceneConfig(  # noqa: F405
        id=name,
        raster_source=RasterioSourceConfig(uris=[image]),  # noqa: F405
        label_source=SemanticSegmentationLabelSourceConfig(raster_source=raster_source),  # noqa: F405
    )
