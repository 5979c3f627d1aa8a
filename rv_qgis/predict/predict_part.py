"""One-click prediction in QGIS's window: the button, its menu, and where else it can be asked for."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Optional

from qgis.core import Qgis, QgsApplication, QgsMapLayer, QgsProject, QgsRasterLayer
from qtpy.QtCore import Qt, QTimer
from qtpy.QtGui import QAction, QIcon
from qtpy.QtWidgets import QDialog, QMenu, QToolButton

from ...rv_engine.errors import RasterError, RvError
from ..desktop import Desktop
from ..engine import WarmEngine
from ..file_dialogs import ask_open
from ..library import BundleEntry, BundleList, read_bundle, read_preview
from ..library.bundle_entry import FILE
from ..places import ICONS_FOLDER
from ..settings.settings import ALWAYS, NEVER, keep_ready
from ..translation import tr
from .choices import PredictChoices, read_choices, remember
from .confidence_slider import register_sliders, unregister_sliders
from .predict_menu import PredictMenu, add_bundle_actions

if TYPE_CHECKING:
    from .live_mode import LiveMode
    from .one_click import OneClick

_READY_MINUTES = 15.0
# QGIS shall be there first.
_AHEAD_MS = 3000
# An engine that ends sooner would end again.
_TRUST_S = 60.0
_BUTTON_LETTERS = 18


class PredictPart:
    """Predicts what the map shows with the current model.

    Args:
        desktop: QGIS's window.
        bundles: The models.
    """

    def __init__(self, desktop: Desktop, bundles: BundleList) -> None:
        self._desktop = desktop
        self.bundles = bundles
        self.choices = read_choices()
        self.engine = WarmEngine(
            desktop.runner.home, desktop.settings.variables, idle_minutes=_idle_minutes
        )
        self.engine.crashed.connect(self._tell_of_crash)
        # Made for the first click: QGIS waits for all that the plugin imports when it starts.
        self._one_click: Optional[OneClick] = None
        self._live: Optional[LiveMode] = None
        register_sliders()
        self.menu = PredictMenu(desktop.window)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.menu.bundle_chosen.connect(self.use)
        self.menu.file_wanted.connect(self.choose_file)
        self.menu.choices_changed.connect(self.choose)
        self.menu.live_changed.connect(self.follow)
        self.menu.release_wanted.connect(self.engine.end)
        self.button = QToolButton(desktop.window)
        self.button.setObjectName("RvStudioPredictButton")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIcon(QIcon(str(ICONS_FOLDER / "predict.svg")))
        self.button.setMenu(self.menu)
        self.button.clicked.connect(lambda checked=False: self.predict())
        self._in_toolbar = desktop.toolbar.addWidget(self.button)
        bundles.changed.connect(self._show_current)
        desktop.notices.bundle_made.connect(self._take_new)
        self._show_current()
        self._layer_action = self._add_to_layers()
        self._locator = self._add_to_locator()
        self._ahead = QTimer()
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(_AHEAD_MS)
        self._ahead.timeout.connect(self._start_ahead)
        self._ahead.start()
        QgsApplication.instance().aboutToQuit.connect(self.engine.close)

    @property
    def one_click(self) -> OneClick:
        """What predicts."""
        if self._one_click is None:
            from .one_click import OneClick

            self._one_click = OneClick(self._desktop, self.engine)
            self._one_click.ended.connect(self._put_away)
        return self._one_click

    @property
    def live(self) -> LiveMode:
        """What follows the map."""
        if self._live is None:
            from .live_mode import LiveMode

            canvas = self._desktop.iface.mapCanvas()
            self._live = LiveMode(canvas, self.one_click, self._predict_live)
            self._live.is_on_changed.connect(lambda is_on: self._show_current())
        return self._live

    @property
    def is_live(self) -> bool:
        """Whether the map is followed."""
        return self._live is not None and self._live.is_on

    def predict(self, bundle: Optional[BundleEntry] = None) -> None:
        """What a click does. Without a model the user is asked for one."""
        bundle = bundle or self.bundles.current
        if bundle is None:
            self.choose_file(self.predict)
            return
        layer = self._image()
        if layer is not None:
            self.one_click.predict(bundle, layer, self.choices)

    def follow(self, is_on: bool) -> None:
        """Begins or ends to predict whenever the map moves."""
        self.live.set_on(is_on)

    def use(self, path: Path) -> None:
        """Makes a model the current one, and loads it ahead."""
        self.bundles.set_current(path)
        if self.is_live:
            self._begin_live_anew()
        elif keep_ready() != NEVER:
            self._load(path)

    def choose(self, choices: PredictChoices) -> None:
        """Remembers what a click shall do."""
        self.choices = choices
        remember(choices)
        if self.is_live:
            self._begin_live_anew()

    def choose_file(self, then: Optional[Callable[[BundleEntry], None]] = None) -> None:
        """Asks for the file of a model, shows what it is, and uses it when the user agrees."""
        path = ask_open(self._desktop.window, tr("Choose a Model"), tr("Model bundles (*.zip)"))
        if path is not None:
            self.offer(path, then)

    def offer(self, path: Path, then: Optional[Callable[[BundleEntry], None]] = None) -> None:
        """Shows what a file is and uses it when the user agrees.

        Args:
            then: Called with the model after that.
        """
        try:
            info = read_bundle(path)
        except RvError as error:
            self._desktop.show_failure(tr("Predict"), str(error))
            return
        known = self.bundles.entry(path)
        if known is not None and known.is_usable:
            self._use_entry(known, then)
            return
        # Only now: QGIS waits for all that the plugin imports when it starts.
        from ..library.bundle_dialog import BundleDialog

        entry = BundleEntry(path, path.stem, FILE, info=info)
        dialog = BundleDialog(entry, read_preview(path), self._desktop.window)

        def end(result: int) -> None:
            dialog.deleteLater()
            if result == QDialog.DialogCode.Accepted:
                self.bundles.add(path, is_accepted=True)
                self._use_entry(
                    BundleEntry(path, path.stem, FILE, info=info, is_accepted=True), then
                )

        dialog.finished.connect(end)
        self._desktop.keep_dialog(dialog)
        dialog.open()

    def remove(self) -> None:
        """Stops what is predicted, ends the engine, and takes everything out of the window."""
        self._ahead.stop()
        QgsApplication.instance().aboutToQuit.disconnect(self.engine.close)
        if self._live is not None:
            self._live.set_on(False)
        if self._one_click is not None:
            self._one_click.cancel_all()
        self.engine.close()
        self.bundles.changed.disconnect(self._show_current)
        self._desktop.notices.bundle_made.disconnect(self._take_new)
        iface = self._desktop.iface
        iface.deregisterLocatorFilter(self._locator)
        iface.removeCustomActionForLayerType(self._layer_action)
        self._layer_action.menu().deleteLater()
        self._layer_action.deleteLater()
        unregister_sliders()
        self._desktop.toolbar.removeAction(self._in_toolbar)
        self._in_toolbar.deleteLater()
        self.button.deleteLater()
        self.menu.deleteLater()

    def _take_new(self, path: str) -> None:
        """What was just trained is what one wants to see on the map."""
        self.bundles.set_current(Path(path))
        self.bundles.refresh()

    def _begin_live_anew(self) -> None:
        self.live.forget_layers()
        self.live.refresh()

    def _use_entry(self, entry: BundleEntry, then: Optional[Callable[[BundleEntry], None]]) -> None:
        self.use(entry.path)
        if then is not None:
            then(entry)

    def _image(self) -> Optional[QgsRasterLayer]:
        from .image_choice import image_layer

        layer = image_layer(self._desktop.iface, QgsProject.instance())
        if layer is None:
            error = RasterError(
                tr("There is no image on the map."),
                hint=tr("Add a raster layer, and zoom to what you want to predict."),
            )
            self._desktop.show_failure(tr("Predict"), str(error))
        return layer

    def _predict_live(self, layers: list[QgsMapLayer], is_quiet: bool) -> None:
        bundle = self.bundles.current
        layer = None if bundle is None else self._image()
        if bundle is None or layer is None:
            self.live.set_on(False)
            return
        self.one_click.predict(bundle, layer, self.choices, live_layers=layers, is_quiet=is_quiet)

    def _fill_menu(self) -> None:
        current = self.bundles.current
        self.menu.show_state(
            self.bundles.usable,
            None if current is None else current.path,
            self.choices,
            is_live=self.is_live,
            is_ready=self.engine.is_running,
        )

    def _show_current(self) -> None:
        current = self.bundles.current
        if current is None:
            text = tr("Predict")
            tip = tr("Choose a model, and predict what the map shows with a click.")
        else:
            name = current.name
            text = name if len(name) <= _BUTTON_LETTERS else f"{name[: _BUTTON_LETTERS - 1]}…"
            tip = tr("Predict with the model '{bundle}'.").format(bundle=name)
        if self.is_live:
            text = tr("{bundle} (live)").format(bundle=text)
        self.button.setText(text.replace("&", "&&"))
        self.button.setToolTip(tip)
        self.button.setAccessibleName(tip)

    def _add_to_layers(self) -> QAction:
        """The entry of the context menu of raster layers."""
        action = QAction(
            QIcon(str(ICONS_FOLDER / "predict.svg")), tr("Predict with"), self._desktop.window
        )
        menu = QMenu(self._desktop.window)
        action.setMenu(menu)

        def fill() -> None:
            for old in menu.actions():
                menu.removeAction(old)
                old.deleteLater()
            add_bundle_actions(menu, self.bundles.usable, None, self._predict_with_path)
            choose = QAction(tr("Choose File..."), menu)
            choose.triggered.connect(lambda checked=False: self.choose_file(self.predict))
            menu.addAction(choose)

        menu.aboutToShow.connect(fill)
        self._desktop.iface.addCustomActionForLayerType(
            action, "", QgsMapLayer.LayerType.RasterLayer, True
        )
        return action

    def _add_to_locator(self) -> Any:
        from .bundle_locator import BundleLocatorFilter

        locator = BundleLocatorFilter(self.bundles, self.predict)
        self._desktop.iface.registerLocatorFilter(locator)
        return locator

    def _predict_with_path(self, path: Path) -> None:
        entry = self.bundles.entry(path)
        if entry is not None:
            self.predict(entry)

    def _start_ahead(self) -> None:
        current = self.bundles.current
        if keep_ready() == ALWAYS:
            if current is None:
                with suppress(RvError):
                    self.engine.start()
            else:
                self._load(current.path)

    def _load(self, path: Path) -> None:
        """Has the engine load a model ahead; what goes wrong is told when it is used."""
        with suppress(RvError):
            self._loading = self.engine.ask("load", {"bundle": str(path)})

    def _put_away(self, job: object) -> None:
        if keep_ready() == NEVER and not self.one_click.is_busy and not self.is_live:
            self.engine.end()

    def _tell_of_crash(self, error: RvError) -> None:
        """An engine that ended while nobody waited for it is there again for the next click."""
        lived_s = self.engine.lived_s
        again = keep_ready() == ALWAYS and lived_s > _TRUST_S
        text = (
            tr("The engine that was kept ready has ended: {reason} It has been started again.")
            if again
            else tr("The engine that was kept ready has ended: {reason} A click starts it again.")
        )
        self._desktop.iface.messageBar().pushMessage(
            "RV Studio", text.format(reason=error.message), Qgis.MessageLevel.Warning, 15
        )
        if again:
            self._start_ahead()


def _idle_minutes() -> float:
    return 0.0 if keep_ready() == ALWAYS else _READY_MINUTES
