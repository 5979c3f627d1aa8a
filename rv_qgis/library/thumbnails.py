"""Small pictures that are read in the background and kept."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import suppress
from typing import Callable, Optional

from qgis.core import QgsApplication
from qtpy.QtCore import QObject, QSize, Qt, Signal
from qtpy.QtGui import QImage, QPixmap

from ..tasks import BackgroundTask
from ..translation import tr

_MOST_PIXELS = 4096


class Thumbnails(QObject):
    """Reads pictures when they are asked for the first time. It lives on the main thread.

    Args:
        read: Answers the bytes of a picture by its key; called in the background.
        size: The size that a picture may have; larger ones are made smaller.
    """

    loaded = Signal(object)
    """The key of a picture that is there now."""

    def __init__(
        self, read: Callable[[Hashable], bytes], size: QSize, parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._size = size
        self._pixmaps: dict[Hashable, QPixmap] = {}
        self._wanted: list[Hashable] = []
        self._task: Optional[BackgroundTask] = None

    def pixmap(self, key: Hashable) -> QPixmap:
        """The picture; an empty one while it is not read, or when there is none."""
        if key not in self._pixmaps:
            self._pixmaps[key] = QPixmap()
            self._wanted.append(key)
            self._go_on()
        return self._pixmaps[key]

    def close(self) -> None:
        """Reads nothing any more."""
        self._wanted.clear()
        # QGIS deletes tasks that are done.
        with suppress(RuntimeError):
            if self._task is not None:
                self._task.blockSignals(True)
                self._task.cancel()
        self._task = None
        self.blockSignals(True)

    def _go_on(self) -> None:
        if self._task is not None or not self._wanted:
            return
        keys, self._wanted = self._wanted, []
        read, size = self._read, self._size

        def work(task: BackgroundTask) -> None:
            for key in keys:
                if task.isCanceled():
                    return
                task.tell((key, _picture(read(key), size)))

        task = BackgroundTask(tr("Reading pictures"), work)
        task.told.connect(self._take)
        for signal in (task.succeeded, task.failed, task.stopped):
            signal.connect(self._end)
        self._task = task
        QgsApplication.taskManager().addTask(task)

    def _take(self, news: tuple[Hashable, QImage]) -> None:
        key, image = news
        if not image.isNull():
            self._pixmaps[key] = QPixmap.fromImage(image)
            self.loaded.emit(key)

    def _end(self, *_: object) -> None:
        self._task = None
        self._go_on()


def _picture(content: bytes, size: QSize) -> QImage:
    image = QImage.fromData(content) if content else QImage()
    if image.isNull() or max(image.width(), image.height()) > _MOST_PIXELS:
        return QImage()
    if image.width() > size.width() or image.height() > size.height():
        return image.scaled(
            size,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return image
