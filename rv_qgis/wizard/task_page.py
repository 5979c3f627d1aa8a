"""What the model shall make: the first page of the wizard."""

from __future__ import annotations

from typing import ClassVar

from qtpy.QtCore import QSize, Qt, Signal
from qtpy.QtGui import QIcon, QMouseEvent
from qtpy.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from ..places import WIZARD_PICTURES_FOLDER
from .draft import CLASSIFICATION, DETECTION, SEGMENTATION, TASKS, Draft
from .services import Services
from .wizard_page import WizardPage

_PICTURE_SIZE = QSize(277, 189)


class TaskPage(WizardPage):
    """Chooses one of the three tasks.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = "task"
    config_paths: ClassVar[tuple[str, ...]] = ("type_hint",)

    sample_wanted = Signal()
    """The user wants to try it with sample data."""
    open_wanted = Signal()
    """The user wants to go on with a draft or config of before."""

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__(draft, services)
        tr = services.tr
        self.setTitle(tr("What do you want to map?"))
        self.setSubTitle(tr("Choose what the model shall make of an image."))
        texts = {
            SEGMENTATION: (
                tr("&Areas, pixel by pixel"),
                tr(
                    "Each pixel gets a class: roofs, roads, crops, water. The result is a map of "
                    "classes, and polygons.\n\nSemantic segmentation"
                ),
            ),
            DETECTION: (
                tr("Ob&jects, to be counted"),
                tr(
                    "A box around each thing: cars, trees, ships, solar panels. The result is a "
                    "layer of boxes.\n\nObject detection"
                ),
            ),
            CLASSIFICATION: (
                tr("&Cells of a grid"),
                tr(
                    "Each square gets a class: with buildings or without, damaged or not. The "
                    "quickest to label.\n\nChip classification"
                ),
            ),
        }
        self._group = QButtonGroup(self)
        self._cards: dict[str, TaskCard] = {}
        row = QHBoxLayout()
        for task, (title, text) in texts.items():
            card = TaskCard(task, title, text)
            self._cards[task] = card
            self._group.addButton(card.button, TASKS.index(task))
            row.addWidget(card, 1)
        sample = QPushButton(tr("&Try It with Sample Data"))
        sample.setToolTip(
            tr("Makes an image of a small town with its labels, and fills in every page.")
        )
        opened = QPushButton(tr("&Open a Draft or Config..."))
        opened.setToolTip(tr("Goes on with choices that were saved, or changes a training."))
        for button, wanted in ((sample, self.sample_wanted), (opened, self.open_wanted)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda checked=False, wanted=wanted: wanted.emit())
        self.sample_button, self.open_button = sample, opened
        below = QHBoxLayout()
        below.addWidget(sample)
        below.addWidget(opened)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addStretch(1)
        column.addLayout(below)
        self._group.buttonClicked.connect(lambda button: self.store())

    def load(self) -> None:
        self._cards[self.draft.task].button.setChecked(True)

    def store(self) -> None:
        self.draft.task = TASKS[self._group.checkedId()]


class TaskCard(QFrame):
    """A task with its picture; a click anywhere chooses it.

    Args:
        task: Names the picture.
        title: Short, with a key.
        text: What comes out.
    """

    def __init__(self, task: str, title: str, text: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.button = QRadioButton(title)
        font = self.button.font()
        font.setBold(True)
        self.button.setFont(font)
        self.button.setAccessibleDescription(text)
        picture = QLabel()
        icon = QIcon(str(WIZARD_PICTURES_FOLDER / f"{task}.svg"))
        picture.setPixmap(icon.pixmap(_PICTURE_SIZE))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        explanation = QLabel(text)
        explanation.setWordWrap(True)
        explanation.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.addWidget(picture)
        column.addWidget(self.button)
        column.addWidget(explanation, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.button.click()
        self.button.setFocus()
