"""What was chosen in the wizard, said once more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qtpy.QtWidgets import QFormLayout, QGroupBox, QLabel

from ..translation import tr
from .draft import BALANCED, CLASSIFICATION, DETECTION, QUICK, SEGMENTATION, THOROUGH, Draft


class SummaryBox(QGroupBox):
    """Shows a draft in five lines."""

    def __init__(self) -> None:
        super().__init__(tr("What is trained"))
        titles = {
            "task": tr("Map of"),
            "images": tr("Images"),
            "labels": tr("Labels"),
            "classes": tr("Classes"),
            "preset": tr("Training"),
        }
        self._lines = {name: QLabel() for name in titles}
        form = QFormLayout(self)
        for name, title in titles.items():
            self._lines[name].setWordWrap(True)
            self._lines[name].setAccessibleName(title)
            form.addRow(title, self._lines[name])

    @property
    def texts(self) -> dict[str, str]:
        """What is shown, by "task", "images", "labels", "classes" and "preset"."""
        return {name: label.text() for name, label in self._lines.items()}

    def show_draft(self, draft: Draft) -> None:
        """Says what a draft asks for."""
        tasks = {
            SEGMENTATION: tr("Areas, pixel by pixel"),
            DETECTION: tr("Objects, to be counted"),
            CLASSIFICATION: tr("Cells of a grid"),
        }
        presets = {QUICK: tr("Quick"), BALANCED: tr("Balanced"), THOROUGH: tr("Thorough")}
        changed = _count_leaves(draft.options)
        preset = presets[draft.preset]
        if changed:
            preset = tr("{preset}; changed options: {count}").format(preset=preset, count=changed)
        texts = {
            "task": tasks[draft.task],
            "images": ", ".join(image.name or Path(image.path).stem for image in draft.images),
            "labels": draft.labels.name or Path(draft.labels.path).stem,
            "classes": ", ".join(one.name for one in draft.classes if not one.is_ignored),
            "preset": preset,
        }
        for name, text in texts.items():
            self._lines[name].setText(text or "–")


def _count_leaves(patch: Any) -> int:
    """How many values a merge patch changes."""
    if not isinstance(patch, dict):
        return 1
    return sum(_count_leaves(value) for name, value in patch.items() if name != "type_hint")
