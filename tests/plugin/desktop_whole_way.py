"""Runs inside QGIS's own window: from data to a model and its maps, with a user's clicks and keys."""

import json
import sys
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QDockWidget,
    QLineEdit,
    QTabWidget,
    QToolBar,
    QToolButton,
    QWizard,
)

from tests.plugin.desktop_hands import Hands, settle, until

TRAINING_LIMIT_S = 900
SMALL_SCREEN = QSize(1280, 720)


class Walk:
    """One way from data to maps.

    Args:
        hands: They click.
        task: What the wizard shall train.
        preset: And how.
        is_patient: Whether the times of trainings are waited for.
    """

    def __init__(self, hands, task, preset, is_patient):
        self.hands = hands
        self.is_patient = is_patient
        self.task = task
        self.preset = preset
        self.window = qgis.utils.iface.mainWindow()
        self.canvas = qgis.utils.iface.mapCanvas()
        self.toolbar = self.window.findChild(QToolBar, "RvStudioToolBar")
        self.notes = {}

    def press(self, title):
        """Clicks on a button of the toolbar."""
        (action,) = [one for one in self.toolbar.actions() if one.text() == title]
        self.hands.click(self.toolbar.widgetForAction(action))

    @property
    def wizard(self):
        """The wizard; None when it is closed."""
        return part("wizard", "WizardPart").wizard

    def add_layers(self, image, labels):
        """Data of one's own, as it is dragged into QGIS."""
        raster = QgsRasterLayer(str(image), Path(image).stem)
        polygons = QgsVectorLayer(str(labels), Path(labels).stem)
        assert raster.isValid() and polygons.isValid()
        QgsProject.instance().addMapLayer(raster)
        QgsProject.instance().addMapLayer(polygons)
        self.canvas.setDestinationCrs(raster.crs())
        self.canvas.setExtent(raster.extent())
        qgis.utils.iface.setActiveLayer(raster)
        self.hands.rest(0.5)

    def open_wizard(self):
        """By its button."""
        self.press("Train Model...")
        wizard = until(lambda: self.wizard)
        until(wizard.isVisible)
        hint = wizard.minimumSizeHint()
        assert hint.width() <= SMALL_SCREEN.width() and hint.height() < SMALL_SCREEN.height(), hint

    def take_sample(self):
        """Fills the wizard in with sample data."""
        self.hands.pictures("1-task-first", self.wizard)
        self.hands.click(self.wizard.page_named("task").sample_button)
        until(lambda: self.wizard.draft.images)

    def choose_task(self):
        """By a click on its picture, where it is not chosen already."""
        if self.wizard.draft.task != self.task:
            self.hands.click(self.wizard.page_named("task")._cards[self.task])
        assert self.wizard.draft.task == self.task

    def go_through(self, typed):
        """Page by page to the last one, as soon as each has said what it has to say.

        Args:
            typed: Texts for fields of pages: {"chips": {"stride": "512"}}; for "training" the
                fields are places in the config.
        """
        for number, page in enumerate(self.wizard.pages, 1):
            assert self.wizard.currentPage() is page
            self.wait_for_page(page)
            if page.name == "training" and self.preset != page.draft.preset:
                # With the defaults it would only take longer.
                self.hands.click(page._cards[self.preset])
                self.hands.clicks -= 1
                self.wait_for_page(page)
            self.fill_in(page, typed.get(page.name, {}))
            self.hands.pictures(f"{number}-{page.name}", self.wizard)
            if page is not self.wizard.pages[-1]:
                self.hands.click(self.wizard.button(QWizard.WizardButton.NextButton))

    def wait_for_page(self, page):
        """Until nothing is being found out any more."""
        jobs = [name for name in vars(page) if name.endswith("_job")]
        if not self.is_patient:
            jobs = [name for name in jobs if name != "_time_job"]
        until(lambda: not any(getattr(page, name) for name in jobs), TRAINING_LIMIT_S)
        settle(0.3)
        assert not page.problem(), page.problem()

    def fill_in(self, page, texts):
        """Types, and waits for what comes of it."""
        for name, text in texts.items():
            if page.name == "training":
                page.form.show_field(name)
                field = until(lambda: self.field_with_cursor(page.form))
            else:
                field = getattr(page, f"_{name}")
            self.hands.type_into(field, text)
            # Pages ask the engine a moment later.
            settle(1.0)
            self.wait_for_page(page)

    def field_with_cursor(self, form):
        """What in a form one would type into."""
        field = self.wizard.focusWidget()
        is_field = isinstance(field, (QAbstractSpinBox, QLineEdit)) and form.isAncestorOf(field)
        return field if is_field else None

    def train(self):
        """The last click of the wizard; answers the folder of the run."""
        folder = Path(self.wizard.draft.run_folder)
        self.hands.click(self.wizard.button(QWizard.WizardButton.FinishButton))
        until(lambda: self.wizard is None)
        self.press("Show Runs")
        dock = self.dock("Runs")
        until(dock.isVisible)
        runs = part("runs", "RunsPart").runs
        until(lambda: any(run.curves for run in runs.live) or not runs.live, TRAINING_LIMIT_S)
        self.hands.pictures("8-runs-live")
        until(lambda: not runs.live, TRAINING_LIMIT_S)
        until(lambda: groups(folder), TRAINING_LIMIT_S)
        self.hands.rest(1.0)
        until(lambda: not self.canvas.isDrawing())
        return folder

    def dock(self, name):
        """One of the plugin's docks."""
        return self.window.findChild(QDockWidget, f"RvStudio{name}Dock")

    def look_at_layers(self, folder):
        """What the training has put into the project."""
        (group,) = groups(folder)
        view = qgis.utils.iface.layerTreeView()
        self.notes["layers"] = [node.name() for node in group.findLayers()]
        self.notes["group is open"] = bool(group.isExpanded() and is_open(view, group))
        self.hands.pictures("9-after-training")

    def look_at_report(self, folder):
        """The scores, page by page."""
        dock = self.dock("Evaluation")
        until(dock.isVisible)
        dock.setUserVisible(True)
        tabs = dock.findChild(QTabWidget)
        for index in range(tabs.count()):
            if not (tabs.isTabEnabled(index) and tabs.isTabVisible(index)):
                continue
            bar = tabs.tabBar()
            self.hands.click(bar, bar.tabRect(index).center())
            self.hands.rest(0.5)
            self.hands.pictures(f"10-report-{index + 1}")
        config = json.loads((folder / "pipeline-config.json").read_text(encoding="utf-8"))
        self.notes["epochs"] = config["backend"]["solver"]["num_epochs"]
        report = json.loads(next(folder.glob("eval/**/eval.json")).read_text(encoding="utf-8"))
        self.notes["scores"] = {
            one["class_name"]: one.get("metrics", one).get("f1") for one in report["overall"]
        }

    def look_at_models(self, folder):
        """The new bundle among the models."""
        self.press("Show Models")
        dock = until(lambda: self.dock("Models"))
        until(lambda: dock.isVisible() and dock.findChild(QAbstractItemView).model().rowCount())
        bundles = part("predict", "PredictPart").bundles
        until(lambda: bundles.current is not None)
        assert folder in bundles.current.path.parents, bundles.current.path
        self.hands.rest(1.0)
        self.hands.pictures("11-models")

    def predict(self, image, extent):
        """One click on another extent."""
        for name in ("Runs", "Evaluation", "Models"):
            if self.dock(name) is not None:
                self.dock(name).close()
        if image:
            layer = QgsRasterLayer(str(image), Path(image).stem)
            QgsProject.instance().addMapLayer(layer)
            qgis.utils.iface.setActiveLayer(layer)
            extent = layer.extent()
        self.canvas.setExtent(extent)
        self.canvas.refresh()
        self.hands.rest(0.5)
        until(lambda: not self.canvas.isDrawing())
        predict = part("predict", "PredictPart")
        button = self.window.findChild(QToolButton, "RvStudioPredictButton")
        added = []
        predict.one_click.added.connect(added.append)
        begun = self.hands.clicks
        # Left of the arrow, which opens the menu.
        self.hands.click(button, button.rect().center() / 2)
        until(lambda: added or predict.one_click.problem, TRAINING_LIMIT_S)
        assert predict.one_click.problem is None, predict.one_click.problem
        self.notes["clicks to predict"] = self.hands.clicks - begun
        self.hands.rest(1.0)
        until(lambda: not self.canvas.isDrawing())
        self.notes["predicted"] = [type(layer).__name__ for layer in added[0]]
        self.hands.pictures("12-one-click")
        return added[0]


def part(package, name):
    """A part of the plugin, by the modules that QGIS has loaded."""
    kind = getattr(sys.modules[f"rv_studio.rv_qgis.{package}"], name)
    return qgis.utils.plugins["rv_studio"].part(kind)


def groups(folder):
    """The groups of a run's layers."""
    root = QgsProject.instance().layerTreeRoot()
    return [group for group in root.findGroups() if folder.name in group.name()]


def is_open(view, node):
    """Whether the layer tree shows what is in a group."""
    model = view.layerTreeModel()
    index = model.node2index(node)
    proxy = view.model()
    return view.isExpanded(proxy.mapFromSource(index) if proxy is not model else index)


def story(
    task,
    *,
    image=None,
    labels=None,
    other_image=None,
    preset="quick",
    pictures=None,
    is_dark=False,
    typed=None,
    is_patient=True,
):
    """The whole way; answers how many clicks it took, how long, and what was seen.

    Args:
        task: One of those of the wizard's draft.
        image, labels: The data; without them the sample data that the wizard offers.
        other_image: Is predicted with one click; another part of the sample town without it.
        preset: How it is trained; to choose another one than is proposed is not counted.
        pictures: The folder for pictures; none are taken without it.
        is_dark: In a dark QGIS.
        typed: See `Walk.go_through`.
        is_patient: See `Walk`.
    """
    problems = []
    sys.excepthook = lambda *what: problems.append("".join(traceback.format_exception(*what)))
    hands = Hands(pictures, is_dark)
    walk = Walk(hands, task, preset, is_patient)
    if image:
        walk.add_layers(image, labels)
    begun_s = time.monotonic()
    walk.open_wizard()
    if not image:
        walk.take_sample()
    walk.choose_task()
    walk.go_through(typed or {})
    # One for the page with "Train".
    walk.notes["clicks to train"], walk.notes["fields"] = hands.clicks + 1, hands.fields
    folder = walk.train()
    walk.notes["minutes to the map"] = (time.monotonic() - begun_s) / 60
    walk.look_at_layers(folder)
    walk.look_at_report(folder)
    walk.look_at_models(folder)
    middle = walk.canvas.extent().center()
    side = walk.canvas.extent().width() / 4
    walk.predict(other_image, QgsRectangle.fromCenterAndSize(middle, side, side))
    return {**walk.notes, "problems": problems}
