"""What Raster Vision has and this engine does not: each is answered by its name, with what to do.

Its fields that make no difference here are accepted, so that its scripts and files work; whoever
gave one a value is told that it was left out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from rv_engine.errors import ConfigError

logger = logging.getLogger(__name__)

# The type of pydantic's error about a field that only Raster Vision has.
UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class TheirField:
    """A field that Raster Vision has.

    Attributes:
        advice: What to do instead; for a field without effect here, why it is not needed.
        is_harmless: Whether nothing is lost when this value is left out, given all values beside.
    """

    advice: str
    is_harmless: Callable[[Any, Mapping[str, Any]], bool]


class UnsupportedNameError(ConfigError, ImportError):
    """Something of Raster Vision that this engine does not have was imported or made."""


def _needless(reason: str) -> TheirField:
    return TheirField(reason, lambda value, values: True)


def _unless_used(advice: str) -> TheirField:
    return TheirField(advice, lambda value, values: value in (None, False, [], {}))


def _is_one_size(limits: Any, values: Mapping[str, Any]) -> bool:
    # Raster Vision leaves out the upper limit.
    return limits is None or list(limits) == [values.get("size"), values.get("size", 0) + 1]


def _external(group: str) -> TheirField:
    return _unless_used(
        f"code from elsewhere comes in as a plugin. Write a {group} whose build() returns your "
        "torch module, register it in register_plugin(registry), and name the file with --plugin."
    )


_ONE_SIZE = TheirField(
    "windows are of one size, because images are not resampled. Set size.", _is_one_size
)
_TRANSFORM = _unless_used(
    "choose of the augmentors, or write one in a plugin; bands are scaled by the statistics that the "
    "model remembers."
)
_FEWER = _unless_used("give fewer scenes, or fewer windows with max_windows.")
_NO_GROUPS = _unless_used("put the images into one folder.")

# By the type hint of the Config that has the field there; it counts for what derives from it too.
FIELDS: dict[str, dict[str, TheirField]] = {
    "pipeline": {
        "plugin_versions": _needless("`rv convert` reads old files"),
        "rv_config": _unless_used("settings come from rv.toml and the environment."),
    },
    "rv_pipeline": {
        "source_bundle_uri": _unless_used("set init_weights of the model to the weights."),
    },
    "semantic_segmentation_label_store": {
        "rgb": _needless("labels.tif has the colours of the classes as its colour table"),
    },
    "polygon_vector_output": {
        "threshold": _unless_used("polygons are drawn around the pixels of the likeliest class."),
    },
    "window_sampling": {
        "size_lims": _ONE_SIZE,
        "h_lims": _ONE_SIZE,
        "w_lims": _ONE_SIZE,
        "efficient_aoi_sampling": _needless("windows are looked for inside the areas anyway"),
    },
    "model": {
        "external_def": _external("ModelConfig"),
    },
    "solver": {
        "external_loss_def": _external("LossConfig"),
        "sync_interval": _needless("outputs are copied when they are whole"),
    },
    "data": {
        "aug_transform": _TRANSFORM,
        "base_transform": _TRANSFORM,
        "data_format": _needless("there is one format for each task"),
        "group_train_sz": _NO_GROUPS,
        "group_train_sz_rel": _NO_GROUPS,
        "group_uris": _NO_GROUPS,
        "plot_options": _needless("pictures are made with the bands that people see"),
        "preview_batch_limit": _needless("pictures show a few chips"),
        "train_sz": _FEWER,
        "train_sz_rel": _FEWER,
    },
    "backend": {
        "log_tensorboard": _needless("log_tensorboard of the solver writes TensorBoard's logs"),
        "run_tensorboard": _unless_used("start `tensorboard --logdir` on the folder of TRAIN."),
        "save_all_checkpoints": _unless_used("the best and the last checkpoint are kept."),
    },
    "learner": {
        "eval_train": _unless_used("make a validation folder of the training images."),
        "log_tensorboard": _needless("log_tensorboard of the solver writes TensorBoard's logs"),
        "run_tensorboard": _unless_used("start `tensorboard --logdir` on the output folder."),
        "save_all_checkpoints": _unless_used("the best and the last checkpoint are kept."),
        "save_model_bundle": _needless("the trained model is always saved"),
    },
}

_STAC = "download the assets, or give RasterioSourceConfig their addresses."
_MAKE_IT = "make a Config and build() it, or run a pipeline."
_DATASETS = "DataConfig and its kinds describe what a model is trained with; build() a learner."
_REGRESSION = "regression is no task of this engine."
_OF_A_TASK = "take the one of a task, such as SemanticSegmentation..."
_PICTURES = "TRAIN makes pictures of the chips."
_ONE_FORMAT = "there is one format for each task."
_TOOLS = "use rasterio, shapely or pyogrio."

# Configs: imported as before, refused when one is made.
UNSUPPORTED_CONFIGS: dict[str, str] = {
    "BuildingVectorOutputConfig": "use PolygonVectorOutputConfig.",
    "ClassificationDataConfig": _OF_A_TASK,
    "ClassificationEvaluatorConfig": _OF_A_TASK,
    "ImageDataConfig": _OF_A_TASK,
    "ObjectDetectionDataConfig": _OF_A_TASK,
    "RegressionDataConfig": _REGRESSION,
    "RegressionGeoDataConfig": _REGRESSION,
    "RegressionImageDataConfig": _REGRESSION,
    "RegressionLearnerConfig": _REGRESSION,
    "RegressionModelConfig": _REGRESSION,
    "RegressionPlotOptions": _REGRESSION,
    "STACItemCollectionConfig": _STAC,
    "STACItemConfig": _STAC,
    "SemanticSegmentationDataConfig": _OF_A_TASK,
    "VectorOutputConfig": "use PolygonVectorOutputConfig.",
    "XarraySourceConfig": _STAC,
}


def _all_of(names: str, advice: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), advice)


# What else its packages export: refused when it is imported.
UNSUPPORTED_NAMES: dict[str, str] = {
    **_all_of(
        "AWSBatchRunner AWSSageMakerRunner BatchRunner RemoteAWSBatchRunner RemoteSageMakerRunner "
        "SageMakerRunner",
        "`rv run --runner dask` runs on clusters and clouds.",
    ),
    **_all_of("InProcessRunner LocalRunner", "`rv run --runner` chooses how commands are run."),
    **_all_of("RVConfig Verbosity", "settings come from rv.toml and the environment."),
    **_all_of("FileSystem HttpFileSystem LocalFileSystem S3FileSystem VsiFileSystem",
              "files anywhere are opened by fsspec; plugins add file systems of fsspec."),
    **_all_of("Predictor ScenePredictor", "run PREDICT, or `rv predict-bundle`."),
    **_all_of("make_cc_scene make_od_scene make_ss_scene", _MAKE_IT),
    **_all_of(
        "AlbumentationsDataset ClassificationImageDataset ClassificationRandomWindowGeoDataset "
        "ClassificationSlidingWindowGeoDataset CocoDataset DataSample DatasetError GeoDataset "
        "GeoDatasetError ImageDataset ImageDatasetError ObjectDetectionImageDataset "
        "ObjectDetectionRandomWindowGeoDataset ObjectDetectionSlidingWindowGeoDataset "
        "RandomWindowGeoDataset SemanticSegmentationDataReader SemanticSegmentationImageDataset "
        "SemanticSegmentationRandomWindowGeoDataset SemanticSegmentationSlidingWindowGeoDataset "
        "SlidingWindowGeoDataset TransformType",
        _DATASETS,
    ),
    **_all_of(
        "RegressionDataFormat RegressionDataReader RegressionImageDataset RegressionLearner "
        "RegressionRandomWindowGeoDataset RegressionSlidingWindowGeoDataset RegressionVisualizer",
        _REGRESSION,
    ),
    **_all_of(
        "ClassificationVisualizer ObjectDetectionVisualizer SemanticSegmentationVisualizer "
        "Visualizer",
        _PICTURES,
    ),
    **_all_of(
        "ClassificationDataFormat ObjectDetectionDataFormat SemanticSegmentationDataFormat",
        _ONE_FORMAT,
    ),
    **_all_of(
        "ChipClassificationEvaluation ClassEvaluationItem ClassificationEvaluation "
        "ClassificationEvaluator EvaluationItem ObjectDetectionEvaluation "
        "SemanticSegmentationEvaluation",
        "read eval.json, which has the same structure.",
    ),
    **_all_of(
        "ClassificationLabel Labels SemanticSegmentationDiscreteLabels "
        "SemanticSegmentationLabels SemanticSegmentationSmoothLabels boxes_to_geojson",
        "read the files that PREDICT writes.",
    ),
    **_all_of("TemporalMultiRasterSource XarraySource", _STAC),
    **_all_of("IdentityCRSTransformer RasterioCRSTransformer", "use CRSTransformer."),
    "BoxSizeError": "Box raises ValueError.",
    "GeoJSONVectorSource": "use OgrVectorSource.",
    "VectorSource": "build() an OgrVectorSourceConfig.",
    "LabelSource": "build() the label source of a task.",
    **_all_of("torch_hub_load_github torch_hub_load_local torch_hub_load_uri",
              "write a plugin that imports the code."),
    **_all_of(
        "AoiSampler buffer_geoms build_vrt crop_geotiff denoise features_to_geojson fill_overflow "
        "filter_features filter_geojson_to_window geojson_to_geodataframe geojson_to_geoms "
        "geoms_to_bbox_coords geoms_to_geojson get_polygons_from_uris mask_to_building_polygons "
        "mask_to_polygons match_bboxes merge_geojsons pad_to_window_size read_window "
        "remove_empty_features rgb_to_int_array save_img simplify_polygons "
        "split_multi_geometries write_bbox write_window",
        _TOOLS,
    ),
}  # fmt: skip


class PlotOptions:
    """Raster Vision's options of pictures, which make no difference here.

    Args:
        options: Any.
    """

    def __init__(self, **options: Any) -> None:
        self.options = options


def sift_fields(
    config_class: type[BaseModel], values: dict[str, Any]
) -> tuple[dict[str, Any], list[InitErrorDetails]]:
    """The values of a Config without the fields that only Raster Vision has.

    Returns:
        The other values, and an error for each of their fields that cannot be left out.
    """
    foreign = {
        name: field
        for name in values
        if name not in config_class.model_fields
        and (field := their_field(config_class, name)) is not None
    }
    errors: list[InitErrorDetails] = []
    for name, field in foreign.items():
        value = values[name]
        if not field.is_harmless(value, values):
            text = refusal(name, field.advice)
            error = PydanticCustomError(UNSUPPORTED, "{text}", {"text": text})
            errors.append({"type": error, "loc": (name,), "input": value})
        elif value not in (None, False, [], {}):
            _tell_left_out(config_class.__name__, name, field.advice)
    return {name: value for name, value in values.items() if name not in foreign}, errors


def again(detail: ErrorDetails) -> InitErrorDetails:
    """An error of pydantic's, to be raised together with others."""
    error = PydanticCustomError(detail["type"], detail["msg"], detail.get("ctx"))
    return {"type": error, "loc": detail["loc"], "input": detail["input"]}


def their_field(config_class: type[BaseModel], name: str) -> TheirField | None:
    """What is known of a field that Raster Vision's Config of the same name has; None if nothing."""
    for base in config_class.__mro__:
        field = FIELDS.get(getattr(base, "type_hint", ""), {}).get(name)
        if field is not None:
            return field
    return None


def refusal(name: str, advice: str) -> str:
    """Says by name that something of Raster Vision's is not supported."""
    return f"Raster Vision's {name} is not supported by RV Studio: {advice.rstrip('.')}."


@cache
def _tell_left_out(config_name: str, field: str, reason: str) -> None:
    """Logs, once, that a field was left out."""
    logger.info("Raster Vision's %s.%s is left out: %s.", config_name, field, reason)


def unsupported(name: str) -> UnsupportedNameError | None:
    """The error for something of Raster Vision's that cannot be imported here, if it is known."""
    advice = UNSUPPORTED_NAMES.get(name) or UNSUPPORTED_CONFIGS.get(name)
    return None if advice is None else UnsupportedNameError(refusal(name, advice))


def stand_in(name: str) -> type:
    """A class in the place of one of Raster Vision's, which cannot be made."""

    def refuse(*_: object, **__: object) -> object:
        raise UnsupportedNameError(refusal(name, UNSUPPORTED_CONFIGS[name]))

    return type(name, (), {"__new__": refuse, "__doc__": refusal(name, UNSUPPORTED_CONFIGS[name])})
