"""What the configs of all PyTorch backends share."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rv_engine.backend.backend_config import BackendConfig
from rv_engine.backend.geo_data_config import GeoDataConfig
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.scene import DatasetConfig, WindowSamplingConfig


class PyTorchBackendConfig(BackendConfig, abstract=True):
    """Deep learning with PyTorch."""

    type_hint: ClassVar[str] = "pytorch_backend"

    model: ModelConfig
    """The model."""

    solver: SolverConfig = Field(default_factory=SolverConfig)
    """How it is trained."""

    data: DataConfig
    """How chips are loaded."""

    @property
    def chip_px(self) -> int:
        return self.data.img_sz

    def chip_sampling(
        self, dataset: DatasetConfig
    ) -> WindowSamplingConfig | dict[str, WindowSamplingConfig] | None:
        return self.data.take_over(dataset) if isinstance(self.data, GeoDataConfig) else None
