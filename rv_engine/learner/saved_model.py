"""Trained models as folders without code: weights, and a description in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor, nn

from rv_engine.config import default_registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.json_file import parse_json, to_json
from rv_engine.errors import BundleError, RvError
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.weights import load_weights, read_weights, write_weights
from rv_engine.storage import writing

WEIGHTS_NAME = "model.safetensors"
DESCRIPTION_NAME = "model.json"
_VERSION = 1


@dataclass(frozen=True)
class ModelDescription:
    """What must be known about weights to use them.

    Attributes:
        model: The network.
        num_channels: Bands of the images.
        input_dtype: Type of the pixel values, such as "uint8".
        chip_sz_px: Height and width of the chips that it was trained with.
        class_config: The classes.
        training: How it was trained and how good it is, as JSON values.
        takes_nan: Whether it was trained with NaN where images have no value. Older models were
            trained with 0 there, and are given 0.
    """

    model: ModelConfig
    num_channels: int
    input_dtype: str
    chip_sz_px: int
    class_config: ClassConfig
    training: Mapping[str, Any] = field(default_factory=dict)
    takes_nan: bool = False

    def to_json(self) -> str:
        """The description as indented JSON."""
        content = {
            **default_registry().upgrades.stamp(),
            "task": self.model.task,
            "version": _VERSION,
            "model": self.model.to_dict(),
            "num_channels": self.num_channels,
            "num_classes": len(self.class_config),
            "input_dtype": self.input_dtype,
            "chip_sz_px": self.chip_sz_px,
            "class_config": self.class_config.to_dict(),
            "nodata": "mean" if self.takes_nan else "zero",
            "training": dict(self.training),
        }
        return to_json(content)

    @classmethod
    def from_json(cls, text: str) -> ModelDescription:
        """The description in a text.

        Raises:
            ValueError: It is none, or of another version.
            KeyError, TypeError: It lacks something.
        """
        content = default_registry().upgrades.apply(
            parse_json(text), DESCRIPTION_NAME, may_be_by_hand=False
        )
        if content["version"] != _VERSION:
            raise ValueError(f"it is of version {content['version']}, known is {_VERSION}")
        model = ModelConfig.from_dict(content["model"])
        if content["task"] != model.task:
            raise ValueError(f"a {model.type_hint!r} is not for {content['task']!r}")
        return cls(
            model=model,
            num_channels=int(content["num_channels"]),
            input_dtype=np.dtype(content["input_dtype"]).name,
            chip_sz_px=int(content["chip_sz_px"]),
            class_config=ClassConfig.from_dict(content["class_config"]),
            training=dict(content.get("training", {})),
            takes_nan=content.get("nodata") == "mean",
        )


def save_model(folder: Path, description: ModelDescription, weights: Mapping[str, Tensor]) -> None:
    """Writes a model into a folder, whole or not at all.

    Raises:
        OutputError: The folder cannot be written.
    """
    with writing(folder, folder=True) as partial:
        write_weights(partial / WEIGHTS_NAME, weights)
        text = description.to_json()
        (partial / DESCRIPTION_NAME).write_text(text, encoding="utf-8", newline="\n")


def read_description(folder: Path, task: str | None = None) -> ModelDescription:
    """The description of a saved model.

    Args:
        folder: What `save_model` wrote.
        task: What it must be for; anything when None.

    Raises:
        BundleError: There is none, it is damaged, or it is of another version or task.
    """
    path = folder / DESCRIPTION_NAME
    try:
        description = ModelDescription.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BundleError(
            f"'{folder}' holds no model: {DESCRIPTION_NAME} is missing.",
            hint="Choose the folder of a trained model.",
            where=str(folder),
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise BundleError(
            f"The description of the model in '{path}' cannot be used: {what}.",
            hint="Fetch or train the model again, or use the version that it was made with.",
            where=str(path),
        ) from error
    if task is not None and description.model.task != task:
        raise BundleError(
            f"The model in '{folder}' cannot be used: it is for {description.model.task!r}, not for "
            f"{task!r}.",
            hint="Choose a model that was trained for this task.",
            where=str(path),
        )
    return description


def load_network(folder: Path, task: str) -> tuple[nn.Module, ModelDescription]:
    """The network of a saved model, with its weights, on the CPU.

    No code in the folder is ever executed.

    Args:
        folder: What `save_model` wrote.
        task: What it must be for; see `ModelConfig.task`.

    Raises:
        BundleError: Something is missing or damaged, or the model is for another task.
        ModelError: The weights are damaged or of another network.
    """
    description = read_description(folder, task)
    try:
        network: nn.Module = description.model.without_weights().build(
            description.num_channels, len(description.class_config)
        )
    except RvError as error:
        raise BundleError(
            f"The model in '{folder}' cannot be built: {error.message}",
            hint=error.hint,
            where=str(folder),
        ) from error
    weights_path = folder / WEIGHTS_NAME
    load_weights(network, read_weights(weights_path), str(weights_path))
    return network, description
