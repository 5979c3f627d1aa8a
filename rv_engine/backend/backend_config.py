"""Configs of backends."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig
from rv_engine.scene import DatasetConfig, WindowSamplingConfig

if TYPE_CHECKING:
    from rv_engine.backend.backend import Backend

_CHIP_PX = 256


class BackendConfig(Config, abstract=True):
    """What turns chips into a model, and a model into predictions."""

    type_hint: ClassVar[str] = "backend"

    tasks: ClassVar[tuple[str, ...]] = ()
    """The type hints of the pipelines that it can learn for; empty when it does not say."""

    device: str | None = Field(None, json_schema_extra=display(advanced=True))
    """Where to compute: "cuda", "mps" or "cpu"; the fastest one there is when left out."""

    @property
    def chip_px(self) -> int:
        """The side of the chips that CHIP cuts when nobody says otherwise."""
        return _CHIP_PX

    def chip_sampling(
        self, dataset: DatasetConfig
    ) -> WindowSamplingConfig | dict[str, WindowSamplingConfig] | None:
        """How CHIP places windows, where that is said with the data, as Raster Vision does.

        Raises:
            ConfigError: It is said of other scenes than those of the pipeline.
        """
        return None

    def build(self, class_config: ClassConfig) -> Backend:
        """The backend; what is heavy is imported when it is needed."""
        raise NotImplementedError
