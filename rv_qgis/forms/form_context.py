"""What all parts of a form share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Optional

from qtpy.QtCore import QEvent, QObject, Qt, Signal
from qtpy.QtWidgets import QAbstractSpinBox, QComboBox, QWidget

from .build_queue import BuildQueue
from .config_schema import ConfigSchema, FieldSchema
from .form_values import FieldPath, FormValues
from .problem import Problem


class FormContext(QObject):
    """The values, the schema, what is searched for, and what is wrong.

    Args:
        schema: Of all Configs.
        values: What is edited.
        hidden: Fields that are not shown.
        fixed: Fields whose kind cannot be chosen anew.
        opened: Configs that are open at first; None opens those directly in the form's own.
        titles: Other names of fields than the schema's.
    """

    changed = Signal()
    """The user changed a value."""
    marks_changed = Signal()
    """Problems were told, or values are back as they were."""
    search_changed = Signal()
    help_wanted = Signal(str, str)
    """Title and description of the field that the user is at."""

    def __init__(
        self,
        schema: ConfigSchema,
        values: FormValues,
        hidden: Iterable[FieldPath] = (),
        fixed: Iterable[FieldPath] = (),
        opened: Optional[Iterable[FieldPath]] = None,
        titles: Optional[Mapping[FieldPath, str]] = None,
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self.schema = schema
        self.values = values
        self.hidden = frozenset(hidden)
        self.fixed = frozenset(fixed)
        self._opened = None if opened is None else frozenset(opened)
        self._titles = dict(titles or {})
        self.queue = BuildQueue(self)
        self.found: Optional[frozenset[FieldPath]] = None
        self._problems: tuple[Problem, ...] = ()
        self._helped: dict[QObject, FieldSchema] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong."""
        return self._problems

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """Replaces what is wrong."""
        self._problems = tuple(problems)
        self.marks_changed.emit()

    def problems_at(self, path: FieldPath) -> list[Problem]:
        """What is wrong with the value of a field itself."""
        return [problem for problem in self._problems if problem.path == path]

    def has_problems_below(self, path: FieldPath) -> bool:
        """Whether something is wrong at or inside a place."""
        return any(problem.path[: len(path)] == path for problem in self._problems)

    def is_open_at_first(self, path: FieldPath) -> bool:
        """Whether the fields of a Config are shown without a click."""
        return len(path) == 1 if self._opened is None else path in self._opened

    def title(self, path: FieldPath, field: FieldSchema) -> str:
        """The name of a field for people."""
        return self._titles.get(path, field.title)

    def search(self, words: str) -> None:
        """Shows only fields whose names or descriptions have all the words; all without words."""
        wanted = words.lower().split()
        self.found = None
        if wanted:
            self.found = frozenset(
                place[:length]
                for place, field in self.values.fields_below((), self.hidden)
                if all(word in _words_of(field) for word in wanted)
                for length in range(1, len(place) + 1)
            )
        self.search_changed.emit()

    def is_found(self, path: FieldPath) -> bool:
        """Whether a field is shown."""
        return self.found is None or path in self.found

    def change(self, path: FieldPath, value: object) -> None:
        """Takes over what the user entered."""
        self.values.set(path, value)
        self.changed.emit()
        self.marks_changed.emit()

    def watch(self, widget: QWidget, field: FieldSchema) -> None:
        """Shows the help of a field while the user is at a widget."""
        self._helped[widget] = field
        widget.installEventFilter(self)
        if isinstance(widget, (QAbstractSpinBox, QComboBox)):
            # Turning the wheel to scroll the form shall not change what the pointer comes across.
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.destroyed.connect(lambda *_, key=widget: self._helped.pop(key, None))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            field = self._helped.get(watched)
            if field is not None:
                self.help_wanted.emit(field.title, field.description)
        elif (
            kind == QEvent.Type.Wheel
            and isinstance(watched, (QAbstractSpinBox, QComboBox))
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False


def _words_of(field: FieldSchema) -> str:
    return f"{field.title} {field.name} {field.description}".lower()
