"""Docks and dialogs without a mouse, without eyes, and with help."""

import re
from html import unescape

import pytest
from qgis.core import QgsProject, QgsRasterLayer
from qtpy.QtCore import QPoint, Qt
from qtpy.QtGui import QContextMenuEvent
from qtpy.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QTextEdit,
    QToolButton,
)
from rv_studio.rv_qgis import bundled_help
from rv_studio.rv_qgis.labels.new_labels_dialog import NewLabelsDialog
from rv_studio.rv_qgis.library import BundleList, BundleRegistry
from rv_studio.rv_qgis.library.bundle_dialog import BundleDialog
from rv_studio.rv_qgis.library.models_dock import ModelsDock
from rv_studio.rv_qgis.places import HELP_FOLDER
from rv_studio.rv_qgis.report.evaluation_dock import EvaluationDock
from rv_studio.rv_qgis.runs import RunCollection, RunRegistry, RunsDock

from tests.plugin.evaluations import write_evaluation_folder
from tests.plugin.fake_engine import EVALUATION
from tests.plugin.library_bundles import write_bundle
from tests.plugin.waiting import settle, until

_KINDS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)
WINDOWS = ("models", "evaluation", "runs", "bundle", "labels")


@pytest.fixture
def window(request, qgis_app, qgis_new_project, tmp_path, image, canvas, runner):
    """One dock or dialog of the plugin, with something in it."""
    host, closing = QMainWindow(), []
    kind = request.param
    if kind in ("models", "bundle"):
        folder = tmp_path / "runs" / "roofs"
        write_bundle(folder / "bundle" / "model-bundle.zip", EVALUATION)
        bundles = BundleList(BundleRegistry(tmp_path / "home" / "models.json"), lambda: [folder])
        bundles.refresh()
        until(lambda: bundles.bundles)
        closing.append(bundles.close)
        if kind == "bundle":
            made = BundleDialog(bundles.bundles[0])
        else:
            made = ModelsDock(bundles, canvas)
            closing.insert(0, made.close_all)
    elif kind == "evaluation":
        made = EvaluationDock(canvas=canvas)
        path = write_evaluation_folder(tmp_path / "roofs" / "eval" / "validation_scenes")
        other = write_evaluation_folder(tmp_path / "other" / "eval" / "validation_scenes")
        made.open_file(path)
        made.compare_with(other)
        closing.append(made.close_all)
    elif kind == "runs":
        runs = RunCollection(runner, RunRegistry(tmp_path / "runs.json"))
        made = RunsDock(runs, lambda: tmp_path)
        closing.append(runs.close)
    else:
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(image), "town"))
        made = NewLabelsDialog()
        made.add_class("road")
    if kind in ("models", "evaluation", "runs"):
        host.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, made)
        host.resize(700, 700)
        host.show()
    made.show()
    settle()
    yield made
    for close in closing:
        close()
    made.deleteLater()
    host.deleteLater()
    settle()


@pytest.fixture
def runner(qgis_app):
    from rv_studio.rv_qgis.engine import EngineRunner

    return EngineRunner(lambda: None)


def interactive(window):
    """What a user can do something with or read; not the inner parts of other widgets."""
    for widget in window.findChildren(_KINDS):
        parents = iter(lambda w=[widget]: w.__setitem__(0, w[0].parentWidget()) or w[0], None)
        is_corner = type(widget) is QAbstractButton  # of a table
        is_inner = (
            is_corner
            or isinstance(widget, QHeaderView)
            or any(
                isinstance(parent, (QTabBar, QComboBox, QLineEdit, QAbstractSpinBox, QMenu))
                or type(parent).__name__ in ("QgsFileWidget", "QgsColorButton", "QgsDockTitleBar")
                for parent in parents
            )
        )
        if not is_inner and not widget.objectName().startswith("qt_"):
            yield widget


def name_of(widget):
    """What a screen reader says."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    labels = [label for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    return labels[0].text() if labels else ""


@pytest.mark.parametrize("window", WINDOWS, indirect=True)
def test_a_screen_reader_has_a_name_for_everything_that_can_be_used(window):
    widgets = list(interactive(window))
    assert len(widgets) >= 3
    assert [f"{type(w).__name__} {w.objectName()}" for w in widgets if not name_of(w)] == []


@pytest.mark.parametrize("window", WINDOWS, indirect=True)
def test_the_tabulator_reaches_everything_from_the_top_to_the_bottom(window):
    reached, widget = [], window
    for _ in range(500):
        widget = widget.nextInFocusChain()
        if widget is window or widget is None:
            break
        reached.append(widget)
    order = [w for w in reached if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    wanted = [
        w
        for w in interactive(window)
        if w.isVisible() and w.isEnabled() and not isinstance(w, QProgressBar)
    ]
    unreached = [w for w in wanted if w not in order and w.focusProxy() not in order]
    assert [f"{type(w).__name__} {name_of(w)}" for w in unreached] == []
    tops = [w.mapTo(window, QPoint(0, 0)).y() for w in order if w in wanted]
    steps_up = [(a, b) for a, b in zip(tops, tops[1:]) if b < a - 12]
    assert steps_up == []


@pytest.mark.parametrize("window", ["models", "evaluation", "runs", "labels"], indirect=True)
def test_the_help_button_opens_the_section_that_is_meant(window, monkeypatch, request):
    opened = []
    monkeypatch.setattr(bundled_help.QDesktopServices, "openUrl", opened.append)
    (button,) = window.findChildren(QToolButton, "help")
    button.click()
    assert opened[0].fragment() == request.node.callspec.params["window"]
    text = (HELP_FOLDER / opened[0].fileName()).read_text(encoding="utf-8")
    assert f'id="{opened[0].fragment()}"' in text


def test_the_help_has_no_broken_links_and_knows_the_menus_words():
    text = (HELP_FOLDER / bundled_help.DOCKS).read_text(encoding="utf-8")
    assert set(re.findall(r'href="#(\w+)"', text)) == set(re.findall(r'id="(\w+)"', text))
    plain = unescape(re.sub(r"<[^>]+>", "", text))
    for words in ("weighted average", "mean of classes", "Copy the File", "Check labels"):
        assert words.lower() in plain.lower()


@pytest.mark.parametrize("window", ["models"], indirect=True)
def test_the_menu_key_opens_the_menu_of_the_chosen_model(window):
    opened = []
    window.view.menu_wanted.disconnect()
    window.view.menu_wanted.connect(opened.append)
    window.view.setCurrentIndex(window.view.model().index(0, 0))
    keyboard = QContextMenuEvent.Reason.Keyboard
    window.view.contextMenuEvent(QContextMenuEvent(keyboard, QPoint(150, 400), QPoint(0, 0)))
    assert window.view.indexAt(opened[0]).row() == 0
