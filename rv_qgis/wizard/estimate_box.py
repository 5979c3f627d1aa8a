"""What a run takes: chips, time, memory and room, as the engine estimates them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qtpy.QtWidgets import QGridLayout, QGroupBox, QLabel

from ..translation import tr
from .amounts import bytes_text, duration_text

_UNKNOWN_YET = "–"


class EstimateBox(QGroupBox):
    """Shows the answer of `rv preview --time`."""

    def __init__(self) -> None:
        super().__init__(tr("What it takes"))
        titles = {
            "chips": tr("Chips"),
            "time": tr("Time"),
            "memory": tr("Memory"),
            "disk": tr("Disk"),
        }
        self._facts = {name: QLabel(_UNKNOWN_YET) for name in titles}
        grid = QGridLayout(self)
        for number, (name, title) in enumerate(titles.items()):
            row, side = divmod(number, 2)
            grid.addWidget(QLabel(title), row, 2 * side)
            grid.addWidget(self._facts[name], row, 2 * side + 1)
            self._facts[name].setAccessibleName(title)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    @property
    def texts(self) -> dict[str, str]:
        """What is shown, by "chips", "time", "memory" and "disk"."""
        return {name: label.text() for name, label in self._facts.items()}

    @property
    def details(self) -> str:
        """What of the time each command takes."""
        return self._facts["time"].toolTip()

    def show_nothing(self) -> None:
        """Nothing is known yet."""
        self._show_all(_UNKNOWN_YET)

    def show_waiting(self) -> None:
        """It is being found out."""
        self._show_all(tr("..."))

    def show_unknown(self, reason: str) -> None:
        """It could not be found out."""
        self._show_all(tr("unknown"))
        self._facts["time"].setToolTip(reason)

    def show_estimate(self, values: Mapping[str, Any]) -> None:
        """Shows what the engine answered."""
        training = values.get("training")
        if training is None:
            self._show_all(tr("unknown"))
        chips = {name: int(split["chips"]) for name, split in values["splits"].items()}
        self._facts["chips"].setText(
            tr("{training} for training, {validation} for validation").format(
                training=chips.get("train", 0), validation=chips.get("valid", 0)
            )
        )
        if training is not None:
            self._show_run(training, training["run"])

    def _show_run(self, training: Mapping[str, Any], run: Mapping[str, Any]) -> None:
        self._facts["disk"].setText(tr("about {size}").format(size=bytes_text(run["disk_bytes"])))
        self._facts["memory"].setText(
            tr("{memory}, with {count} chips at a time").format(
                memory=bytes_text(training["memory_mb"] * 2**20), count=training["batch_sz"]
            )
        )
        self._facts["time"].setText(
            tr("{time} on {device}, with {epochs} epochs").format(
                time=duration_text(run["run_s"], tr),
                device=training["device"],
                epochs=training["epochs"],
            )
        )
        parts = (
            (tr("Cutting chips: {time}"), "chip_s"),
            (tr("Training: {time}"), "train_s"),
            (tr("Predicting: {time}"), "predict_s"),
            (tr("Comparing with labels: {time}"), "eval_s"),
        )
        self._facts["time"].setToolTip(
            "\n".join(text.format(time=duration_text(run[key], tr)) for text, key in parts)
        )

    def _show_all(self, text: str) -> None:
        for label in self._facts.values():
            label.setText(text)
            label.setToolTip("")
