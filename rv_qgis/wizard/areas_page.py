"""Where labels are complete: everywhere, in the polygons of a layer, or in what is drawn."""

from __future__ import annotations

import copy
from typing import ClassVar

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from .draft import AreaChoice, Draft
from .services import Services
from .split_marks import divide, hide_split, show_split
from .wizard_page import WizardPage

_MARK = "area"
_COLOUR = "#0072b2"


class AreasPage(WizardPage):
    """Chooses the area of interest, and another for validation where one is wanted.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = "areas"
    config_paths: ClassVar[tuple[str, ...]] = (
        "dataset.train_scenes.0.aoi_uris",
        "dataset.validation_scenes.0.aoi_uris",
    )

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__(draft, services)
        tr = services.tr
        self.setTitle(tr("Where is everything labelled?"))
        self.setSubTitle(
            tr(
                "What has no label there counts as background. Leave out places that nobody has "
                "labelled yet."
            )
        )
        self._drawn: list[list[list[float]]] = []
        self._drawn_crs = ""
        self._everywhere = QRadioButton(tr("&Everywhere on the images"))
        self._in_layer = QRadioButton(tr("In the &polygons of"))
        self._by_hand = QRadioButton(tr("In what I draw on the &map"))
        self._layer = QComboBox()
        self._layer.setAccessibleName(tr("Layer with the areas"))
        self._draw = QPushButton(tr("Dra&w..."))
        self._draw.setToolTip(
            tr("Click the corners on the map; a right click or Enter ends, Escape gives up.")
        )
        self._clear = QPushButton(tr("&Clear"))
        for button in (self._draw, self._clear):
            button.setAutoDefault(False)
        self._drawn_text = QLabel()
        self._validation = QCheckBox(tr("&Validate in the polygons of"))
        self._validation.setToolTip(tr("Instead of on a side of the image"))
        self._validation_layer = QComboBox()
        self._validation_layer.setAccessibleName(tr("Layer with the areas for validation"))
        self._message = QLabel()
        self._message.setWordWrap(True)
        for button in (self._everywhere, self._in_layer, self._by_hand):
            button.toggled.connect(self._changed)
        self._layer.currentIndexChanged.connect(self._changed)
        self._validation.toggled.connect(self._changed)
        self._validation_layer.currentIndexChanged.connect(self._changed)
        self._draw.clicked.connect(self._begin_drawing)
        self._clear.clicked.connect(self._forget_drawing)
        self._lay_out()

    def load(self) -> None:
        areas = self.draft.areas
        polygons = [one for one in self.services.layers.vectors() if one.geometry == "polygon"]
        for box, layer_id, path in (
            (self._layer, areas.layer_id, areas.path),
            (self._validation_layer, areas.validation_layer_id, areas.validation_path),
        ):
            box.blockSignals(True)
            box.clear()
            for facts in polygons:
                # Labels make a poor area, but somebody may have drawn both in one layer.
                if facts.layer_id != self.draft.labels.layer_id or facts.layer_id == layer_id:
                    box.addItem(facts.name, (facts.layer_id, ""))
            if path and not layer_id:
                box.insertItem(0, path, ("", path))
            chosen = box.findData((layer_id, "" if layer_id else path or ""))
            box.setCurrentIndex(max(chosen, 0) if box.count() else -1)
            box.blockSignals(False)
        self._drawn, self._drawn_crs = [list(ring) for ring in areas.drawn], areas.drawn_crs
        if self._drawn:
            self._by_hand.setChecked(True)
        elif areas.layer_id or areas.path:
            self._in_layer.setChecked(True)
        else:
            self._everywhere.setChecked(True)
        self._validation.setChecked(bool(areas.validation_layer_id or areas.validation_path))
        self._changed()

    def store(self) -> None:
        self._write(self.draft.areas)

    def _write(self, areas: AreaChoice) -> None:
        areas.layer_id, areas.path, areas.drawn = "", None, []
        if self._in_layer.isChecked() and self._layer.count():
            areas.layer_id, path = self._layer.currentData()
            areas.path = path or None
        elif self._by_hand.isChecked():
            areas.drawn, areas.drawn_crs = [list(ring) for ring in self._drawn], self._drawn_crs
        areas.validation_layer_id, areas.validation_path = "", None
        if self._validation.isChecked() and self._validation_layer.count():
            areas.validation_layer_id, path = self._validation_layer.currentData()
            areas.validation_path = path or None

    def problem(self) -> str:
        tr = self.services.tr
        if self._in_layer.isChecked() and not self._layer.count():
            return tr("The project has no other layer of polygons.")
        if self._by_hand.isChecked() and not self._drawn:
            return tr("Draw an area on the map first.")
        if self._validation.isChecked() and not self._validation_layer.count():
            return tr("The project has no other layer of polygons.")
        return ""

    def arrive(self) -> None:
        self._show_drawn()

    def leave(self) -> None:
        self.services.marks.clear(_MARK)
        hide_split(self.services)

    def _changed(self) -> None:
        self._layer.setEnabled(self._in_layer.isChecked())
        self._draw.setEnabled(self._by_hand.isChecked())
        self._clear.setEnabled(self._by_hand.isChecked() and bool(self._drawn))
        self._validation_layer.setEnabled(self._validation.isChecked())
        text = self.services.tr("{count} drawn").format(count=len(self._drawn))
        self._drawn_text.setText(text if self._drawn else "")
        self._message.setText(self.problem())
        self._show_drawn()
        self.completeChanged.emit()

    def _show_drawn(self) -> None:
        rings = self._drawn if self._by_hand.isChecked() else []
        corners = [[(x, y) for x, y in ring] for ring in rings]
        if not self.isVisible():
            return
        areas = copy.deepcopy(self.draft.areas)
        self._write(areas)
        facts = {one.layer_id: one for one in self.services.layers.rasters()}
        show_split(*divide(self.draft.images, facts, areas, self.services), self.services)
        self.services.marks.show(_MARK, corners, self._drawn_crs, _COLOUR)

    def _begin_drawing(self) -> None:
        wizard = self.wizard()
        if wizard is not None:
            wizard.hide()  # the map is behind it

        def take(corners: list[tuple[float, float]], crs: str) -> None:
            if wizard is not None:
                wizard.show()
            if corners:
                if crs != self._drawn_crs:
                    self._drawn = []
                self._drawn.append([list(corner) for corner in corners])
                self._drawn_crs = crs
            self._changed()

        self.services.marks.draw_polygon(take)

    def _forget_drawing(self) -> None:
        self._drawn = []
        self._changed()

    def _lay_out(self) -> None:
        tr = self.services.tr
        by_layer, by_hand, validation = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        by_layer.addWidget(self._in_layer)
        by_layer.addWidget(self._layer, 1)
        by_hand.addWidget(self._by_hand)
        by_hand.addWidget(self._draw)
        by_hand.addWidget(self._clear)
        by_hand.addWidget(self._drawn_text, 1)
        area_box = QGroupBox(tr("The labels are complete"))
        column = QVBoxLayout(area_box)
        column.addWidget(self._everywhere)
        column.addLayout(by_layer)
        column.addLayout(by_hand)
        validation.addWidget(self._validation)
        validation.addWidget(self._validation_layer, 1)
        validation_box = QGroupBox(tr("Validation"))
        QVBoxLayout(validation_box).addLayout(validation)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        whole = QVBoxLayout(self)
        whole.addWidget(area_box)
        whole.addWidget(validation_box)
        whole.addWidget(self._message)
        whole.addStretch(1)
