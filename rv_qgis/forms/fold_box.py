"""A part of a form that can be folded away, and is built when it is first opened."""

from __future__ import annotations

from typing import Callable, Optional

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from .emphasis import set_bold

_INDENT_PX = 18


class FoldBox(QWidget):
    """A title that opens and closes what is below.

    Args:
        title: What is folded.
        make_content: Makes it.
    """

    toggled = Signal(bool)

    def __init__(self, title: str, make_content: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make_content = make_content
        self._content: Optional[QWidget] = None
        self._inside: Optional[QWidget] = None
        self._is_open = False
        self._header = QToolButton()
        self._header.setText(title)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setArrowType(Qt.ArrowType.RightArrow)
        self._header.setAutoRaise(True)
        self._header.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._header.setAccessibleName(title)
        self._header.clicked.connect(lambda: self.set_open(not self._is_open))
        self.setFocusProxy(self._header)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._header, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def content(self) -> Optional[QWidget]:
        """What is folded; None as long as it was never opened."""
        return self._content

    @property
    def header(self) -> QToolButton:
        """The button with the title."""
        return self._header

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self._is_open

    def set_open(self, is_open: bool) -> None:
        """Opens or closes it."""
        if is_open == self._is_open:
            return
        self._is_open = is_open
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self._header.setArrowType(arrow)
        if self._inside is None:
            self._build()
        else:
            self._inside.setVisible(is_open)
        self.toggled.emit(is_open)

    def set_title(self, title: str) -> None:
        """Changes the title."""
        self._header.setText(title)
        self._header.setAccessibleName(title)

    def set_marked(self, is_marked: bool) -> None:
        """Shows that something inside was changed."""
        set_bold(self._header, is_marked)

    def _build(self) -> None:
        self._content = self._make_content()
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(_INDENT_PX, 0, 0, 4)
        column.addWidget(self._content)
        self._column.addWidget(self._inside)
