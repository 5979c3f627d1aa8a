"""The menu of one-click prediction: which model, which part of the map, what it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Optional

from qtpy.QtCore import Signal
from qtpy.QtGui import QAction, QActionGroup
from qtpy.QtWidgets import QMenu, QWidget

from ..library import BundleEntry
from ..translation import tr
from .choices import SELECTED, VISIBLE, WHOLE, PredictChoices

_MOST_BUNDLES = 12


class PredictMenu(QMenu):
    """Shows what is chosen, and tells what the user chooses. Fill it with `show_state` first."""

    bundle_chosen = Signal(object)
    """The path of a bundle to predict with from now on."""
    file_wanted = Signal()
    """The user wants to choose a file."""
    choices_changed = Signal(object)
    """The new `PredictChoices`."""
    live_changed = Signal(bool)
    release_wanted = Signal()
    """The engine's memory shall be freed."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)

    def show_state(
        self,
        bundles: Sequence[BundleEntry],
        current: Optional[Path],
        choices: PredictChoices,
        *,
        is_live: bool,
        is_ready: bool,
    ) -> None:
        """Fills the menu anew.

        Args:
            bundles: Those that can be used.
            is_ready: Whether the engine is there.
        """
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        self.addSection(tr("Model"))
        add_bundle_actions(self, bundles, current, self.bundle_chosen.emit)
        self._add(tr("Choose File..."), self.file_wanted.emit)
        self.addSection(tr("Predict"))
        self._add_areas(choices)
        self.addSection(tr("Result"))
        self._add_results(choices)
        self.addSeparator()
        live = self._add(tr("Follow the Map (Live)"), None)
        live.setCheckable(True)
        live.setChecked(is_live)
        live.toggled.connect(self.live_changed)
        release = self._add(tr("Free the Engine's Memory"), self.release_wanted.emit)
        release.setEnabled(is_ready)

    def _add_areas(self, choices: PredictChoices) -> None:
        """One part of the map or another."""
        areas = QActionGroup(self)
        for area, text in (
            (VISIBLE, tr("What the Map Shows")),
            (SELECTED, tr("Selected Polygons")),
            (WHOLE, tr("The Whole Layer")),
        ):
            action = self._check(text, choices.area == area, replace(choices, area=area))
            areas.addAction(action)

    def _add_results(self, choices: PredictChoices) -> None:
        """What is made of pixels: a map, polygons or both; one of the two stays."""
        raster, polygons = choices.raster, choices.polygons
        self._check(
            tr("Map of Pixels"),
            raster,
            replace(choices, raster=not raster, polygons=polygons or raster),
        )
        self._check(
            tr("Polygons"),
            polygons,
            replace(choices, polygons=not polygons, raster=raster or polygons),
        )
        confidence = self._check(
            tr("Confidence, with a Slider"),
            choices.confidence,
            replace(choices, confidence=not choices.confidence),
        )
        confidence.setEnabled(raster)
        confidence.setToolTip(
            tr(
                "The map of pixels gets a slider in the layer tree that hides what the model is not "
                "sure of. Boxes and cells always have one."
            )
        )

    def _check(self, text: str, is_on: bool, choices: PredictChoices) -> QAction:
        action = self._add(text, lambda: self.choices_changed.emit(choices))
        action.setCheckable(True)
        action.setChecked(is_on)
        return action

    def _add(self, text: str, on_triggered: Optional[object]) -> QAction:
        action = QAction(text, self)
        if on_triggered is not None:
            action.triggered.connect(lambda checked=False: on_triggered())
        self.addAction(action)
        return action


def add_bundle_actions(
    menu: QMenu,
    bundles: Sequence[BundleEntry],
    current: Optional[Path],
    on_chosen: object,
) -> None:
    """Adds an entry for each of the newest bundles; the current one comes first and is marked."""
    group = QActionGroup(menu)
    shown = [bundle for bundle in bundles if bundle.path == current][:1]
    shown += [bundle for bundle in bundles if bundle.path != current]
    for bundle in shown[:_MOST_BUNDLES]:
        # An ampersand would mark a letter.
        action = QAction(bundle.name.replace("&", "&&"), menu)
        action.setCheckable(current is not None)
        action.setChecked(bundle.path == current)
        action.setToolTip(describe(bundle))
        path = bundle.path
        action.triggered.connect(lambda checked=False, path=path: on_chosen(path))
        group.addAction(action)
        menu.addAction(action)
    if not bundles:
        nothing = QAction(tr("No models yet: train one, or choose a file"), menu)
        nothing.setEnabled(False)
        menu.addAction(nothing)


def describe(bundle: BundleEntry) -> str:
    """One line on a bundle: its classes."""
    if bundle.info is None:
        return str(bundle.path)
    names = ", ".join(entry.name for entry in bundle.info.classes if not entry.is_null)
    return tr("{classes} ({path})").format(classes=names, path=bundle.path)
