"""A list of Configs: each can be opened, moved and removed, and others added."""

from __future__ import annotations

from typing import Any, Callable

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QHBoxLayout, QLabel, QMenu, QStyle, QToolButton, QVBoxLayout, QWidget

from ..translation import tr
from .config_schema import FieldSchema
from .fold_box import FoldBox
from .form_context import FormContext
from .form_values import FieldPath


class ConfigListView(QWidget):
    """The items of a list of Configs, or of names.

    Args:
        context: What the form shares.
        path: Where the list stands.
        field: What it is.
        make_view: Makes the view of an item's fields.
    """

    def __init__(
        self,
        context: FormContext,
        path: FieldPath,
        field: FieldSchema,
        make_view: Callable[[FormContext, FieldPath], QWidget],
    ) -> None:
        super().__init__()
        self._context = context
        self._path = path
        self._field = field
        self._make_view = make_view
        self._items: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._add = self._add_button()
        row = QHBoxLayout()
        row.addWidget(self._add)
        row.addStretch(1)
        self._column.addLayout(row)
        self._shown: Any = None
        self._show()
        context.marks_changed.connect(self._show)

    def reveal(self, path: FieldPath) -> QWidget:
        """The widget of a place inside; opens what hides it."""
        index = path[0]
        if not isinstance(index, int) or index >= len(self._items):
            return self
        fold = self._items[index].findChild(FoldBox)
        if fold is None or len(path) == 1:
            return self._items[index]
        fold.set_open(True)
        return fold.content.reveal(path[1:])  # type: ignore[union-attr]

    def focus_chain(self) -> list[QWidget]:
        """What the tab key goes through, from top to bottom."""
        chain: list[QWidget] = []
        for item in self._items:
            fold = item.findChild(FoldBox)
            if fold is not None:
                chain.append(fold.header)
            chain += item.buttons  # type: ignore[attr-defined]
            if fold is not None and fold.content is not None:
                chain += fold.content.focus_chain()  # type: ignore[attr-defined]
        return [*chain, self._add]

    def apply_search(self) -> None:
        """Items are found by the fields around them."""

    def _values(self) -> list[Any]:
        value = self._context.values.value(self._path)
        return value if isinstance(value, list) else []

    def _show(self) -> None:
        """Builds the items anew when they are others."""
        kinds = [v.get("type_hint") if isinstance(v, dict) else v for v in self._values()]
        if kinds == self._shown:
            return
        self._shown = kinds
        for item in self._items:
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items = [self._item(index, value) for index, value in enumerate(self._values())]
        for index, item in enumerate(self._items):
            self._column.insertWidget(index, item)

    def _item(self, index: int, value: Any) -> QWidget:
        item = _Item()
        row = QHBoxLayout(item)
        row.setContentsMargins(0, 0, 0, 0)
        path = (*self._path, index)
        schema = self._context.schema
        hint = self._context.values.hint_at(path)
        if hint is not None and hint in schema and schema.definition(hint).fields:
            title = schema.title(hint)
            row.addWidget(FoldBox(title, lambda: self._make_view(self._context, path)), 1)
        else:
            title = schema.title(hint) if hint else str(value)
            row.addWidget(QLabel(title), 1)
        for tip, text, icon, by in (
            (tr("Up"), "", QStyle.StandardPixmap.SP_ArrowUp, -1),
            (tr("Down"), "", QStyle.StandardPixmap.SP_ArrowDown, 1),
            (tr("Remove"), "−", None, 0),
        ):
            button = QToolButton()
            button.setAutoRaise(True)
            button.setText(text)
            if icon is not None:
                button.setIcon(self.style().standardIcon(icon))
            button.setToolTip(tip)
            button.setAccessibleName(f"{tip}: {title}")
            button.clicked.connect(lambda *_, by=by: self._move(index, by))
            row.addWidget(button)
            row.setAlignment(button, Qt.AlignmentFlag.AlignTop)
            item.buttons.append(button)
        return item

    def _add_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Add"))
        button.setAccessibleName(tr("Add to {list}").format(list=self._field.title))
        hints = self._field.type.hints
        if len(hints) == 1:
            button.clicked.connect(lambda: self._append(hints[0]))
        else:
            menu = QMenu(button)
            for hint in hints:
                action = menu.addAction(self._context.schema.title(hint))
                action.triggered.connect(lambda *_, hint=hint: self._append(hint))
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _append(self, hint: str) -> None:
        self._context.change(self._path, [*self._values(), {"type_hint": hint}])

    def _move(self, index: int, by: int) -> None:
        """Moves an item, or removes it when it is moved by nothing."""
        values = self._values()
        value = values.pop(index)
        if by:
            values.insert(max(0, index + by), value)
        # Two items of a kind change places without looking different.
        self._shown = None
        self._context.change(self._path, values)


class _Item(QWidget):
    """One item and its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QToolButton] = []
