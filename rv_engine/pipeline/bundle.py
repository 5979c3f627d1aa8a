"""Model bundles: one zip with all that a stranger needs to predict, and no code."""

from __future__ import annotations

import errno
import json
import lzma
import math
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from pydantic import Field

from rv_engine.backend import BackendConfig, PredictOptions
from rv_engine.config import Config, default_registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.json_file import read_json_object, to_json
from rv_engine.errors import BundleError, ConfigError
from rv_engine.pipeline.bundle_showcase import footprint
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.processing_step_config import ProcessingStepConfig
from rv_engine.raster import RasterioSourceConfig, RasterSourceConfig, StatsTransformerConfig
from rv_engine.scene import SceneConfig
from rv_engine.storage import writing
from rv_engine.version import __version__

BUNDLE_NAME = "model-bundle.zip"
# Version 2 added the footprint and the preview, of which engines of version 1 know nothing.
BUNDLE_VERSION = 2
_READABLE_VERSIONS = (1, 2)
_MANIFEST = "bundle.json"
_STATS = "stats.json"
_PREVIEW = "preview.png"
# A stranger's zip is not believed: no more than this is ever unpacked.
_MAX_BYTES = 8 * 2**30
_MAX_FILES = 1000
_ENDINGS = {".json", ".safetensors", ".onnx", ".txt", ".png", ".md"}
# All that zipfile raises for a file that was cut off, changed or encrypted.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    FileExistsError,
    NotADirectoryError,
)


class BundleManifest(Config):
    """What a bundle says of itself."""

    type_hint: ClassVar[str] = "bundle"

    bundle_version: int = BUNDLE_VERSION
    """The version of the bundle's layout."""

    task: str
    """What the model does, such as "semantic_segmentation"."""

    created: str
    """When the bundle was made, in UTC."""

    engine_version: str
    """The version of RV Studio that made it."""

    class_config: ClassConfig
    """The classes that the model knows."""

    raster_source: RasterSourceConfig
    """How an image is read: its bands in order, and what is done to its pixels. Its file is a
    placeholder."""

    num_channels: int = Field(gt=0)
    """The number of bands that the model needs."""

    dtype: str
    """The data type of the images that it was trained on."""

    pixel_size: tuple[float, float] | None = None
    """Width and height of a pixel of the training images, in units of `crs`."""

    crs: str | None = None
    """The coordinate reference system of the training images."""

    backend: BackendConfig
    """The model, and how it was trained."""

    predict_options: PredictOptions
    """How windows slide over an image."""

    processing_steps: list[ProcessingStepConfig] = Field(default_factory=list)
    """What is done with the labels before they are written."""

    label_store: Config | None = None
    """What is written."""

    metrics: list[dict[str, Any]] = Field(default_factory=list)
    """The metrics of each class on the validation scenes, as in eval.json."""

    scenes: list[str] = Field(default_factory=list)
    """The names of the scenes that it was trained on."""

    licence: str | None = None
    """The licence of the model, when it was given."""

    footprint: dict[str, Any] | None = None
    """Where the training images lie: a GeoJSON MultiPolygon in longitude and latitude."""


def write_bundle(
    config: RVPipelineConfig,
    model_files: Sequence[Path],
    eval_file: Path,
    target: Path,
    preview: bytes = b"",
) -> None:
    """Packs a trained pipeline.

    Args:
        config: Updated; TRAIN has run.
        model_files: What TRAIN left in its folder for a bundle.
        eval_file: The `eval.json` to take metrics from, if it is there.
        target: The zip.
        preview: A picture of what the model makes, as PNG.

    Raises:
        BundleError: A file of the model could not be opened again.
        OutputError: The zip cannot be written.
    """
    train_folder = config.folder("train")
    for path in model_files:
        if path.suffix not in _ENDINGS:
            raise BundleError(
                f"The model has the file '{path.name}', but bundles hold only "
                f"{', '.join(sorted(_ENDINGS))}: nothing that runs when it is opened.",
                hint="The backend has to write its model in one of these forms.",
                where=str(path),
            )
    template = config.dataset.train_scenes[0]
    manifest = _manifest(config, template, eval_file)
    with (
        writing(target) as partial,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as zip_file,
    ):
        zip_file.writestr(_MANIFEST, to_json(manifest.to_document()))
        for path in model_files:
            # Weights are noise to a compressor: it would take long and gain little.
            method = zipfile.ZIP_DEFLATED if path.suffix == ".json" else zipfile.ZIP_STORED
            zip_file.write(path, path.relative_to(train_folder).as_posix(), method)
        for stats in _stats_files(template):
            zip_file.write(stats, _STATS)
        if eval_file.is_file():
            zip_file.write(eval_file, "eval.json")
        if preview:
            zip_file.writestr(_PREVIEW, preview, zipfile.ZIP_STORED)


def _manifest(config: RVPipelineConfig, template: SceneConfig, eval_file: Path) -> BundleManifest:
    source = template.raster_source
    image = template.open_image()
    if isinstance(source, RasterioSourceConfig):
        source = source.model_copy(update={"uris": ["image"], "bbox": None})
    source = source.model_copy(update={"transformers": _portable(source)})
    grid = image.crs_transformer
    metrics: list[dict[str, Any]] = []
    if eval_file.is_file():
        metrics = json.loads(eval_file.read_text(encoding="utf-8"))["overall"]
    predicted = config.dataset.predicted_scenes
    label_store = predicted[0].label_store if predicted else None
    if label_store is not None:
        label_store = label_store.model_copy(update={"uri": None})  # a place on this machine
    return BundleManifest(
        task=config.type_hint,
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        engine_version=__version__,
        class_config=config.dataset.class_config,
        raster_source=source,
        num_channels=image.num_channels,
        dtype=str(image.source_dtype),
        pixel_size=(
            math.hypot(grid.transform.a, grid.transform.d),
            math.hypot(grid.transform.b, grid.transform.e),
        ),
        crs=None if grid.crs is None else grid.crs.to_wkt(),
        backend=config.backend,
        predict_options=config.predict_options or PredictOptions(),
        processing_steps=config.processing_steps,
        label_store=label_store,
        metrics=metrics,
        scenes=[scene.id for scene in config.dataset.train_scenes],
        licence=config.licence,
        footprint=footprint(config.dataset.train_scenes),
    )


def _stats_files(scene: SceneConfig) -> list[Path]:
    uris = [
        transformer.stats_uri
        for transformer in scene.raster_source.transformers
        if isinstance(transformer, StatsTransformerConfig)
    ]
    return [Path(uri) for uri in uris if uri is not None][:1]


def _portable(source: RasterSourceConfig) -> list[Any]:
    """The transformers with the statistics inside the bundle."""
    return [
        transformer.model_copy(update={"stats_uri": _STATS})
        if isinstance(transformer, StatsTransformerConfig)
        else transformer
        for transformer in source.transformers
    ]


def open_bundle(path: Path, folder: Path) -> BundleManifest:
    """Unpacks a bundle, without running anything in it.

    Args:
        path: The zip.
        folder: An empty folder to unpack into.

    Returns:
        What it says of itself.

    Raises:
        BundleError: It is no bundle, damaged, unsafe, or newer than this engine.
    """
    _unpack(path, folder)
    manifest = read_manifest(folder / _MANIFEST, str(path))
    for transformer in manifest.raster_source.transformers:
        if isinstance(transformer, StatsTransformerConfig):
            # Whatever the bundle says, no other file of this machine is read.
            transformer.stats_uri = str(folder / _STATS)
            if not (folder / _STATS).is_file():
                raise BundleError(
                    f"The bundle '{path}' is damaged: it has no {_STATS}.",
                    hint="Copy or download it again.",
                    where=str(path),
                )
    return manifest


def read_manifest(path: Path, where: str) -> BundleManifest:
    """What a bundle says of itself."""
    try:
        content = read_json_object(path, "manifest")
        version = content.get("bundle_version")
    except ConfigError as error:
        raise BundleError(
            f"'{where}' is no model bundle of RV Studio: it has no valid {_MANIFEST}.",
            hint="Choose a model-bundle.zip that BUNDLE has made.",
            where=where,
        ) from error
    if version not in _READABLE_VERSIONS:
        raise BundleError(
            f"'{where}' has bundle version {version!r}, but this engine knows {BUNDLE_VERSION}.",
            hint="Update RV Studio.",
            where=where,
        )
    try:
        upgrades = default_registry().upgrades
        return BundleManifest.from_dict(upgrades.apply(content, where, may_be_by_hand=False), where)
    except ConfigError as error:
        raise BundleError(f"The bundle '{where}' is damaged. {error}", where=where) from error


def _unpack(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as zip_file:
            entries = [entry for entry in zip_file.infolist() if not entry.is_dir()]
            _check_entries(entries, path)
            for entry in entries:
                target = folder.joinpath(*PurePosixPath(entry.filename).parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with zip_file.open(entry) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
    except FileNotFoundError as error:
        raise BundleError(
            f"The bundle '{path}' does not exist.", hint="Check the path.", where=str(path)
        ) from error
    except BundleError:
        raise
    except _DAMAGES as error:
        raise _damaged(path, error) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # an entry that lies before the beginning of the file
            raise _damaged(path, error) from error
        raise BundleError(
            f"The bundle '{path}' cannot be unpacked: {error.strerror}.",
            hint=f"Check the file, and that there is room in '{folder.parent}'.",
            where=str(path),
        ) from error


def _damaged(path: Path, reason: Exception) -> BundleError:
    return BundleError(
        f"'{path}' is no bundle, or it is damaged: {reason}.",
        hint="Copy or download it again.",
        where=str(path),
    )


def _check_entries(entries: list[zipfile.ZipInfo], path: Path) -> None:
    if len(entries) > _MAX_FILES or sum(entry.file_size for entry in entries) > _MAX_BYTES:
        raise BundleError(
            f"The bundle '{path}' is larger than any real one.",
            hint="Do not use it unless you know where it comes from.",
            where=str(path),
        )
    for entry in entries:
        name = PurePosixPath(entry.filename)
        unsafe = name.is_absolute() or ".." in name.parts or "\\" in entry.filename
        drive = ":" in entry.filename
        if unsafe or drive or name.suffix not in _ENDINGS:
            raise BundleError(
                f"The bundle '{path}' holds {entry.filename!r}, which no bundle has.",
                hint="Do not use it unless you know where it comes from.",
                where=str(path),
            )
