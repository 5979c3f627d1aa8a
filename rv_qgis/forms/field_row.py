"""One field of a form: its name, its editor, and below it what is wrong."""

from __future__ import annotations

from typing import Any, Optional

from qtpy.QtCore import QObject, Qt
from qtpy.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QStyle,
    QToolButton,
    QWidget,
)

from ..translation import tr
from .config_schema import FieldSchema
from .editors import FieldEditor, make_editor
from .emphasis import set_bold
from .form_context import FormContext
from .form_values import FieldPath
from .merge_patch import is_same
from .problem import WARNING
from .value_check import problem_of
from .value_text import value_text

_LABEL, _EDITOR, _RESET = range(3)
_COLUMNS = 3


class FieldRow(QObject):
    """A row of a grid; it takes three lines: the field, what is wrong, and what is inside.

    Args:
        context: What the form shares.
        path: Where the value stands.
        field: What it is.
        grid: Where the row is put.
        line: The first of its lines there.
    """

    def __init__(
        self,
        context: FormContext,
        path: FieldPath,
        field: FieldSchema,
        grid: QGridLayout,
        line: int,
    ) -> None:
        super().__init__(grid.parentWidget())
        self._context = context
        self._path = path
        self._field = field
        self._grid = grid
        self._line = line
        self._inside: Optional[Any] = None
        self._inside_hint: Optional[str] = None
        self._problem_label: Optional[QLabel] = None
        self._reset_button: Optional[QToolButton] = None
        self._own_problem = ""
        self._label = QLabel(context.title(path, field))
        self._editor = self._make_editor()
        self._label.setBuddy(self._editor.focusProxy() or self._editor)
        self._label.setToolTip(_tooltip(field))
        self._label.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._label.customContextMenuRequested.connect(self._show_menu)
        context.watch(self._label, field)
        tall = (QPlainTextEdit,)
        is_tall = bool(self._editor.findChildren(tall[0]))
        top = Qt.AlignmentFlag.AlignTop if is_tall else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self._label, line, _LABEL, Qt.AlignmentFlag.AlignLeft | top)
        grid.addWidget(self._editor, line, _EDITOR)
        self.refresh()
        context.marks_changed.connect(self.refresh_marks)

    @property
    def editor(self) -> FieldEditor:
        """The widget with the value."""
        return self._editor

    def refresh(self) -> None:
        """Shows the value anew."""
        self._editor.set_value(self._context.values.value(self._path))
        self._show_inside()
        self.refresh_marks()

    def refresh_marks(self) -> None:
        """Shows whether the value was changed, and what is wrong with it."""
        is_changed = self._context.values.is_changed(self._path)
        set_bold(self._label, is_changed)
        self._show_reset(is_changed)
        self._show_problem()

    def apply_search(self) -> None:
        """Shows or hides the row."""
        is_found = self._context.is_found(self._path)
        for widget in (self._label, self._editor, self._reset_button, self._problem_label):
            if widget is not None:
                widget.setVisible(is_found)
        if self._inside is not None:
            self._inside.setVisible(is_found)
            self._inside.apply_search()
        if is_found:
            self.refresh_marks()

    def reveal(self, path: FieldPath) -> QWidget:
        """The widget of a place inside, or of the field itself; opens what hides it."""
        if path and self._inside is not None:
            return self._inside.reveal(path)
        return self._editor

    def focus_chain(self) -> list[QWidget]:
        """What the tab key goes through."""
        own = _focusable(self._editor)
        if self._reset_button is not None:
            own.append(self._reset_button)
        return own + ([] if self._inside is None else self._inside.focus_chain())

    def reset(self) -> None:
        """Puts back what stood there in the beginning."""
        self._context.values.reset(self._path)
        self._own_problem = ""
        self.refresh()
        self._context.changed.emit()
        self._context.marks_changed.emit()

    def _make_editor(self) -> FieldEditor:
        editor = make_editor(self._field, self._context.schema)
        editor.name_for_screen_readers(self._field.title, _tooltip(self._field))
        editor.edited.connect(self._take_over)
        for widget in _focusable(editor):
            self._context.watch(widget, self._field)
        return editor

    def _take_over(self) -> None:
        self._own_problem = self._editor.problem()
        if not self._own_problem:
            value = self._editor.value()
            self._own_problem = problem_of(value, self._field.type)
            if not self._own_problem:
                self._context.change(self._path, value)
                self._show_inside()
                return
        self._show_problem()

    def _show_inside(self) -> None:
        """The fields of the chosen Config, where one was chosen."""
        if not self._field.type.config_members():
            return
        value = self._context.values.value(self._path)
        hint = self._context.values.hint_at(self._path)
        if (
            not isinstance(value, dict)
            or (hint or "") not in self._context.schema
            or (
                "type_hint" not in value
                and not value.keys()
                <= {field.name for field in self._context.schema.definition(str(hint)).fields}
            )
        ):
            hint = None
        if hint == self._inside_hint and self._inside is not None:
            return
        if self._inside is not None:
            self._grid.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None
        self._inside_hint = hint
        if hint is not None and self._context.schema.definition(hint).fields:
            # Here: a view is made of rows.
            from .config_view import ConfigView

            self._inside = ConfigView(self._context, self._path)
            self._inside.setContentsMargins(18, 0, 0, 4)
            self._grid.addWidget(self._inside, self._line + 2, 0, 1, _COLUMNS)

    def _show_reset(self, is_changed: bool) -> None:
        if is_changed and self._reset_button is None:
            button = QToolButton()
            button.setIcon(button.style().standardIcon(QStyle.StandardPixmap.SP_BrowserReload))
            button.setAutoRaise(True)
            button.clicked.connect(self.reset)
            self._grid.addWidget(button, self._line, _RESET)
            self._reset_button = button
        if self._reset_button is not None:
            before = value_text(self._context.values.base_value(self._path), self._context.schema)
            text = tr("Back to {value}").format(value=before)
            self._reset_button.setToolTip(text)
            self._reset_button.setAccessibleName(f"{self._field.title}: {text}")
            is_found = self._context.is_found(self._path)
            self._reset_button.setVisible(is_changed and is_found)

    def _show_problem(self) -> None:
        told = self._context.problems_at(self._path)
        text = "\n".join([self._own_problem] * bool(self._own_problem) + [p.text for p in told])
        if text and self._problem_label is None:
            label = QLabel()
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label, self._line + 1, _EDITOR, 1, 2)
            self._problem_label = label
        if self._problem_label is not None:
            is_error = bool(self._own_problem) or any(p.severity != WARNING for p in told)
            colour = problem_colour(self._problem_label, is_error=is_error)
            self._problem_label.setStyleSheet(f"color: {colour};")
            self._problem_label.setText(text)
            self._problem_label.setVisible(bool(text) and self._context.is_found(self._path))

    def _show_menu(self, position: Any) -> None:
        menu = QMenu(self._label)
        values, schema = self._context.values, self._context.schema
        if values.is_changed(self._path):
            before = value_text(values.base_value(self._path), schema)
            menu.addAction(tr("Back to {value}").format(value=before), self.reset)
        default = self._field.default
        if not self._field.is_required and not is_same(values.value(self._path), default):
            text = tr("Use the usual value, {value}").format(value=value_text(default, schema))
            menu.addAction(text, self._use_default)
        if menu.isEmpty():
            menu.addAction(tr("This is the usual value")).setEnabled(False)
        menu.popup(self._label.mapToGlobal(position))

    def _use_default(self) -> None:
        self._context.values.use_default(self._path)
        self.refresh()
        self._context.changed.emit()
        self._context.marks_changed.emit()


def problem_colour(widget: QWidget, *, is_error: bool) -> str:
    """A colour for what is wrong that can be read on a widget's background."""
    is_dark = widget.palette().window().color().lightness() < 128
    if is_error:
        return "#ff8a80" if is_dark else "#b3261e"
    return "#ffcc66" if is_dark else "#8a5a00"


def _tooltip(field: FieldSchema) -> str:
    # Long lines are broken only in rich text.
    text = field.description.replace("&", "&amp;").replace("<", "&lt;")
    return f"<p><b>{field.title}</b></p><p>{text}</p>"


def _focusable(editor: QWidget) -> list[QWidget]:
    """The widgets of an editor that the tab key goes through; the list of a box is a window."""
    return [
        widget
        for widget in editor.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.window() is editor.window()
        and not (isinstance(widget, QLineEdit) and isinstance(widget.parent(), QComboBox))
    ]
