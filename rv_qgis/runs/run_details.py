"""How one run is doing."""

from __future__ import annotations

from html import escape
from typing import Optional

from qtpy.QtCore import QLocale, Qt
from qtpy.QtWidgets import QLabel, QProgressBar, QTabWidget, QVBoxLayout, QWidget

from ..translation import tr
from .curve_names import sorted_curves
from .curve_widget import CurveWidget
from .log_view import LogView
from .run_snapshot import RunSnapshot
from .run_table_model import duration_text, state_text


class RunDetails(QWidget):
    """State, progress, curves and log of a run."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._headline = QLabel()
        self._headline.setWordWrap(True)
        self._headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Progress of the run"))
        self._bar.setRange(0, 1000)
        self.losses = CurveWidget(tr("Losses"))
        self.scores = CurveWidget(tr("Scores"))
        self.log = LogView()
        curves = QWidget()
        curve_column = QVBoxLayout(curves)
        curve_column.setContentsMargins(0, 0, 0, 0)
        curve_column.addWidget(self.losses, 1)
        curve_column.addWidget(self.scores, 1)
        tabs = QTabWidget()
        tabs.addTab(curves, tr("Curves"))
        tabs.addTab(self.log, tr("Log"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._headline)
        column.addWidget(self._bar)
        column.addWidget(tabs, 1)

    @property
    def headline(self) -> str:
        """What stands above the curves, as HTML."""
        return self._headline.text()

    def show_run(self, run: Optional[RunSnapshot]) -> None:
        """Shows a run; without one, says how to get one."""
        if run is None:
            self._headline.setText(
                tr("No runs yet. Train a model, or run a config with the button above.")
            )
            self._bar.hide()
            self.log.show_lines(())
            self.losses.show_curves({})
            self.scores.show_curves({})
            return
        self._headline.setText(headline(run))
        self._bar.setVisible(run.is_live)
        if run.fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * run.fraction))
        losses, scores = sorted_curves(run.curves)
        self.losses.show_curves(losses)
        self.scores.show_curves(scores)
        self.log.show_lines(run.log)


def headline(run: RunSnapshot) -> str:
    """State, what is being done, and what it takes, as HTML."""
    parts = [f"<b>{escape(run.title)}</b> – {escape(state_text(run))}"]
    if run.doing:
        parts.append(escape(run.doing))
    facts = _facts(run)
    if facts:
        parts.append(escape(", ".join(facts)))
    if run.problem:
        parts.append(escape(run.problem).replace("\n", "<br>"))
    return "<br>".join(parts)


def _facts(run: RunSnapshot) -> list[str]:
    facts = []
    if duration_text(run):
        facts.append(tr("took {duration}").format(duration=duration_text(run)))
    if run.device:
        facts.append(tr("on {device}").format(device=device_text(run.device)))
    speed = run.latest("images_per_s")
    if run.is_live and speed is not None:
        facts.append(tr("{count} chips/s").format(count=QLocale().toString(speed, "f", 1)))
    if run.memory_mb is not None:
        facts.append(tr("{size} of memory").format(size=_size_text(run.memory_mb)))
    device_mb = run.latest("device_memory_mb")
    if device_mb is not None:
        size = _size_text(device_mb)
        facts.append(tr("{size} of the graphics card's memory").format(size=size))
    return facts


def _size_text(size_mb: float) -> str:
    size_format = QLocale.DataSizeFormat.DataSizeSIFormat
    return QLocale().formattedDataSize(round(size_mb * 1e6), 1, size_format)


def device_text(device: str) -> str:
    """What a run computes on, as people call it."""
    if device == "cpu":
        return tr("the processor")
    if device == "mps":
        return tr("the graphics chip")
    if device.startswith("cuda"):
        return tr("the graphics card ({device})").format(device=device)
    return device
