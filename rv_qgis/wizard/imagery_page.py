"""The images to learn from: layers or files, their bands, and what is kept for validation."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Optional

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from ...rv_engine.errors import RvError
from ..file_dialogs import ask_open_many
from .band_list import BandList
from .draft import ROLES, SIDES, SPLIT, TRAIN, VALIDATION, Draft, ImageChoice
from .services import RasterFacts, Services
from .split_marks import divide, hide_split, show_split
from .split_view import SplitView
from .wizard_page import WizardPage

_IMAGE, _ROLE, _SIZE = range(3)


class ImageryPage(WizardPage):
    """Chooses images, their bands and their roles.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = "imagery"
    config_paths: ClassVar[tuple[str, ...]] = (
        "dataset.train_scenes",
        "dataset.validation_scenes",
        "dataset",
    )

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__(draft, services)
        self._images: list[ImageChoice] = []
        self._facts: dict[str, RasterFacts] = {}
        self._problem = ""
        tr = services.tr
        self.setTitle(tr("Which images does the model learn from?"))
        self.setSubTitle(
            tr("One image is enough: a part of it is kept to measure how good the model is.")
        )
        self._table = QTableWidget(0, 3)
        self._table.setHorizontalHeaderLabels([tr("Image"), tr("Used for"), tr("Pixels")])
        self._table.verticalHeader().hide()
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setAccessibleName(tr("Images"))
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(_IMAGE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_ROLE, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_SIZE, QHeaderView.ResizeMode.ResizeToContents)
        self._table.itemSelectionChanged.connect(self._show_bands)
        self._layer_menu = QMenu(self)
        self._layer_menu.aboutToShow.connect(self._fill_menu)
        self._add = QPushButton(tr("&Add Layer"))
        self._add.setMenu(self._layer_menu)
        self._add_file = QPushButton(tr("Add &File..."))
        self._remove = QPushButton(tr("&Remove"))
        for button in (self._add, self._add_file, self._remove):
            button.setAutoDefault(False)
        self._add_file.clicked.connect(self._ask_file)
        self._remove.clicked.connect(self._remove_chosen)
        self._bands = BandList(tr)
        self._bands.changed.connect(self._take_bands)
        self._side = QComboBox()
        for side, title in zip(
            SIDES,
            (tr("East"), tr("West"), tr("North"), tr("South"), tr("Blocks all over")),
        ):
            self._side.addItem(title, side)
        self._fraction = QSpinBox()
        self._fraction.setRange(5, 90)
        self._fraction.setSingleStep(5)
        self._fraction.setSuffix(" %")
        self._split_view = SplitView(tr("Training"), tr("Validation"))
        self._split_view.setToolTip(tr("The map shows it as well"))
        self._side.currentIndexChanged.connect(self._show_split)
        self._fraction.valueChanged.connect(self._show_split)
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._lay_out()

    def load(self) -> None:
        draft = self.draft
        known = {facts.layer_id: facts for facts in self.services.layers.rasters()}
        self._facts.update(known)
        # A layer of a draft from another day has another id now; its file is the same.
        by_path = {facts.path: facts for facts in known.values() if facts.path}
        for image in draft.images:
            found = by_path.get(image.path)
            if image.layer_id not in known:
                image.layer_id = found.layer_id if found is not None else ""
        self._images = [ImageChoice(**vars(image)) for image in draft.images]
        if not self._images:
            best = next(
                (one for one in known.values() if not one.has_classes and not one.problem), None
            )
            if best is not None:
                self._images = [_choice(best)]
        self._side.setCurrentIndex(self._side.findData(draft.areas.validate_on))
        self._fraction.setValue(round(100 * draft.areas.validation_fraction))
        self._fill_table(0)

    def store(self) -> None:
        self.draft.images = [ImageChoice(**vars(image)) for image in self._images]
        self.draft.areas.validate_on = self._side.currentData()
        self.draft.areas.validation_fraction = self._fraction.value() / 100

    def problem(self) -> str:
        tr = self.services.tr
        if not self._images:
            return tr("Add an image: a raster layer of the project, or a file.")
        for image in self._images:
            facts = self._facts.get(image.layer_id)
            if facts is not None and facts.problem:
                return facts.problem
        roles = {image.role for image in self._images}
        if SPLIT not in roles and TRAIN not in roles:
            return tr("No image is used for training.")
        if SPLIT not in roles and VALIDATION not in roles:
            return tr("No image is used for validation.")
        if len({len(bands) for bands in map(self._band_numbers, self._images) if bands}) > 1:
            return tr("The images need the same number of bands. Choose the bands of each.")
        return ""

    def arrive(self) -> None:
        self._show_split()

    def leave(self) -> None:
        hide_split(self.services)

    def add_image(self, facts: RasterFacts) -> None:
        """Adds a layer or file to the list, with the bands of the others where it has them."""
        self._facts[facts.layer_id] = facts
        choice = _choice(facts)
        first = self._images[0] if self._images else None
        if first is not None and first.bands and max(first.bands) <= len(facts.band_names):
            choice.bands = list(first.bands)
        self._images.append(choice)
        self._fill_table(len(self._images) - 1)

    def _fill_table(self, chosen: int) -> None:
        self._table.blockSignals(True)
        self._table.setRowCount(len(self._images))
        for row, image in enumerate(self._images):
            item = QTableWidgetItem(image.name or image.path)
            item.setToolTip(image.path)
            self._table.setItem(row, _IMAGE, item)
            self._table.setCellWidget(row, _ROLE, self._role_box(image))
            facts = self._facts.get(image.layer_id)
            size = "" if facts is None else _size_text(facts)
            self._table.setItem(row, _SIZE, QTableWidgetItem(size))
        self._table.blockSignals(False)
        if self._images:
            self._table.selectRow(min(max(chosen, 0), len(self._images) - 1))
        self._show_bands()
        self._changed()

    def _role_box(self, image: ImageChoice) -> QComboBox:
        tr = self.services.tr
        box = QComboBox()
        box.setAccessibleName(tr("What '{image}' is used for").format(image=image.name))
        titles = (tr("Training and validation"), tr("Training"), tr("Validation"))
        for role, title in zip(ROLES, titles):
            box.addItem(title, role)
        box.setCurrentIndex(ROLES.index(image.role))

        def take(index: int) -> None:
            image.role = ROLES[index]
            self._changed()

        box.currentIndexChanged.connect(take)
        return box

    def _changed(self) -> None:
        self._remove.setEnabled(bool(self._images))
        splits = any(image.role == SPLIT for image in self._images)
        self._split_box.setEnabled(splits)
        self._problem = self.problem()
        self._message.setText(self._problem)
        self._message.setVisible(bool(self._problem))
        self.completeChanged.emit()
        self._show_split()

    def _show_split(self) -> None:
        """Shows on the map which part is for what, within the areas that were chosen already."""
        areas = replace(
            self.draft.areas,
            validate_on=self._side.currentData(),
            validation_fraction=self._fraction.value() / 100,
        )
        training, validation, crs = divide(self._images, self._facts, areas, self.services)
        self._split_view.show_split(training, validation)
        if self.isVisible():
            show_split(training, validation, crs, self.services)

    def _show_bands(self) -> None:
        image = self._chosen_image()
        facts = None if image is None else self._facts.get(image.layer_id)
        names = () if facts is None else facts.band_names
        self._bands.show_bands(names, None if image is None else image.bands)

    def _take_bands(self) -> None:
        """What is chosen for one image holds for all with the same bands."""
        image = self._chosen_image()
        if image is None:
            return
        facts = self._facts.get(image.layer_id)
        for other in self._images:
            other_facts = self._facts.get(other.layer_id)
            if other is image or (
                facts is not None
                and other_facts is not None
                and len(other_facts.band_names) == len(facts.band_names)
            ):
                other.bands = self._bands.chosen()
        self._changed()

    def _band_numbers(self, image: ImageChoice) -> Optional[list[int]]:
        facts = self._facts.get(image.layer_id)
        if image.bands is not None or facts is None:
            return image.bands
        return list(range(1, len(facts.band_names) + 1))

    def _chosen_image(self) -> Optional[ImageChoice]:
        row = self._table.currentRow()
        return self._images[row] if 0 <= row < len(self._images) else None

    def _fill_menu(self) -> None:
        self._layer_menu.clear()
        for facts in self.services.layers.rasters():
            action = self._layer_menu.addAction(facts.name)
            action.setEnabled(not facts.problem)
            action.setToolTip(facts.problem or facts.path)
            action.triggered.connect(lambda checked=False, facts=facts: self.add_image(facts))
        if self._layer_menu.isEmpty():
            nothing = self._layer_menu.addAction(
                self.services.tr("The project has no raster layer")
            )
            nothing.setEnabled(False)

    def _ask_file(self) -> None:
        for path in ask_open_many(self, self.services.tr("Add Images")):
            try:
                (facts,) = self.services.layers.add_file(str(path))
            except RvError as error:
                self._message.setText(str(error))
                self._message.show()
                continue
            if isinstance(facts, RasterFacts):
                self.add_image(facts)

    def _remove_chosen(self) -> None:
        row = self._table.currentRow()
        if 0 <= row < len(self._images):
            del self._images[row]
            self._fill_table(row - 1)

    def _lay_out(self) -> None:
        tr = self.services.tr
        buttons = QHBoxLayout()
        for button in (self._add, self._add_file, self._remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        band_box = QGroupBox(tr("Bands that the model sees, in this order"))
        QVBoxLayout(band_box).addWidget(self._bands)
        self._split_box = QGroupBox(tr("Kept for validation"))
        side_label = QLabel(tr("Whi&ch part"))
        side_label.setBuddy(self._side)
        fraction_label = QLabel(tr("How much of the ima&ge"))
        fraction_label.setBuddy(self._fraction)
        grid = QGridLayout(self._split_box)
        grid.addWidget(side_label, 0, 0)
        grid.addWidget(self._side, 0, 1)
        grid.addWidget(fraction_label, 1, 0)
        grid.addWidget(self._fraction, 1, 1)
        grid.addWidget(self._split_view, 2, 0, 1, 2)
        grid.setRowStretch(2, 1)
        lower = QHBoxLayout()
        lower.addWidget(band_box, 1)
        lower.addWidget(self._split_box, 1)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.addWidget(self._table, 2)
        column.addLayout(buttons)
        column.addLayout(lower, 3)
        column.addWidget(self._message)


def _choice(facts: RasterFacts) -> ImageChoice:
    return ImageChoice(path=facts.path, name=facts.name, layer_id=facts.layer_id)


def _size_text(facts: RasterFacts) -> str:
    text = f"{facts.width_px} x {facts.height_px}"
    return f"{text}, {facts.pixel_size:.3g} {facts.unit}" if facts.pixel_size else text
