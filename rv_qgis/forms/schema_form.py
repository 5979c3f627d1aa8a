"""A form for a Config, made from the engine's schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Optional, Union

from qtpy.QtCore import Qt, QTimer, Signal
from qtpy.QtGui import QShowEvent
from qtpy.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..translation import tr
from .config_schema import ConfigSchema
from .config_view import ConfigView
from .form_context import FormContext
from .form_values import FieldPath, FormValues
from .help_pane import HelpPane
from .merge_patch import merge_patch
from .problem import Problem, read_path, read_problems

_SEARCH_DELAY_MS = 150
_WIDEST_PX = 680
_TRIES, _TRY_AGAIN_MS = 20, 5


class SchemaForm(QWidget):
    """All fields of a Config, with a search box above and the help of the current field below.

    Advanced fields are folded, and built when they are opened. A field that differs from what was
    set has a bold name and a button that puts the value back.

    Args:
        schema: What `rv schema` writes, or the same as a `ConfigSchema`.
        type_hint: Of the Config.
        hidden: Places that are not shown, such as "dataset".
        fixed: Places of Configs of which another kind cannot be chosen, such as "backend".
        opened: Places of Configs that are open at first; when left out, those at the top.
        titles: Other names of fields than the schema's, by their places.
    """

    changed = Signal()
    """The user changed a value."""

    def __init__(
        self,
        schema: Union[ConfigSchema, Mapping[str, Any]],
        type_hint: str,
        parent: Optional[QWidget] = None,
        *,
        hidden: Iterable[str] = (),
        fixed: Iterable[str] = (),
        opened: Optional[Iterable[str]] = None,
        titles: Optional[Mapping[str, str]] = None,
    ) -> None:
        super().__init__(parent)
        schema = schema if isinstance(schema, ConfigSchema) else ConfigSchema(schema)
        self._type_hint = type_hint
        self._values = FormValues(schema, type_hint)
        self._context = FormContext(
            schema,
            self._values,
            map(read_path, hidden),
            map(read_path, fixed),
            None if opened is None else map(read_path, opened),
            {read_path(path): title for path, title in (titles or {}).items()},
            self,
        )
        self._context.changed.connect(self.changed)
        self._help = HelpPane()
        self._context.help_wanted.connect(self._help.show_help)
        self._context.queue.emptied.connect(self._order_tabs)
        self._view: Optional[ConfigView] = None
        self._position = 0
        self._target: Optional[QWidget] = None
        self._tries = 0
        self._search = QLineEdit()
        self._search_timer = QTimer(self)
        self._nothing = QLabel(tr("No option has these words in its name or description."))
        self._nothing.setVisible(False)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._set_search_up()
        self._lay_parts_out()
        self.set_values({})

    @property
    def type_hint(self) -> str:
        """Of the Config."""
        return self._type_hint

    def set_values(self, config: Mapping[str, Any]) -> None:
        """Shows a config, which counts as unchanged; what is left out has its default."""
        self._values.set_base(config)
        self._rebuild()

    def apply_patch(self, patch: Mapping[str, Any]) -> None:
        """Changes what a merge patch says, as if the user had."""
        self._values.replace(merge_patch(self._values.config(), patch))
        self._rebuild()

    def values(self) -> dict[str, Any]:
        """The config with all changes."""
        return self._values.config()

    def patch(self) -> dict[str, Any]:
        """What differs from what was set, as a merge patch (RFC 7396)."""
        return self._values.patch()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, with places in this config."""
        return self._context.problems

    def set_problems(self, problems: Iterable[Union[Problem, Mapping[str, Any]]]) -> None:
        """Shows problems at their fields and goes to the first; none takes them all away.

        Args:
            problems: As `rv validate --json` writes them, with paths in this config.
        """
        told = [p if isinstance(p, Problem) else read_problems([p])[0] for p in problems]
        self._context.set_problems(told)
        if told:
            self.show_field(told[0].path)

    def show_field(self, path: Union[str, FieldPath]) -> None:
        """Goes to a field: opens what hides it, scrolls there and puts the cursor in."""
        place = read_path(path) if isinstance(path, str) else path
        self._search.clear()
        self._apply_search()
        if self._view is None:
            return
        self._target = self._view.reveal(place)
        self._tries = _TRIES
        # What was added to layouts is shown a little later, and what is still to be built may move it.
        QTimer.singleShot(0, self._scroll_to_target)

    def search(self, words: str) -> None:
        """Shows only the fields with all of these words; all of them without words."""
        self._search.setText(words)
        self._apply_search()

    def finish_building(self) -> None:
        """Builds everything that is open, now; without this it happens bit by bit."""
        self._context.queue.finish()

    @property
    def is_built(self) -> bool:
        """Whether everything that is open is built."""
        return self._context.queue.is_empty

    def _rebuild(self) -> None:
        self._context.queue.clear()
        position = self._scroll.verticalScrollBar().value()
        self._view = ConfigView(self._context, ())
        holder = QWidget()
        # Wider, and values would stand far from their names.
        holder.setMaximumWidth(_WIDEST_PX)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 8, 4)
        column.addWidget(self._view)
        column.addStretch(1)
        # The old one is deleted by the scroll area.
        self._scroll.setWidget(holder)
        self._position = position
        if self._search.text():
            self._apply_search()

    def _apply_search(self) -> None:
        self._search_timer.stop()
        self._context.search(self._search.text())
        self._nothing.setVisible(self._context.found is not None and not self._context.found)
        QTimer.singleShot(0, self._lay_out)

    def _set_search_up(self) -> None:
        self._search.setPlaceholderText(tr("Search the options"))
        self._search.setAccessibleName(tr("Search the options"))
        self._search.setClearButtonEnabled(True)
        self._search_timer.setSingleShot(True)
        self._search_timer.setInterval(_SEARCH_DELAY_MS)
        self._search_timer.timeout.connect(self._apply_search)
        self._search.textChanged.connect(self._search_timer.start)

    def _lay_parts_out(self) -> None:
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._search)
        column.addWidget(self._nothing)
        column.addWidget(self._scroll, 1)
        column.addWidget(line)
        column.addWidget(self._help)

    def _order_tabs(self) -> None:
        if self._position:
            self._scroll.verticalScrollBar().setValue(self._position)
            self._position = 0
        QTimer.singleShot(0, self._scroll_to_target)
        chain = [self._search, *([] if self._view is None else self._view.focus_chain())]
        for first, second in zip(chain, chain[1:]):
            QWidget.setTabOrder(first, second)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self._scroll_to_target)

    def _scroll_to_target(self) -> None:
        if self._target is None or not self.isVisible():
            return
        # It may be gone already.
        with suppress(RuntimeError):
            if not self._target.isVisible() and self._tries:
                self._tries -= 1
                QTimer.singleShot(_TRY_AGAIN_MS, self._scroll_to_target)
                return
            self._lay_out()
            self._scroll.ensureWidgetVisible(self._target, 0, 60)
            self._target.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.is_built:
            self._target = None

    def _lay_out(self) -> None:
        """Gives everything its size now, from the innermost outwards.

        Left alone, sizes that layouts remember of what was since hidden or shown stay for a while.
        """
        holder = self._scroll.widget()
        for widget in [*reversed(holder.findChildren(QWidget)), holder]:
            layout = widget.layout()
            if layout is not None and not widget.isHidden():
                layout.invalidate()
                widget.updateGeometry()
        holder.layout().activate()
        height_px = max(holder.sizeHint().height(), self._scroll.viewport().height())
        holder.resize(holder.width(), height_px)
