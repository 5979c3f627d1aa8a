"""A prediction in QGIS's message bar: how far it is, and a button that stops it."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import Qgis
from qgis.gui import QgsMessageBarItem
from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QProgressBar, QPushButton

from ...rv_engine.messages import Message, Progress
from ..translation import tr

_STEPS = 1000
_BAR_WIDTH_PX = 160


class ProgressItem(QObject):
    """Shows itself in the message bar until it is removed.

    Args:
        bar: QGIS's message bar.
        model: The name of the model.
        image: The name of the image.
    """

    cancelled = Signal()
    """The user wants it stopped: by the button, or by closing the message."""

    def __init__(self, bar: Any, model: str, image: str) -> None:
        super().__init__()
        self._bar = bar
        self._model = model
        text = tr("Predicting '{image}' with {model}.").format(image=image, model=model)
        # Through the constructor and not `createMessage`: that one is owned by C++ alone.
        self._item: Optional[QgsMessageBarItem] = QgsMessageBarItem(
            "RV Studio", text, Qgis.MessageLevel.Info, 0, bar
        )
        self._progress = QProgressBar()
        # Busy until the engine tells more.
        self._progress.setRange(0, 0)
        self._progress.setFixedWidth(_BAR_WIDTH_PX)
        self._progress.setAccessibleName(tr("Progress"))
        self._button = QPushButton(tr("Cancel"))
        self._button.clicked.connect(lambda checked=False: self.cancelled.emit())
        layout = self._item.layout()
        layout.addWidget(self._progress)
        layout.addWidget(self._button)
        bar.widgetRemoved.connect(self._see_removal)
        bar.pushItem(self._item)

    def show_message(self, message: Message) -> None:
        """Shows how far it is."""
        if self._item is None or not isinstance(message, Progress):
            return
        if message.overall is not None:
            self._progress.setRange(0, _STEPS)
            self._progress.setValue(round(_STEPS * message.overall))
        if message.what:
            self._item.setText(f"{self._model}: {message.what}")

    def remove(self) -> None:
        """Takes it out of the message bar."""
        item, self._item = self._item, None
        if item is not None:
            self._bar.widgetRemoved.disconnect(self._see_removal)
            self._bar.popWidget(item)

    def _see_removal(self, item: QgsMessageBarItem) -> None:
        if item is self._item:
            self._item = None
            self._bar.widgetRemoved.disconnect(self._see_removal)
            self.cancelled.emit()
