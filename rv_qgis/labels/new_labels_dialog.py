"""Asks what new training labels shall be like."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsApplication,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
)
from qgis.gui import QgsColorButton, QgsFileWidget, QgsMapLayerComboBox
from qtpy.QtCore import Qt
from qtpy.QtGui import QColor, QKeySequence
from qtpy.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QShortcut,
    QTableWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bundled_help import DOCKS, help_button, open_help
from ..layers.provenance import is_result
from ..translation import tr
from .label_class import LabelClass, next_colour, problem_of

_LAST_FOLDER_KEY = "rv_studio/last_labels_folder"
_NAME, _COLOUR = range(2)


class NewLabelsDialog(QDialog):
    """The image, the file and the classes; accepted when all are given.

    Args:
        image: The image that is proposed.
    """

    def __init__(
        self, image: Optional[QgsRasterLayer] = None, parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("RvStudioNewLabelsDialog")
        self.setWindowTitle(tr("New Training Labels"))
        self._proposed = ""
        self._row_buttons: list[QToolButton] = []
        self._image = QgsMapLayerComboBox()
        self._image.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        image = image or _likely_image(QgsProject.instance())
        if image is not None:
            self._image.setLayer(image)
        self._image.layerChanged.connect(self._propose_path)
        self._path = QgsFileWidget()
        self._path.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self._path.setFilter(tr("GeoPackage (*.gpkg)"))
        self._path.setConfirmOverwrite(False)
        self._path.fileChanged.connect(self._check)
        self._field = QLineEdit("class")
        self._field.textChanged.connect(self._check)
        self._table = QTableWidget(0, 2)
        self._table.setHorizontalHeaderLabels([tr("Class"), tr("Colour")])
        self._table.horizontalHeader().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self._table.verticalHeader().hide()
        self._table.setAccessibleName(tr("Classes"))
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.make_button = self._buttons.addButton(
            tr("Start Drawing"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self.add_class(tr("building"))
        self._propose_path()
        self._check()

    @property
    def image(self) -> Optional[QgsRasterLayer]:
        """The image that is labelled."""
        return self._image.currentLayer()

    @property
    def path(self) -> Path:
        """The GeoPackage to make."""
        text = self._path.filePath().strip()
        path = Path(text)
        return path if not text or path.suffix.lower() == ".gpkg" else Path(f"{text}.gpkg")

    @property
    def field_name(self) -> str:
        """The field of the class."""
        return self._field.text().strip()

    @property
    def classes(self) -> list[LabelClass]:
        """The classes in their order."""
        return [
            LabelClass(
                self._table.cellWidget(row, _NAME).text().strip(),
                self._table.cellWidget(row, _COLOUR).color().name(),
            )
            for row in range(self._table.rowCount())
        ]

    def set_path(self, path: Path) -> None:
        """Proposes a file."""
        self._path.setFilePath(str(path))

    def add_class(self, name: str = "") -> None:
        """A new row; its name is typed there."""
        classes, row = self.classes, self._table.rowCount()
        edit = QLineEdit(name)
        edit.setPlaceholderText(tr("Name of the class"))
        edit.setAccessibleName(tr("Name of class {number}").format(number=row + 1))
        edit.setFrame(False)
        edit.textChanged.connect(self._check)
        edit.returnPressed.connect(self.add_class)
        button = QgsColorButton()
        button.setColor(QColor(next_colour(classes)))
        button.setAccessibleName(tr("Colour of class {number}").format(number=row + 1))
        self._table.insertRow(row)
        self._table.setCellWidget(row, _NAME, edit)
        self._table.setCellWidget(row, _COLOUR, button)
        self._table.setCurrentCell(row, _NAME)
        self._order_tabs()
        edit.setFocus()
        self._check()

    def remove_class(self) -> None:
        """Takes the row out in which one is."""
        row = self._table.currentRow()
        for candidate in range(self._table.rowCount()):
            if self._table.cellWidget(candidate, _NAME).hasFocus():
                row = candidate
        if row < 0:
            row = self._table.rowCount() - 1
        self._table.removeRow(row)
        self._check()

    def accept(self) -> None:
        QgsSettings().setValue(_LAST_FOLDER_KEY, str(self.path.parent))
        super().accept()

    def keyPressEvent(self, event: object) -> None:
        # Return in a name asks for the next class; it shall not end the dialog.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            self.focusWidget(), QLineEdit
        ):
            event.accept()
            return
        super().keyPressEvent(event)

    def _order_tabs(self) -> None:
        """From the table row by row to the buttons below it: rows come later than these."""
        rows = range(self._table.rowCount())
        cells = [self._table.cellWidget(row, column) for row in rows for column in (_NAME, _COLOUR)]
        chain = [self._table, *cells, *self._row_buttons]
        for first, second in zip(chain, chain[1:]):
            QWidget.setTabOrder(first, second)

    def _propose_path(self, *_: object) -> None:
        if self._path.filePath() != self._proposed:
            return
        image = self.image
        folder = Path(QgsSettings().value(_LAST_FOLDER_KEY, "") or Path.home())
        stem = image.name() if image is not None else tr("training")
        name = "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in stem)
        path, number = folder / f"{name} labels.gpkg", 1
        while path.exists():
            number += 1
            path = folder / f"{name} labels {number}.gpkg"
        self._proposed = str(path)
        self._path.setFilePath(self._proposed)

    def _check(self, *_: object) -> None:
        problem = self._problem_text()
        self._problem.setText(problem)
        self.make_button.setEnabled(not problem)

    def _problem_text(self) -> str:
        if self.image is None:
            return tr("Add the image to the project first: the labels get its CRS.")
        if not self._path.filePath().strip():
            return tr("Choose a file for the labels.")
        if self.path.exists():
            return tr("'{name}' exists already: choose another name.").format(name=self.path.name)
        if not self.field_name.isidentifier() or self.field_name.lower() in ("fid", "geom"):
            return tr("The field's name is one word of letters and digits, such as 'class'.")
        texts = {
            "none": tr("Add at least one class."),
            "empty": tr("Give each class a name."),
            "twice": tr("Each class needs a name of its own."),
            "": "",
        }
        return texts[problem_of(self.classes)]

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Image"), self._image)
        form.addRow(tr("File"), self._path)
        form.addRow(tr("Field of the class"), self._field)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        buttons = QHBoxLayout()
        for icon, text, slot in (
            ("symbologyAdd.svg", tr("Add a class"), self.add_class),
            ("symbologyRemove.svg", tr("Remove the class"), self.remove_class),
        ):
            button = QToolButton()
            button.setIcon(QgsApplication.getThemeIcon(icon))
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.clicked.connect(lambda checked=False, slot=slot: slot())
            buttons.addWidget(button)
            self._row_buttons.append(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self._table, 1)
        column.addLayout(buttons)
        column.addWidget(self._problem)
        below = QHBoxLayout()
        below.addWidget(help_button(DOCKS, "labels"))
        below.addWidget(self._buttons, 1)
        column.addLayout(below)
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.HelpContents),
            self,
            lambda: open_help(DOCKS, "labels"),
        )
        self.resize(440, 420)


def _likely_image(project: QgsProject) -> Optional[QgsRasterLayer]:
    """The topmost raster file that is no result of ours; web maps are no files."""
    for layer in project.layerTreeRoot().layerOrder():
        is_file = isinstance(layer, QgsRasterLayer) and layer.providerType() == "gdal"
        if is_file and not is_result(layer):
            return layer
    return None
