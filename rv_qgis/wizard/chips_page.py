"""The pieces that the images are cut into: their size, number, room, and what they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Optional

from qtpy.QtCore import Qt, QTimer
from qtpy.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import RvError
from ...rv_engine.messages import Progress
from ..engine.commands import preview_command
from ..translation import tr
from .amounts import bytes_text, length_text
from .draft import CLASSIFICATION, Draft
from .picture_view import PictureView
from .services import Job, Services
from .wizard_page import WizardPage

_DELAY_MS = 700
_COLUMN_PX = 300
# Themes of QGIS have wider borders than boxes know of.
_SPARE_PX = 32
_MARKS = {"train": ("chips-training", "#0072b2"), "valid": ("chips-validation", "#d55e00")}
# What of the draft changes nothing about chips.
_NO_MATTER = ("preset", "device", "options")


class ChipsPage(WizardPage):
    """Chooses how chips are cut, and shows examples as they are chosen.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = "chips"
    config_paths: ClassVar[tuple[str, ...]] = ("chip_options", "backend.data.img_sz")

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__(draft, services)
        self.setTitle(tr("How large are the pieces that the model sees?"))
        self.setSubTitle(
            tr(
                "Images are cut into squares, called chips. A chip should show a few objects with "
                "what is around them; what is proposed follows from your labels."
            )
        )
        self._job: Optional[Job] = None
        self._answer: Optional[dict[str, Any]] = None
        self._preview: Optional[dict[str, Any]] = None
        self._shown_for: Optional[dict[str, Any]] = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._look)
        self._size_label = QLabel()
        self._size = _box(" px", 4096, tr("Height and width of a chip, in pixels."))
        self._stride = _box(
            " px",
            4096,
            tr("From one chip to the next: smaller than the size, and they overlap."),
        )
        self._stride.setSpecialValueText(tr("automatic"))
        self._resolution = QDoubleSpinBox()
        self._resolution.setRange(0.0, 10000.0)
        self._resolution.setDecimals(3)
        self._resolution.setSingleStep(0.1)
        self._resolution.setSuffix(tr(" m"))
        self._resolution.setToolTip(
            tr("How large a pixel is on the ground as the model sees it: images are resampled.")
        )
        for box in (self._size, self._stride, self._resolution):
            box.setAccessibleDescription(box.toolTip())
            box.valueChanged.connect(self._timer.start)
        self._facts = _note()
        self._numbers = _note()
        self._warnings = _note()
        self._on_map = QCheckBox(tr("Show the chips on the &map"))
        self._on_map.setChecked(True)
        self._on_map.toggled.connect(self._show_marks)
        self._legend = _note()
        self._legend.setText(tr("Blue: for training. Orange: kept for validation."))
        self._tabs = QTabWidget()
        waiting = tr("Examples of chips appear here.")
        self._examples, self._augmented = PictureView(waiting), PictureView(waiting)
        self._tabs.addTab(self._examples, tr("&Examples with their labels"))
        self._tabs.addTab(self._augmented, tr("As training &varies them"))
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress_text = QLabel()
        self._lay_out()

    def load(self) -> None:
        is_cell = self.draft.task == CLASSIFICATION
        self._size_label.setText(tr("Cell &size") if is_cell else tr("Chip &size"))
        self._size.setAccessibleName(self._size_label.text().replace("&", ""))
        chips = self.draft.chips
        for box, value in (
            (self._size, chips.size_px),
            (self._stride, chips.stride_px),
            (self._resolution, chips.resolution_m),
        ):
            box.blockSignals(True)
            box.setValue(value or 0)
            box.blockSignals(False)
        self._show_suggestions()
        if self.isVisible():
            self.arrive()

    def arrive(self) -> None:
        if self._preview is not None and self._shown_for == self._what_matters():
            self._show_marks()
        else:
            self._look()

    def store(self) -> None:
        chips = self.draft.chips
        chips.size_px = self._size.value() or None
        chips.stride_px = self._stride.value() or None
        chips.resolution_m = self._resolution.value() or None

    def problem(self) -> str:
        return ""

    def leave(self) -> None:
        self._timer.stop()
        self._stop()
        for mark, _ in _MARKS.values():
            self.services.marks.clear(mark)

    def show_field(self, path: str) -> None:
        (self._stride if path.endswith("stride") else self._size).setFocus()

    def _look(self) -> None:
        """Asks the engine what chips are like; the last question wins."""
        self._stop()
        self.store()
        if not self.draft.run_folder:
            self.draft.run_folder = self.services.propose_run_folder()
        self._shown_for = self._what_matters()
        self._preview = None
        self._show_progress(tr("Looking at images and labels..."))
        self._job = self.services.write_config(self.draft, self._take_config, self._fail)

    def _take_config(self, answer: dict[str, Any]) -> None:
        self._answer = answer
        self._show_suggestions()
        config = str(answer["config"])
        command = preview_command(
            config, folder=str(Path(config).parent / "preview"), with_windows=True
        )
        self._show_progress(tr("Cutting some chips..."))
        self._job = self.services.run(command, self._take_preview, self._fail, self._take_message)

    def _take_message(self, message: Any) -> None:
        if isinstance(message, Progress) and message.overall is not None:
            self._progress.setRange(0, 100)
            self._progress.setValue(round(100 * message.overall))
            self._progress_text.setText(message.what)

    def _take_preview(self, values: dict[str, Any]) -> None:
        self._job = None
        self._preview = values
        self._show_progress("")
        pictures = values.get("pictures") or {}
        for view, name, text in (
            (self._examples, "chips", tr("Example chips, each with its labels beside it")),
            (self._augmented, "augmented", tr("Chips as training varies them, with labels")),
        ):
            if name in pictures:
                view.show_file(Path(pictures[name]), text)
            else:
                view.show_text(tr("There is no picture of these chips."))
        self._numbers.setText(self._numbers_text(values))
        self._show_marks()

    def _fail(self, error: Optional[RvError]) -> None:
        self._job = None
        self._show_progress("")
        if error is None:
            return
        self._shown_for = None
        self._numbers.clear()
        for view in (self._examples, self._augmented):
            view.show_text(str(error))

    def _numbers_text(self, values: dict[str, Any]) -> str:
        splits = values["splits"]
        counts = {name: int(split["chips"]) for name, split in splits.items()}
        lines = [
            tr("{training} chips for training, {validation} for validation.").format(
                training=counts.get("train", 0), validation=counts.get("valid", 0)
            )
        ]
        if values.get("disk_bytes"):
            size = bytes_text(values["disk_bytes"])
            lines.append(tr("They take {size} on the disk.").format(size=size))
        else:
            lines.append(tr("They are read from the images: no room on the disk is needed."))
        return "\n".join(lines)

    def _show_suggestions(self) -> None:
        """What the engine takes where nothing is chosen, and what the labels are like."""
        answer = self._answer or {}
        suggested = answer.get("suggested_chip_size_px")
        pixel_m = answer.get("pixel_size_m")
        own = tr("as proposed") if not suggested else tr("{size} px, as proposed")
        self._size.setSpecialValueText(own.format(size=suggested))
        image = tr("as it is") if not pixel_m else tr("{size} m, as it is")
        self._resolution.setSpecialValueText(image.format(size=f"{pixel_m or 0:.3g}"))
        self._widen()
        lines = []
        sizes = answer.get("object_sizes_px")
        if sizes:
            small, large = round(sizes["small"]), round(sizes["large"])
            text = tr("Most of your labels are {small} to {large} pixels long.")
            if small == large:
                text = tr("Most of your labels are {small} pixels long.")
            lines.append(text.format(small=small, large=large))
        chip_px = answer.get("chip_size_px")
        if chip_px and pixel_m:
            seen_m = length_text(chip_px * (self.draft.chips.resolution_m or pixel_m))
            lines.append(tr("A chip shows {side} by {side} on the ground.").format(side=seen_m))
        self._facts.setText("\n".join(lines))
        warnings = answer.get("warnings") or ()
        self._warnings.setText("\n".join(f"⚠ {warning}" for warning in warnings))
        self._warnings.setVisible(bool(warnings))

    def _widen(self) -> None:
        """Makes room for what the fields say, whatever the font."""
        self._left.setFixedWidth(max(_COLUMN_PX, self._fields.sizeHint().width() + _SPARE_PX))

    def _show_marks(self) -> None:
        windows = (self._preview or {}).get("windows")
        self._legend.setVisible(self._on_map.isChecked())
        for split, (mark, colour) in _MARKS.items():
            rings = (windows or {}).get("rings", {}).get(split) or []
            if self._on_map.isChecked() and rings and windows is not None:
                self.services.marks.show(mark, rings, windows["crs"], colour)
            else:
                self.services.marks.clear(mark)

    def _show_progress(self, text: str) -> None:
        self._progress.setRange(0, 0)
        self._progress.setVisible(bool(text))
        self._progress_text.setText(text)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._shown_for = None

    def _what_matters(self) -> dict[str, Any]:
        values = self.draft.to_dict()
        return {name: value for name, value in values.items() if name not in _NO_MATTER}

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._size_label, self._size)
        self._size_label.setBuddy(self._size)
        form.addRow(tr("&Distance"), self._stride)
        form.addRow(tr("&Pixel on the ground"), self._resolution)
        self._stride.setAccessibleName(tr("Distance"))
        self._resolution.setAccessibleName(tr("Pixel on the ground"))
        self._left = QWidget()
        self._fields = form
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(form)
        column.addWidget(self._facts)
        column.addWidget(self._numbers)
        column.addWidget(self._on_map)
        column.addWidget(self._legend)
        column.addWidget(self._warnings)
        column.addStretch(1)
        column.addWidget(self._progress_text)
        column.addWidget(self._progress)
        row = QHBoxLayout(self)
        row.addWidget(self._left)
        row.addWidget(self._tabs, 1)
        self._widen()


def _box(suffix: str, largest: int, tooltip: str) -> QSpinBox:
    """A box whose smallest value stands for the engine's choice."""
    box = QSpinBox()
    box.setRange(0, largest)
    box.setSingleStep(32)
    box.setSuffix(suffix)
    box.setToolTip(tooltip)
    box.setKeyboardTracking(False)
    box.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
    return box


def _note() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
