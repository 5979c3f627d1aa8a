"""What the warm engine can be asked for, and how the params are checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import Self

from rv_engine.backend.predict_options import TestTimeAugmentation
from rv_engine.pipeline.predictor import PredictionRequest
from rv_engine.serve.json_rpc import INVALID_PARAMS, RequestId, RpcError


class Params(BaseModel):
    """The params of a method."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def read(cls, values: dict[str, Any]) -> Self:
        """The params; raises `RpcError` that names all that is wrong."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            problems = [
                {"path": ".".join(map(str, detail["loc"])), "message": detail["msg"]}
                for detail in error.errors()
            ]
            text = "; ".join(f"{entry['path']}: {entry['message']}" for entry in problems)
            raise RpcError(INVALID_PARAMS, f"The params do not fit: {text}.", problems) from error


class NoParams(Params):
    """Of methods that take none."""


class CancelParams(Params):
    """Which request to stop."""

    id: RequestId


class UnloadParams(Params):
    """Which bundle to put away; all of them when left out."""

    bundle: str | None = None


class LoadParams(Params):
    """Which bundle to load, and where it computes."""

    bundle: str
    device: str | None = None


class PredictParams(LoadParams):
    """What to predict; see `PredictionRequest`."""

    image: str
    out: Path
    polygons: Path | None = None
    extent: tuple[float, float, float, float] | None = None
    channel_order: list[int] | None = None
    batch_sz: int | None = Field(None, ge=1)
    within: str | None = None
    confidence: Path | None = None
    score_thresh: float | None = Field(None, ge=0, le=1)
    test_time_augmentation: TestTimeAugmentation | None = None

    def request(self) -> PredictionRequest:
        """The params as a request to a predictor."""
        return PredictionRequest(
            image=self.image,
            out=self.out,
            polygons=self.polygons,
            extent=self.extent,
            channel_order=self.channel_order,
            batch_sz=self.batch_sz,
            within=self.within,
            confidence=self.confidence,
            score_thresh=self.score_thresh,
            test_time_augmentation=self.test_time_augmentation,
        )
