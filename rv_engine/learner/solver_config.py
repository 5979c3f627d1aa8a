"""Config of how a model is trained."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from rv_engine.config import Config, display


class SolverConfig(Config):
    """How a model is trained: how long, how fast, and with which weights for the classes."""

    type_hint: ClassVar[str] = "solver"

    lr: float = Field(1e-4, gt=0)
    """Learning rate: how far each step changes the model. With one_cycle, the highest rate.
    Models without pretrained weights learn faster with about 1e-3."""

    num_epochs: int = Field(10, ge=1, json_schema_extra=display(unit="epochs"))
    """How often all training chips are shown to the model."""

    batch_sz: int = Field(32, ge=1, json_schema_extra=display(unit="chips"))
    """How many chips are shown at once. Lower it when the memory does not suffice."""

    one_cycle: bool = Field(True, json_schema_extra=display(advanced=True))
    """Begin with a tenth of the learning rate, reach all of it at half time, and end with a tenth.
    Without effect when there is only one epoch."""

    multi_stage: list[int] = Field([], json_schema_extra=display(unit="epochs", advanced=True))
    """Epochs after which the learning rate is divided by ten."""

    class_loss_weights: list[float] | None = Field(None, json_schema_extra=display(advanced=True))
    """How much an error in each class counts, in the order of the classes; all the same when left
    out. Give rare classes more."""

    ignore_class_index: int | None = Field(None, json_schema_extra=display(advanced=True))
    """Id of a class whose pixels are not learned from and not counted; -1 is the last class."""

    optimizer: Literal["adamw", "adam", "sgd"] = Field(
        "adamw", json_schema_extra=display(advanced=True)
    )
    """The rule by which each step changes the model."""

    weight_decay: float | None = Field(None, ge=0, json_schema_extra=display(advanced=True))
    """How strongly large weights are held down. When left out: 0.01 for adamw, 0 for adam,
    0.0001 for sgd."""

    max_grad_norm: float | None = Field(1.0, gt=0, json_schema_extra=display(advanced=True))
    """Steps are shortened to this length, which keeps odd chips from upsetting the training;
    null for no limit."""

    mixed_precision: Literal["auto", "no", "bf16", "fp16"] = Field(
        "auto", json_schema_extra=display(advanced=True)
    )
    """Calculate with 16-bit numbers where that is safe, which is two to three times faster on
    hardware that is made for it. "auto": bf16 on such hardware, else "no"."""

    seed: int = Field(0, ge=0, json_schema_extra=display(advanced=True))
    """Where random numbers begin: the same seed gives the same model on the same CPU."""

    early_stopping_patience: int | None = Field(
        None, ge=1, json_schema_extra=display(unit="epochs", advanced=True)
    )
    """Stop when the validation has not improved for this many epochs; null to never stop early."""

    @field_validator("multi_stage")
    @classmethod
    def _check_multi_stage(cls, epochs: list[int]) -> list[int]:
        if any(epoch < 1 for epoch in epochs) or sorted(set(epochs)) != epochs:
            raise ValueError("the epochs must rise and begin with 1 or later")
        return epochs

    @field_validator("class_loss_weights")
    @classmethod
    def _check_class_loss_weights(cls, weights: list[float] | None) -> list[float] | None:
        if weights is not None and (min(weights, default=0.0) < 0 or sum(weights) <= 0):
            raise ValueError("the weights must be 0 or more, and at least one must be above 0")
        return weights
