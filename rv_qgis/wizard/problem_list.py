"""All problems of a config at once, each a link to its field."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QStyle, QTreeWidget, QTreeWidgetItem

from ..forms.problem import WARNING, Problem, read_problems
from ..translation import tr

_PATH_ROLE = 256  # Qt.ItemDataRole.UserRole


class ProblemList(QTreeWidget):
    """Errors first, then warnings; a click or Enter goes to the field."""

    chosen = Signal(str)
    """The path of a problem that the user wants to mend."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self.setAccessibleName(tr("Problems"))
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)

    def show_problems(self, values: Sequence[dict[str, Any]]) -> None:
        """Shows the problems that the engine told."""
        self.clear()
        problems = list(zip(read_problems(values), values))
        problems.sort(key=lambda one: one[0].severity == WARNING)
        for problem, value in problems:
            self._add(problem, str(value.get("path", "")))

    def _add(self, problem: Problem, path: str) -> None:
        item = QTreeWidgetItem([f"{problem.message}\n{problem.hint}".strip()])
        is_warning = problem.severity == WARNING
        pixmap = (
            QStyle.StandardPixmap.SP_MessageBoxWarning
            if is_warning
            else QStyle.StandardPixmap.SP_MessageBoxCritical
        )
        item.setIcon(0, self.style().standardIcon(pixmap))
        item.setData(0, _PATH_ROLE, path)
        go = tr("Click to go to its field") if path else ""
        item.setToolTip(0, f"<p>{escape(path)}</p><p>{escape(go)}</p>")
        self.addTopLevelItem(item)

    def _choose(self, item: QTreeWidgetItem) -> None:
        path = item.data(0, _PATH_ROLE)
        if path:
            self.chosen.emit(path)
