"""Asks how an image is handed to a model that it does not fit by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qtpy.QtCore import Signal
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ..library import BundleInfo
from ..translation import tr
from .fit import Mapping, Misfit, likely_bands
from .image_facts import ImageFacts


class FitDialog(QDialog):
    """One combo box a band of the model, and what can be done about pixels and values.

    Args:
        bundle: The model.
        image: The image.
        misfit: What does not fit.
        ranges: The lowest and highest value of each band of the image, for stretching.
    """

    chosen = Signal(object)
    """The `Mapping`, when the user goes on."""

    def __init__(
        self,
        bundle: BundleInfo,
        bundle_name: str,
        image: ImageFacts,
        image_name: str,
        misfit: Misfit,
        ranges: Sequence[tuple[float, float]],
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Predict with {bundle}").format(bundle=bundle_name))
        self._misfit = misfit
        self._ranges = tuple(ranges)
        column = QVBoxLayout(self)
        intro = QLabel(
            tr("The image '{image}' does not fit the model as it is.").format(image=image_name)
        )
        intro.setWordWrap(True)
        column.addWidget(intro)
        self._combos = [self._band_combo(image, band) for band in likely_bands(bundle, image)]
        box = self._box(column, tr("Bands"), misfit.bands or tr("The bands are as the model's."))
        form = QFormLayout()
        for number, combo in enumerate(self._combos, 1):
            form.addRow(tr("Band {number} of the model").format(number=number), combo)
        box.addLayout(form)
        self._resample = QCheckBox(
            tr("Resample the image to the model's pixel size (the map has those pixels then)")
        )
        self._resample.setChecked(True)
        if misfit.resolution:
            self._box(column, tr("Resolution"), misfit.resolution).addWidget(self._resample)
        self._stretch = QCheckBox(
            tr("Stretch the values: the darkest of each band to 0, the brightest to 255")
        )
        can_stretch = bool(misfit.dtype) and misfit.can_stretch
        self._stretch.setChecked(can_stretch)
        if misfit.dtype:
            values = self._box(column, tr("Values"), misfit.dtype)
            if misfit.can_stretch:
                values.addWidget(self._stretch)
            else:
                values.addWidget(
                    QLabel(
                        tr("Convert the image with the scaling of the training images, then retry.")
                    )
                )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._go = buttons.addButton(tr("Predict"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setDefault(True)
        self._go.setEnabled(not misfit.dtype or misfit.can_stretch)
        self._stretch.toggled.connect(self._go.setEnabled)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumWidth(480)

    def mapping(self) -> Mapping:
        """What is chosen."""
        resample = bool(self._misfit.resolution) and self._resample.isChecked()
        stretch = bool(self._misfit.dtype) and self._stretch.isChecked()
        return Mapping(
            bands=tuple(combo.currentData() for combo in self._combos),
            scale=1 / self._misfit.factor if resample else 1.0,
            stretch=self._ranges if stretch else (),
        )

    def _accept(self) -> None:
        self.accept()
        self.chosen.emit(self.mapping())

    def _band_combo(self, image: ImageFacts, band: int) -> QComboBox:
        combo = QComboBox()
        for number, name in enumerate(image.bands, 1):
            combo.addItem(name, number)
        combo.setCurrentIndex(band - 1)
        return combo

    def _box(self, column: QVBoxLayout, title: str, text: str) -> QVBoxLayout:
        group = QGroupBox(title)
        inner = QVBoxLayout(group)
        label = QLabel(text)
        label.setWordWrap(True)
        inner.addWidget(label)
        column.addWidget(group)
        return inner
