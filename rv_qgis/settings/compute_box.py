"""The fields for how the engine works: device, threads, memory, run folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.gui import QgsFileWidget
from qtpy.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QSpinBox, QWidget

from ..translation import tr
from .settings import ComputeSettings

# What a user can mean before the engine has said what there is.
_USUAL_DEVICES = ("cpu", "cuda:0", "cuda:1", "mps")


class ComputeBox(QWidget):
    """Fields for `ComputeSettings`."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._device = QComboBox()
        self._device.setEditable(True)
        self._device.addItem(tr("The fastest there is"), "")
        for name in _USUAL_DEVICES:
            self._device.addItem(_device_text(name), name)
        self._device.setToolTip(tr("What the engine computes on, such as cpu, cuda:0 or mps."))
        self._threads = QSpinBox()
        self._threads.setRange(0, 1024)
        self._threads.setSpecialValueText(tr("all cores"))
        self._threads.setToolTip(tr("How many cores the engine may use at a time."))
        self._memory = QDoubleSpinBox()
        self._memory.setRange(0.0, 4096.0)
        self._memory.setDecimals(1)
        self._memory.setSuffix(tr(" GB"))
        self._memory.setSpecialValueText(tr("no limit"))
        self._memory.setToolTip(
            tr("A run that takes more of the computer's memory is stopped with a message.")
        )
        self._run_folder = QgsFileWidget()
        self._run_folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._run_folder.setDialogTitle(tr("Choose the folder for runs"))
        self._run_folder.lineEdit().setPlaceholderText(
            tr("beside the project, or in your documents")
        )
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Compute on"), self._device)
        form.addRow(tr("Threads"), self._threads)
        form.addRow(tr("Memory"), self._memory)
        form.addRow(tr("Folder for runs"), self._run_folder)

    def values(self) -> ComputeSettings:
        """What is entered."""
        text = self._device.currentText().strip()
        index = self._device.findText(text)
        return ComputeSettings(
            device=self._device.itemData(index) if index >= 0 else text,
            threads=self._threads.value(),
            memory_limit_mb=round(1000 * self._memory.value()),
            run_folder=self._run_folder.filePath().strip(),
        )

    def set_values(self, values: ComputeSettings) -> None:
        """Fills the fields."""
        index = self._device.findData(values.device)
        if index >= 0:
            self._device.setCurrentIndex(index)
        else:
            self._device.setEditText(values.device)
        self._threads.setValue(values.threads)
        self._memory.setValue(values.memory_limit_mb / 1000)
        self._run_folder.setFilePath(values.run_folder)

    def offer_devices(self, devices: Sequence[tuple[str, str]]) -> None:
        """Offers what the engine really found.

        Args:
            devices: Names and titles.
        """
        values = self.values()
        self._device.clear()
        self._device.addItem(tr("The fastest there is"), "")
        for name, title in devices:
            self._device.addItem(f"{name} – {title}", name)
        self.set_values(values)


def _device_text(name: str) -> str:
    if name == "cpu":
        return tr("cpu – processor")
    if name == "mps":
        return tr("mps – graphics of a Mac")
    return tr("{name} – NVIDIA graphics card").format(name=name)
