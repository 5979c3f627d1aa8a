"""Configs of losses: what training makes small."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator
from typing_extensions import Self

from rv_engine.config import Config, display

if TYPE_CHECKING:
    from rv_engine.learner.losses.loss import ClassLoss


class LossConfig(Config, abstract=True):
    """What training makes small: how wrong an answer is, in one number."""

    type_hint: ClassVar[str] = "loss"

    def build(self, class_weights: list[float] | None = None) -> ClassLoss:
        """The loss.

        Args:
            class_weights: How much an error in each class counts; all the same when None.
        """
        raise NotImplementedError


class CrossEntropyLossConfig(LossConfig):
    """Every pixel or chip counts by itself: steady, and the usual choice."""

    type_hint: ClassVar[str] = "cross_entropy_loss"

    label_smoothing: float = Field(0.0, ge=0, lt=1, json_schema_extra=display(advanced=True))
    """How much of each label is spread over all classes: helps where labels are not exact."""

    def build(self, class_weights: list[float] | None = None) -> ClassLoss:
        from rv_engine.learner.losses.cross_entropy import CrossEntropy

        return CrossEntropy(class_weights, self.label_smoothing)


class FocalLossConfig(LossConfig):
    """Cross entropy that looks less at what is easy: for classes that are rare."""

    type_hint: ClassVar[str] = "focal_loss"

    gamma: float = Field(2.0, ge=0)
    """How strongly easy pixels are looked past; 0 is plain cross entropy."""

    def build(self, class_weights: list[float] | None = None) -> ClassLoss:
        from rv_engine.learner.losses.focal import Focal

        return Focal(class_weights, self.gamma)


class DiceLossConfig(LossConfig):
    """How badly the areas of each class lie over those of the labels; small areas count in full."""

    type_hint: ClassVar[str] = "dice_loss"

    smooth: float = Field(1.0, ge=0, json_schema_extra=display(unit="pixels", advanced=True))
    """So many pixels are added to each area, which keeps classes with very few pixels calm."""

    def build(self, class_weights: list[float] | None = None) -> ClassLoss:
        from rv_engine.learner.losses.dice import Dice

        return Dice(class_weights, self.smooth)


class LovaszLossConfig(LossConfig):
    """Makes the IoU of each class large directly; best after, or together with, cross entropy."""

    type_hint: ClassVar[str] = "lovasz_loss"

    def build(self, class_weights: list[float] | None = None) -> ClassLoss:
        from rv_engine.learner.losses.lovasz import Lovasz

        return Lovasz(class_weights)


class CombinedLossConfig(LossConfig):
    """Several losses together, for instance cross entropy and Dice."""

    type_hint: ClassVar[str] = "combined_loss"

    losses: list[LossConfig] = Field(min_length=1)
    """The losses."""

    weights: list[float] | None = None
    """How much each of them counts; all the same when left out."""

    @model_validator(mode="after")
    def _check_weights(self) -> Self:
        if self.weights is not None and len(self.weights) != len(self.losses):
            raise ValueError(f"{len(self.losses)} losses need as many weights")
        if self.weights is not None and min(self.weights) < 0:
            raise ValueError("the weights must be 0 or more")
        return self

    def build(self, class_weights: list[float] | None = None) -> ClassLoss:
        from rv_engine.learner.losses.combined import Combined

        weights = self.weights or [1.0] * len(self.losses)
        return Combined([loss.build(class_weights) for loss in self.losses], weights)
