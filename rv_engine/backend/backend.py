"""The base of all backends: chips out, training, and a model to predict with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rv_engine.backend.chip_writer import ChipWriter
from rv_engine.errors import BundleError
from rv_engine.messages import Artifact
from rv_engine.monitor import Monitor
from rv_engine.scene import SceneConfig

MODEL_FOLDER = "model"
"""Where in the folder of TRAIN, and in a bundle, the model lies."""


class Backend(ABC):
    """What learns. It needs no torch: a forest of scikit-learn on pixels is a backend as well.

    Its config is a `BackendConfig`, whose `build(class_config)` returns it.
    """

    @abstractmethod
    def chip_writer(self, folder: Path, options: Any) -> ChipWriter:
        """What writes chips in the form that `train` reads.

        Args:
            folder: The folder of CHIP. Several processes may write into it at once, each with a
                writer of its own.
            options: The `ChipOptions` of the task.
        """

    @abstractmethod
    def train(self, chips: Path, folder: Path, monitor: Monitor) -> None:
        """Trains on chips; goes on where an interrupted training stopped.

        Args:
            chips: The folder of CHIP.
            folder: Gets the model in the folder `model`, by files that a bundle may hold: JSON,
                text, safetensors, ONNX; no pickles, which run code. What is kept for going on
                after an interruption is removed at the end.
            monitor: Told of progress and metrics, and asked whether to stop.

        Raises:
            ModelError: The model cannot be built or trained.
            LabelError: The chips do not fit.
        """

    @property
    def tells_of_absent_classes(self) -> bool:
        """Whether it warns of classes that no chip for training shows; CHIP does when not."""
        return False

    @property
    def reads_scenes(self) -> bool:
        """Whether it trains from the images themselves: then CHIP cuts no chips."""
        return False

    def show_bands(self, bands: list[int] | None) -> None:  # noqa: B027 - not all draw pictures
        """Tells, before a training, which bands are red, green and blue in its pictures.

        Args:
            bands: Counted from 0; None where nobody knows.
        """

    def train_on_scenes(
        self,
        scenes: Mapping[str, Sequence[SceneConfig]],
        options: Any,
        folder: Path,
        monitor: Monitor,
    ) -> None:
        """Trains on windows of scenes; see `train`.

        Args:
            scenes: Those to train and to validate with, as "train" and "valid".
            options: The `ChipOptions` of the task.
            folder: As for `train`.
            monitor: As for `train`.
        """
        raise NotImplementedError(f"{type(self).__name__} trains on chips.")

    @abstractmethod
    def load_model(self, folder: Path) -> Any:
        """The trained model: what the task's prediction asks for, such as `SegmentationModel`.

        Args:
            folder: What `train` wrote, or an unpacked bundle: it holds the folder `model`.

        Raises:
            BundleError: There is no model, or it is damaged.
            ModelError: The weights do not fit, or there is no such device.
        """

    def training_artifacts(self, folder: Path) -> tuple[Artifact, ...]:
        """What `train` makes for people to look at, such as curves; what is not there is not told.

        Args:
            folder: Where the outputs of TRAIN lie at the end.
        """
        return ()

    def model_files(self, folder: Path) -> list[Path]:
        """The files in the folder of TRAIN that a bundle needs: all of the folder `model`.

        Raises:
            BundleError: There is no trained model.
        """
        files = sorted(path for path in (folder / MODEL_FOLDER).rglob("*") if path.is_file())
        if not files:
            raise BundleError(
                f"'{folder / MODEL_FOLDER}' holds no trained model.", hint="Run TRAIN first."
            )
        return files
