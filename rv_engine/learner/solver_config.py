"""Config of how a model is trained."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from annotated_types import Ge, Gt
from pydantic import Field, field_validator, model_validator
from typing_extensions import Self

from rv_engine.config import Config, display
from rv_engine.learner.loss_config import LossConfig


class SolverConfig(Config):
    """How a model is trained: how long, how fast, and with which weights for the classes."""

    type_hint: ClassVar[str] = "solver"

    lr: Annotated[float, Gt(0)] | Literal["auto"] = Field(1e-4)
    """Learning rate: how far each step changes the model. With one_cycle, the highest rate.
    Models without pretrained weights learn faster with about 1e-3. "auto" tries rates out before
    the training and takes the one at which the loss falls fastest."""

    num_epochs: int = Field(10, ge=1, json_schema_extra=display(unit="epochs"))
    """How often all training chips are shown to the model."""

    batch_sz: Annotated[int, Ge(1)] | Literal["auto"] = Field(
        32, json_schema_extra=display(unit="chips")
    )
    """How many chips are shown at once. When the memory does not suffice, a batch is calculated in
    parts. "auto": as many as fit into the memory of the graphics card, 64 at most; 8 on a CPU."""

    accumulate_batches: int = Field(
        1, ge=1, json_schema_extra=display(unit="batches", advanced=True)
    )
    """So many batches make one step together: as if the batches were larger, with the memory of
    one. Batch normalisation still looks at each batch alone."""

    scheduler: Literal["one_cycle", "cosine", "multi_step", "plateau", "constant"] | None = Field(
        None, json_schema_extra=display(advanced=True)
    )
    """How the learning rate goes on. one_cycle: up until half time, then down. cosine: falls to 0
    along a cosine. multi_step: a tenth after each epoch in multi_stage. plateau: a tenth whenever
    the validation has not improved for plateau_patience epochs. When left out, one_cycle and
    multi_stage say it."""

    one_cycle: bool = Field(True, json_schema_extra=display(advanced=True))
    """Begin with a tenth of the learning rate, reach all of it at half time, and end with a tenth.
    Without effect when there is only one epoch, or when scheduler is given."""

    multi_stage: list[int] = Field([], json_schema_extra=display(unit="epochs", advanced=True))
    """Epochs after which the learning rate is divided by ten."""

    warmup_epochs: float | None = Field(
        None, ge=0, json_schema_extra=display(unit="epochs", advanced=True)
    )
    """Let the learning rate rise slowly during the first epochs. When left out: a twentieth of the
    training with cosine, and nothing with others. Not used with one_cycle."""

    plateau_patience: int = Field(3, ge=1, json_schema_extra=display(unit="epochs", advanced=True))
    """For the scheduler plateau: how many epochs without improvement it waits."""

    class_loss_weights: list[float] | None = Field(None, json_schema_extra=display(advanced=True))
    """How much an error in each class counts, in the order of the classes; all the same when left
    out. Give rare classes more."""

    loss: LossConfig | None = Field(None, json_schema_extra=display(advanced=True))
    """What training makes small; cross entropy when left out. Combined with Dice, small objects
    are found more often; with focal, rare classes. Object detection has losses of its own."""

    ignore_class_index: int | None = Field(None, json_schema_extra=display(advanced=True))
    """Id of a class whose pixels are not learned from and not counted; -1 is the last class."""

    class_balanced_sampling: bool = Field(False, json_schema_extra=display(advanced=True))
    """Show chips with rare classes more often, so that all classes are seen about equally."""

    optimizer: Literal["adamw", "adam", "radam", "sgd"] = Field(
        "adamw", json_schema_extra=display(advanced=True)
    )
    """The rule by which each step changes the model."""

    momentum: float = Field(0.9, ge=0, lt=1, json_schema_extra=display(advanced=True))
    """For sgd: how much of the last steps each step keeps (Nesterov's momentum)."""

    weight_decay: float | None = Field(None, ge=0, json_schema_extra=display(advanced=True))
    """How strongly large weights are held down. When left out: 0.01 for adamw, 0 for adam and
    radam, 0.0001 for sgd."""

    max_grad_norm: float | None = Field(1.0, gt=0, json_schema_extra=display(advanced=True))
    """Steps are shortened to this length, which keeps odd chips from upsetting the training;
    null for no limit."""

    mixed_precision: Literal["auto", "no", "bf16", "fp16"] = Field(
        "auto", json_schema_extra=display(advanced=True)
    )
    """Calculate with 16-bit numbers where that is safe, which is two to three times faster on
    hardware that is made for it. "auto": bf16 on such hardware, else "no"."""

    torch_compile: bool = Field(False, json_schema_extra=display(advanced=True))
    """Let torch translate the network for this device first: takes minutes, and can make each step
    faster. Needs a C++ compiler."""

    freeze_backbone_epochs: int = Field(
        0, ge=0, json_schema_extra=display(unit="epochs", advanced=True)
    )
    """For so many epochs the pretrained backbone stays as it is, and only the rest learns."""

    ema_decay: float | None = Field(None, gt=0, lt=1, json_schema_extra=display(advanced=True))
    """Keep a moving average of the weights, for instance with 0.999, and validate and save that:
    it is often better and steadier than the weights of the last step."""

    early_stopping_patience: int | None = Field(
        None, ge=1, json_schema_extra=display(unit="epochs", advanced=True)
    )
    """Stop when the validation has not improved for this many epochs; null to never stop early."""

    keep: Literal["best", "last"] = Field("best", json_schema_extra=display(advanced=True))
    """Which epoch's model is saved: that with the best validation, or the last."""

    pictures: bool = Field(True, json_schema_extra=display(advanced=True))
    """Draw curves, training samples and validation samples while the model is trained."""

    log_tensorboard: bool = Field(False, json_schema_extra=display(advanced=True))
    """Also write the numbers for TensorBoard, into the folder tb-logs. Needs the extra
    "tensorboard"."""

    seed: int = Field(0, ge=0, json_schema_extra=display(advanced=True))
    """Where random numbers begin: the same seed gives the same model on the same CPU."""

    deterministic: bool = Field(False, json_schema_extra=display(advanced=True))
    """Graphics cards too calculate the same each time, as far as torch can, and more slowly. On a
    CPU that is always so."""

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

    @model_validator(mode="after")
    def _check_scheduler(self) -> Self:
        if self.scheduler == "multi_step" and not self.multi_stage:
            raise ValueError("the scheduler multi_step needs epochs in multi_stage")
        return self

    @property
    def fixed_lr(self) -> float:
        """The learning rate, which has been found by now if it was "auto"."""
        if isinstance(self.lr, str):
            raise TypeError("The learning rate has not been looked for.")
        return self.lr

    @property
    def fixed_batch_sz(self) -> int:
        """The batch size, which has been found by now if it was "auto"."""
        if isinstance(self.batch_sz, str):
            raise TypeError("The batch size has not been looked for.")
        return self.batch_sz
