"""One description of a pipeline for both engines, for `against_raster_vision.py`.

Raster Vision and RV Studio read this same file: the names are the same. Only the network comes in by
another door, as an external module there and as a plugin here, and RV Studio is told to leave out
what Raster Vision does not do (weight decay, clipped steps, 16-bit numbers, choosing the best epoch).
"""

from pathlib import Path
from types import SimpleNamespace

HUB = Path(__file__).resolve().parent / "small_models"
CHIP_PX = 256
PIXELS_CHIP_PX = 128
"""Chips for segmentation, where 256 px would take a CPU four times as long a step."""

try:
    from rastervision import pytorch_backend, pytorch_learner
    from rastervision.core import data, rv_pipeline
    from rastervision.pytorch_learner.learner import Learner

    modules = (pytorch_backend, pytorch_learner, data, rv_pipeline)
    rv = SimpleNamespace(**{name: value for one in modules for name, value in vars(one).items()})
    OURS = False
    # Its export to ONNX does not work for detectors with this torch, and is not compared.
    Learner.export_to_onnx = lambda *_, **__: None
except ImportError:
    import rv_engine.api as rv

    OURS = True


def get_config(  # noqa: PLR0917 - both engines give them by name
    runner,  # noqa: ARG001
    root: str,
    task: str,
    west: str,
    east: str,
    labels: str,
    chips: str,
    epochs: str,
    seed: str,
):
    """The pipeline of a task, which trains on the image west and predicts the image east.

    Raster Vision trains on the files in the folder `chips`, which RV Studio has cut.
    """
    images = [("west", west), ("east", east)]
    return _TASKS[task](root, images, labels, chips, int(epochs), int(seed))


def _segmentation(root, images, labels, chips, epochs, seed):
    classes = rv.ClassConfig(names=["building", "background"], null_class="background")

    def label_source():
        return rv.SemanticSegmentationLabelSourceConfig(
            raster_source=rv.RasterizedSourceConfig(
                vector_source=_vectors(labels, default_class_id=0),
                rasterizer_config=rv.RasterizerConfig(background_class_id=1),
            )
        )

    dataset = _dataset(classes, images, label_source)
    sampling = _sampling(rv.WindowSamplingConfig, PIXELS_CHIP_PX)
    return rv.SemanticSegmentationConfig(
        root_uri=root,
        dataset=dataset,
        backend=rv.PyTorchSemanticSegmentationConfig(
            data=_data("SemanticSegmentation", sampling, PIXELS_CHIP_PX, chips),
            model=_model(
                rv.SemanticSegmentationModelConfig, "small_unet", len(classes.names), seed
            ),
            solver=_solver(epochs, 8, seed),
            log_tensorboard=False,
        ),
        predict_options=rv.SemanticSegmentationPredictOptions(
            chip_sz=PIXELS_CHIP_PX,
            stride=PIXELS_CHIP_PX * 3 // 4,
            crop_sz="auto",
            batch_sz=8,
        ),
    )


def _classification(root, images, labels, chips, epochs, seed):
    classes = rv.ClassConfig(names=["open", "mixed", "dense"])

    def label_source():
        return rv.ChipClassificationLabelSourceConfig(vector_source=_vectors(labels))

    dataset = _dataset(classes, images, label_source)
    sampling = _sampling(rv.WindowSamplingConfig, CHIP_PX)
    return rv.ChipClassificationConfig(
        root_uri=root,
        dataset=dataset,
        backend=rv.PyTorchChipClassificationConfig(
            data=_data("Classification", sampling, CHIP_PX, chips),
            model=_model(
                rv.ClassificationModelConfig, "small_classifier", len(classes.names), seed
            ),
            solver=_solver(epochs, 8, seed),
            log_tensorboard=False,
        ),
        **({} if OURS else {"chip_options": rv.ChipOptions(sampling=sampling)}),
        predict_options=rv.PredictOptions(chip_sz=CHIP_PX, batch_sz=8),
    )


def _detection(root, images, labels, chips, epochs, seed):
    classes = rv.ClassConfig(names=["building"])

    def label_source():
        return rv.ObjectDetectionLabelSourceConfig(
            vector_source=_vectors(labels, default_class_id=0)
        )

    dataset = _dataset(classes, images, label_source)
    # As Raster Vision does it with sliding windows: every box that a window touches.
    sampling = _sampling(
        rv.ObjectDetectionWindowSamplingConfig, CHIP_PX, ioa_thresh=1e-6, clip=True
    )
    return rv.ObjectDetectionConfig(
        root_uri=root,
        dataset=dataset,
        backend=rv.PyTorchObjectDetectionConfig(
            data=_data("ObjectDetection", sampling, CHIP_PX, chips),
            model=_model(rv.ObjectDetectionModelConfig, "small_detector", 1, seed),
            solver=_solver(epochs, 4, seed),
            log_tensorboard=False,
        ),
        predict_options=rv.ObjectDetectionPredictOptions(
            chip_sz=CHIP_PX, stride=CHIP_PX // 2, batch_sz=4, score_thresh=0.05, merge_thresh=0.5
        ),
    )


_TASKS = {
    "semantic-segmentation": _segmentation,
    "chip-classification": _classification,
    "object-detection": _detection,
}


def _vectors(labels, **inference):
    return rv.GeoJSONVectorSourceConfig(
        uris=labels, transformers=[rv.ClassInferenceTransformerConfig(**inference)]
    )


def _dataset(classes, images, label_source):
    train, validation = (
        rv.SceneConfig(
            id=name,
            raster_source=rv.RasterioSourceConfig(uris=[image]),
            label_source=label_source(),
        )
        for name, image in images
    )
    return rv.DatasetConfig(
        class_config=classes, train_scenes=[train], validation_scenes=[validation]
    )


def _sampling(config_class, chip_px, **options):
    return {
        name: config_class(size=chip_px, stride=chip_px, **options) for name in ("west", "east")
    }


def _data(task, sampling, chip_px, chips):
    if OURS:
        config_class = getattr(rv, f"{task}GeoDataConfig")
        return config_class(sampling=sampling, img_sz=chip_px, num_workers=0)
    config_class = getattr(rv, f"{task}ImageDataConfig")
    return config_class(uri=chips, img_sz=chip_px, num_workers=0)


def _solver(epochs, batch_sz, seed):
    own = {}
    if OURS:
        own = {
            "optimizer": "adam",
            "max_grad_norm": None,
            "mixed_precision": "no",
            "keep": "last",
            "seed": seed,
        }
    return rv.SolverConfig(lr=1e-3, num_epochs=epochs, batch_sz=batch_sz, **own)


def _model(config_class, name, num_classes, seed):
    if OURS:
        return _OUR_MODELS[name](seed=seed)
    return config_class(
        external_def=rv.ExternalModuleConfig(
            uri=str(HUB),
            name="small_models",
            entrypoint=name,
            entrypoint_kwargs={"num_classes": num_classes, "seed": seed},
        )
    )


if OURS:
    from typing import ClassVar

    def _networks():
        import torch

        def build(name, *arguments):
            return torch.hub.load(str(HUB), name, *arguments, source="local", trust_repo=True)

        return build

    @rv.register_config("small_unet")
    class SmallUNetConfig(rv.SemanticSegmentationModelConfig):
        """The small U-Net."""

        type_hint: ClassVar[str] = "small_unet"

        seed: int = 0
        """Where its random numbers begin."""

        pretrained: bool = False
        """Not at all."""

        def build(self, num_channels, num_classes, monitor=None):
            from rv_engine.learner.semantic_segmentation.segmentation_network import (
                SegmentationNetwork,
            )

            body = _networks()("small_unet", num_classes, self.seed)
            return SegmentationNetwork(body, num_channels, num_classes, size_multiple_px=16)

    @rv.register_config("small_classifier")
    class SmallClassifierConfig(rv.ClassificationModelConfig):
        """The small classifier."""

        type_hint: ClassVar[str] = "small_classifier"

        seed: int = 0
        """Where its random numbers begin."""

        pretrained: bool = False
        """Not at all."""

        def build(self, num_channels, num_classes, monitor=None):
            from rv_engine.learner.chip_classification.classification_network import (
                ClassificationNetwork,
            )

            body = _networks()("small_classifier", num_classes, self.seed)
            return ClassificationNetwork(body, num_channels, num_classes)

    @rv.register_config("small_detector")
    class SmallDetectorConfig(rv.ObjectDetectionModelConfig):
        """The small detector."""

        type_hint: ClassVar[str] = "small_detector"

        seed: int = 0
        """Where its random numbers begin."""

        pretrained: bool = False
        """Not at all."""

        def build(self, num_channels, num_classes, monitor=None):
            from rv_engine.learner.object_detection.detection_network import DetectionNetwork

            # The engine has normalised the images already.
            mean, std = [0.0] * num_channels, [1.0] * num_channels
            body = _networks()("small_detector", num_classes, self.seed, mean, std)
            return DetectionNetwork(body, num_channels, num_classes, first_label=1)

    _OUR_MODELS = {
        "small_unet": SmallUNetConfig,
        "small_classifier": SmallClassifierConfig,
        "small_detector": SmallDetectorConfig,
    }
