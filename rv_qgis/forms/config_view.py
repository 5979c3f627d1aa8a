"""The fields of one Config."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional, Union

from qtpy.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ..translation import tr
from .config_list_view import ConfigListView
from .config_schema import FieldSchema
from .field_row import FieldRow
from .field_type import Kind
from .fold_box import FoldBox
from .form_context import FormContext
from .form_values import FieldPath

# A row has a line for the field, one for what is wrong, and one for what is inside.
_LINES = 3
_COLUMNS = 3


class FieldsView(QWidget):
    """Some fields of a Config, one below the other; they are built bit by bit.

    Args:
        context: What the form shares.
        path: Where the Config stands.
        fields: Which of its fields.
    """

    def __init__(
        self, context: FormContext, path: FieldPath, fields: Sequence[FieldSchema]
    ) -> None:
        super().__init__()
        self._context = context
        self._path = path
        self._fields = fields
        self._rows: dict[str, Union[FieldRow, FieldFold]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(2, 24)
        for number, field in enumerate(fields):
            context.queue.add(lambda number=number, field=field: self._build(number, field))
        context.search_changed.connect(self.apply_search)

    def build_all(self) -> None:
        """Builds what is not built yet, now."""
        for number, field in enumerate(self._fields):
            self._build(number, field)

    def apply_search(self) -> None:
        """Shows only what is searched for."""
        for row in self._rows.values():
            row.apply_search()

    def reveal(self, path: FieldPath) -> QWidget:
        """The widget of a place inside; opens what hides it."""
        self.build_all()
        row = self._rows.get(str(path[0]))
        return self if row is None else row.reveal(path[1:])

    def focus_chain(self) -> list[QWidget]:
        """What the tab key goes through, from top to bottom."""
        rows = [self._rows[field.name] for field in self._fields if field.name in self._rows]
        return [widget for row in rows for widget in row.focus_chain()]

    def _build(self, number: int, field: FieldSchema) -> None:
        if field.name in self._rows:
            return
        path = (*self._path, field.name)
        line = _LINES * number
        if is_folded(field, path, self._context):
            is_usual = not field.is_advanced and field.type.kind is not Kind.CONFIGS
            opens = is_usual and self._context.is_open_at_first(path)
            fold = FieldFold(self._context, path, field, opens=opens)
            self._grid.addWidget(fold, line, 0, 1, _COLUMNS)
            self._rows[field.name] = fold
        else:
            self._rows[field.name] = FieldRow(self._context, path, field, self._grid, line)
        if self._context.found is not None:
            self._rows[field.name].apply_search()


class ConfigView(QWidget):
    """All fields of the Config at a place; the advanced ones are folded.

    Args:
        context: What the form shares.
        path: Where the Config stands.
    """

    def __init__(self, context: FormContext, path: FieldPath) -> None:
        super().__init__()
        self._context = context
        self._path = path
        hint = context.values.hint_at(path)
        fields = () if hint is None else context.schema.definition(hint).fields
        shown = [field for field in fields if (*path, field.name) not in context.hidden]
        usual = [field for field in shown if not field.is_advanced]
        self._advanced = [field for field in shown if field.is_advanced] if usual else []
        self._view = FieldsView(context, path, usual or shown)
        self._fold: Optional[FoldBox] = None
        self._was_open = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        if self._advanced:
            self._fold = FoldBox("", self._make_advanced)
            column.addWidget(self._fold)
            self._mark()
            context.marks_changed.connect(self._mark)
            context.search_changed.connect(self.apply_search)
            self.apply_search()

    def apply_search(self) -> None:
        """Opens and hides the advanced fields as is needed."""
        if self._fold is None:
            return
        if self._context.found is None:
            self._fold.setVisible(True)
            if self._is_searching:
                self._fold.set_open(self._was_open)
        else:
            if not self._is_searching:
                self._was_open = self._fold.is_open
            has_found = any(self._context.is_found((*self._path, f.name)) for f in self._advanced)
            self._fold.set_open(has_found)
            self._fold.setVisible(has_found)
        self._is_searching = self._context.found is not None

    _is_searching = False

    def reveal(self, path: FieldPath) -> QWidget:
        """The widget of a place inside; opens what hides it."""
        if not path:
            return self
        if self._fold is not None and any(field.name == path[0] for field in self._advanced):
            self._fold.set_open(True)
            advanced = self._fold.content
            if isinstance(advanced, FieldsView):
                return advanced.reveal(path)
        return self._view.reveal(path)

    def focus_chain(self) -> list[QWidget]:
        """What the tab key goes through, from top to bottom."""
        chain = self._view.focus_chain()
        if self._fold is not None:
            chain.append(self._fold.header)
            if isinstance(self._fold.content, FieldsView):
                chain += self._fold.content.focus_chain()
        return chain

    def _make_advanced(self) -> FieldsView:
        return FieldsView(self._context, self._path, self._advanced)

    def _mark(self) -> None:
        """Says in the title how many are folded and how many of them differ."""
        if self._fold is None:
            return
        paths = [(*self._path, field.name) for field in self._advanced]
        changed = sum(self._context.values.is_changed(path) for path in paths)
        wrong = sum(self._context.has_problems_below(path) for path in paths)
        parts = [tr("{count} more").format(count=len(paths))]
        if changed:
            parts.append(tr("{count} changed").format(count=changed))
        if wrong:
            parts.append(tr("{count} with problems").format(count=wrong))
        self._fold.set_title(tr("Advanced ({counts})").format(counts=", ".join(parts)))
        self._fold.set_marked(bool(changed or wrong))


class FieldFold(FoldBox):
    """A field that holds a Config, or a list of them: its title opens their fields.

    Args:
        context: What the form shares.
        path: Where the value stands.
        field: What it is.
        opens: Whether it is open at first.
    """

    def __init__(
        self, context: FormContext, path: FieldPath, field: FieldSchema, *, opens: bool
    ) -> None:
        super().__init__(context.title(path, field), self._make)
        self._context = context
        self._path = path
        self._field = field
        self._was_open = False
        self._is_searching = False
        self._own_title = context.title(path, field)
        self.header.setToolTip(field.description)
        context.watch(self.header, field)
        context.marks_changed.connect(self._mark)
        self._mark()
        if opens:
            self.set_open(True)

    def apply_search(self) -> None:
        """Opens or hides it as is needed."""
        is_found = self._context.is_found(self._path)
        self.setVisible(is_found)
        if self._context.found is None:
            if self._is_searching:
                self.set_open(self._was_open)
        else:
            if not self._is_searching:
                self._was_open = self.is_open
            if is_found:
                self.set_open(True)
        self._is_searching = self._context.found is not None

    def reveal(self, path: FieldPath) -> QWidget:
        """The widget of a place inside; opens what hides it."""
        if not path:
            return self
        self.set_open(True)
        content = self.content
        if isinstance(content, (ConfigView, ConfigListView)):
            return content.reveal(path)
        return self

    def focus_chain(self) -> list[QWidget]:
        """What the tab key goes through, from top to bottom."""
        content = self.content
        inside = content.focus_chain() if isinstance(content, (ConfigView, ConfigListView)) else []
        return [self.header, *inside]

    def _make(self) -> QWidget:
        if self._field.type.kind is Kind.CONFIGS:
            return ConfigListView(self._context, self._path, self._field, ConfigView)
        return ConfigView(self._context, self._path)

    def _mark(self) -> None:
        is_changed = self._context.values.is_changed(self._path)
        title = self._own_title
        if self._field.type.kind is Kind.CONFIGS:
            count = len(self._context.values.value(self._path) or ())
            title = f"{title} ({count})"
        if self._context.has_problems_below(self._path):
            title = tr("{title} – with problems").format(title=title)
        self.set_title(title)
        self.set_marked(is_changed)


def is_folded(field: FieldSchema, path: FieldPath, context: FormContext) -> bool:
    """Whether a field has a title that opens what is inside, and no editor of its own."""
    if field.type.kind is Kind.CONFIGS:
        return True
    if field.type.kind is Kind.CONFIG and (len(field.type.hints) == 1 or path in context.fixed):
        return context.values.hint_at(path) is not None
    return path in context.fixed and context.values.hint_at(path) is not None
