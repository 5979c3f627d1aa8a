"""A backend without torch: scikit-learn's random forest, which looks at one pixel at a time.

It is a plugin: `rv --plugin docs/examples/pixel_forest_backend.py run config.json`, with
`"backend": {"type_hint": "pixel_forest_backend"}` in the config. docs/backends.md explains it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from PIL import Image
from pydantic import Field

from rv_engine.backend.backend import MODEL_FOLDER, Backend
from rv_engine.backend.backend_config import BackendConfig
from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.config import Registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import BundleError, LabelError, MissingPackageError
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.monitor import Monitor
from rv_engine.storage import write_text, writing
from rv_engine.types import Array, FloatArray


class PixelForestConfig(BackendConfig):
    """A random forest that tells the class of a pixel from its bands, and from nothing else."""

    type_hint: ClassVar[str] = "pixel_forest_backend"
    tasks: ClassVar[tuple[str, ...]] = ("semantic_segmentation",)

    num_trees: int = Field(32, ge=1)
    """Trees in the forest; more of them are steadier and slower."""

    max_depth: int = Field(12, ge=1)
    """Questions that a tree may ask one after another."""

    max_pixels_per_class: int = Field(20_000, ge=1)
    """Labelled pixels of each class to learn from, drawn at random from all chips."""

    seed: int = Field(0, ge=0)
    """Where random numbers begin."""

    def build(self, class_config: ClassConfig) -> PixelForest:
        """The backend; scikit-learn is imported when it trains."""
        return PixelForest(self, class_config)


class PixelForest(Backend):
    """Learns from the pixels of chips, and loads what was learnt."""

    def __init__(self, config: PixelForestConfig, class_config: ClassConfig) -> None:
        self.config = config
        self.class_config = class_config

    def chip_writer(self, folder: Path, options: Any) -> SemanticSegmentationChipWriter:
        # The chips of the built-in backend will do: images, and label images beside them.
        return SemanticSegmentationChipWriter(folder, options, self.class_config)

    def train(self, chips: Path, folder: Path, monitor: Monitor) -> None:
        try:
            from sklearn.ensemble import RandomForestClassifier
        except ImportError as error:
            raise MissingPackageError(
                "The random forest needs the package scikit-learn.",
                hint="Install it into the engine's environment: pip install scikit-learn",
            ) from error

        pixels, classes = self._training_pixels(chips / "train", monitor.part(0, 0.3))
        forest = RandomForestClassifier(
            max_depth=self.config.max_depth,
            class_weight="balanced",
            random_state=self.config.seed,
            warm_start=True,
        )
        growing = monitor.part(0.3, 1)
        for count in range(1, self.config.num_trees + 1):
            growing.progress(count - 1, self.config.num_trees, "trees", "Growing the forest")
            forest.set_params(n_estimators=count).fit(pixels, classes)
        model = ForestModel.from_scikit_learn(forest, len(self.class_config))
        model.save(folder / MODEL_FOLDER)

    def load_model(self, folder: Path) -> ForestModel:
        return ForestModel.load(folder / MODEL_FOLDER)

    def _training_pixels(self, folder: Path, monitor: Monitor) -> tuple[Array, Array]:
        """(N, C) labelled pixels and their (N,) class ids."""
        images = sorted((folder / "img").iterdir())
        per_chip = max(1, self.config.max_pixels_per_class // max(len(images), 1))
        rng = np.random.default_rng(self.config.seed)
        pixels, classes = [], []
        for done, path in enumerate(images, start=1):
            image = _read(path)
            labels = _read(folder / "labels" / f"{path.stem}.png")[..., 0]
            for class_id in np.setdiff1d(np.unique(labels), [NO_LABEL]):
                found = image[labels == class_id]
                chosen = rng.choice(len(found), min(per_chip, len(found)), replace=False)
                pixels.append(found[chosen])
                classes.append(np.full(len(chosen), class_id))
            monitor.progress(done, len(images), "chips", "Reading chips")
        if not pixels:
            raise LabelError(
                f"No chip in '{folder}' has a labelled pixel.", hint="Check the labels."
            )
        return np.concatenate(pixels), np.concatenate(classes)


class ForestModel:
    """A grown forest as plain arrays: saved without pickles, and read without scikit-learn.

    Args:
        num_channels: Bands that it looks at.
        num_classes: Classes that it answers.
        roots: (T,) the first node of each tree.
        nodes: For each of the N nodes, `feature`, `threshold`, `left` and `right` (-1: a leaf), and
            `probabilities` (N, num_classes).
    """

    def __init__(
        self, num_channels: int, num_classes: int, roots: Array, nodes: dict[str, Array]
    ) -> None:
        self.num_channels = num_channels
        self.num_classes = num_classes
        self._roots = roots
        self._nodes = nodes

    def predict_classes(self, batch: Array) -> Array:
        """(B, H, W) uint8 of class ids for (B, H, W, C) chips."""
        return self.predict_probabilities(batch).argmax(axis=1).astype(np.uint8)

    def predict_probabilities(self, batch: Array) -> FloatArray:
        """(B, num_classes, H, W) float32 for (B, H, W, C) chips."""
        pixels = batch.reshape(-1, self.num_channels).astype(np.float32)
        rows = np.arange(len(pixels))
        nodes = self._nodes
        total = np.zeros((len(pixels), self.num_classes), np.float32)
        for root in self._roots:
            at = np.full(len(pixels), root)
            inner = nodes["left"][at] >= 0
            while inner.any():
                values = pixels[rows, nodes["feature"][at]]
                below = np.where(
                    values <= nodes["threshold"][at], nodes["left"][at], nodes["right"][at]
                )
                at = np.where(inner, below, at)
                inner = nodes["left"][at] >= 0
            total += nodes["probabilities"][at]
        shape = (*batch.shape[:3], self.num_classes)
        return np.moveaxis((total / len(self._roots)).reshape(shape), -1, 1)

    @classmethod
    def from_scikit_learn(cls, forest: Any, num_classes: int) -> ForestModel:
        """The arrays of a fitted `RandomForestClassifier`, whose classes are class ids."""
        trees = [estimator.tree_ for estimator in forest.estimators_]
        roots = np.cumsum([0, *(tree.node_count for tree in trees[:-1])])
        probabilities = np.zeros((sum(tree.node_count for tree in trees), num_classes), np.float32)
        votes = np.concatenate([tree.value[:, 0, :] for tree in trees])
        probabilities[:, forest.classes_] = votes / votes.sum(axis=1, keepdims=True)
        nodes = {
            # A leaf has -2 there, which is a band like any other while nobody goes on from it.
            "feature": np.concatenate([np.maximum(tree.feature, 0) for tree in trees]),
            "threshold": np.concatenate([tree.threshold for tree in trees]),
            "probabilities": probabilities,
        }
        for name, children in (("left", "children_left"), ("right", "children_right")):
            nodes[name] = np.concatenate(
                [
                    np.where(getattr(tree, children) < 0, -1, getattr(tree, children) + root)
                    for tree, root in zip(trees, roots, strict=True)
                ]
            )
        return cls(forest.n_features_in_, num_classes, roots, nodes)

    def save(self, folder: Path) -> None:
        """Writes the model, whole or not at all."""
        from safetensors.numpy import save_file

        with writing(folder, folder=True) as partial:
            save_file({"roots": self._roots, **self._nodes}, partial / "forest.safetensors")
            sizes = {"num_channels": self.num_channels, "num_classes": self.num_classes}
            write_text(partial / "forest.json", json.dumps(sizes))

    @classmethod
    def load(cls, folder: Path) -> ForestModel:
        """What `save` wrote; raises `BundleError` when it is missing or damaged."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            sizes = json.loads((folder / "forest.json").read_text(encoding="utf-8"))
            nodes = load_file(folder / "forest.safetensors")
            return cls(sizes["num_channels"], sizes["num_classes"], nodes.pop("roots"), nodes)
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise BundleError(
                f"'{folder}' holds no trained forest: {error}.", hint="Run TRAIN first."
            ) from error


def register_plugin(registry: Registry) -> None:
    """Is called by the engine when it loads the plugin."""
    registry.add_config(PixelForestConfig)


def _read(path: Path) -> Array:
    """(H, W, C) pixels of a chip."""
    if path.suffix == ".npy":
        return np.load(path, allow_pickle=False)
    pixels = np.asarray(Image.open(path))
    return pixels[..., None] if pixels.ndim == 2 else pixels
