"""The wizard in QGIS's window: its action, and the trainings that it has started."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qtpy.QtGui import QIcon

from ...rv_engine.errors import RvError
from ..desktop import Desktop
from ..places import ICON_PATH
from ..tasks import EngineTask
from ..translation import tr
from .draft import Draft

if TYPE_CHECKING:
    from .qgis_services import QgisServices
    from .training_run import TrainingRun
    from .training_wizard import TrainingWizard


class WizardPart:
    """Opens the wizard, one at a time, and looks after what it started.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._services: Optional[QgisServices] = None
        self._runs: list[TrainingRun] = []
        self._sample: Optional[EngineTask] = None
        self.wizard: Optional[TrainingWizard] = None
        desktop.add_action(tr("Train Model..."), QIcon(str(ICON_PATH)), self.open)

    def open(self) -> None:
        """Opens the wizard, or brings the one that is open to the front."""
        if self.wizard is not None:
            self.wizard.show()
            self.wizard.raise_()
            self.wizard.activateWindow()
            return
        try:
            self._desktop.runner.home()
        except RvError as error:
            self._desktop.notices.engine_missing.emit()
            self._desktop.show_failure(tr("Train Model"), str(error))
            return
        # Not before: QGIS shall start fast.
        from .pages import PAGES
        from .qgis_services import QgisServices
        from .training_wizard import TrainingWizard

        services = QgisServices(self._desktop, self._start)
        draft = Draft(device=services.default_device())
        wizard = TrainingWizard(draft, services, PAGES, self._desktop.window)
        wizard.sample_wanted.connect(self._make_sample)
        wizard.finished.connect(lambda result: self._forget())
        self._services, self.wizard = services, wizard
        wizard.show()

    def remove(self) -> None:
        """Closes the wizard; trainings go on."""
        for run in self._runs:
            run.leave_alone()
        self._runs.clear()
        if self.wizard is not None:
            self.wizard.close()
        self._forget()

    def _forget(self) -> None:
        if self._services is not None:
            self._services.close()
        if self._sample is not None:
            with suppress(RuntimeError):  # QGIS deletes tasks that are done
                self._sample.blockSignals(True)
                self._sample.cancel()
        self.wizard = self._services = self._sample = None

    def _start(self, config_path: str, run_folder: str) -> None:
        from .training_run import TrainingRun

        draft = Draft() if self.wizard is None else self.wizard.draft
        inputs = [image.layer_id for image in draft.images] + [draft.labels.layer_id]
        run = TrainingRun(
            self._desktop,
            config_path,
            run_folder,
            [layer_id for layer_id in inputs if layer_id],
            self._runs.remove,
        )
        self._runs.append(run)
        run.start()

    def _make_sample(self) -> None:
        """Makes the sample data in the background, loads it, and fills the wizard in."""
        if self._sample is not None or self._services is None or self.wizard is None:
            return
        folder = Path(self._services.sample_folder())
        title = tr("Making the sample data")
        task = EngineTask(title, self._desktop.runner, ["sample-data", str(folder), "--if-missing"])
        task.succeeded.connect(self._show_sample)
        task.failed.connect(self._sample_failed)
        task.stopped.connect(lambda: self._sample_failed(None))
        self._sample = task
        self.wizard.show_busy(tr("Making the sample data..."))
        QgsApplication.taskManager().addTask(task)

    def _show_sample(self, values: dict[str, Any]) -> None:
        from .sample import add_sample, sample_draft

        self._sample = None
        if self.wizard is None or self._services is None:
            return
        image, labels = add_sample(values, QgsProject.instance())
        draft = sample_draft(image, labels, self._services)
        self._services.marks.zoom_to(_extent(image), image.crs().toWkt())
        self.wizard.show_busy("")
        self.wizard.open_draft(draft)

    def _sample_failed(self, error: Optional[RvError]) -> None:
        self._sample = None
        if self.wizard is not None:
            self.wizard.show_busy("")
        if error is not None:
            self._desktop.show_failure(tr("Sample Data"), str(error))


def _extent(layer: QgsRasterLayer) -> tuple[float, float, float, float]:
    extent = layer.extent()
    return extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
