"""Runs inside QGIS's own window: a monkey with a seed clicks and types into the plugin's windows."""

import random
import sys
import time
import traceback

import qgis.utils
from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)

# A window with one of these belongs to the plugin or was opened by it.
CLICKED = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QAbstractSpinBox, QTabBar)
KEYS = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageDown,
)
TEXTS = ("a", "7", "-1", "0.001", "/no/such/file", "{x}", "%", " ")
CLICKS_IN_A_WINDOW = 3
# Packages would be installed, or a window of QGIS's own blocks.
LEFT_ALONE = {"setUp", "repair", "remove", "update", "Run as Batch Process…"}


class NoBrowser(QObject):
    """Takes the addresses that the plugin opens."""

    @pyqtSlot(QUrl)
    def open(self, url):
        """Nothing is opened."""


class Monkey:
    """Clicks; what goes wrong is in `problems`.

    Args:
        seed: The same seed clicks the same where windows are the same.
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.problems = []
        self.clicks = 0
        self.windows = 0
        sys.excepthook = lambda *what: self.problems.append(
            "".join(traceback.format_exception(*what))
        )
        QgsApplication.messageLog().messageReceived[str, str, Qgis.MessageLevel].connect(self.hear)
        # What blocks, a question or a file dialog, is answered at random.
        self.is_answering = True
        QTimer.singleShot(30, self.answer)

    def hear(self, text, tag, level):
        """A message in QGIS's log."""
        if "Traceback" in text:
            self.problems.append(f"{tag}: {text}")

    def answer(self):
        """Ends whatever is modal, or a menu that is open."""
        if self.is_answering:
            # Another timer each time: one does not fire while it is being answered.
            QTimer.singleShot(30, self.answer)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            actions = popup.actions() if isinstance(popup, QMenu) else []
            if actions and self.random.random() < 0.5:
                popup.setActiveAction(self.random.choice(actions))
                QTest.keyClick(popup, Qt.Key.Key_Return)
            else:
                popup.close()
            return
        modal = QApplication.activeModalWidget()
        if modal is None:
            return
        buttons = [one for one in modal.findChildren(QAbstractButton) if usable(one)]
        if buttons and self.random.random() < 0.3:
            self.random.choice(buttons).click()
        elif isinstance(modal, QDialog) and self.random.random() < 0.7:
            modal.reject()
        else:
            modal.close()

    def visit(self, window):
        """Some clicks and keys in one window."""
        self.windows += 1
        for _ in range(CLICKS_IN_A_WINDOW):
            if not alive(window) or not window.isVisible():
                return
            places = [
                one
                for kind in CLICKED
                for one in window.findChildren(kind)
                if usable(one) and not LEFT_ALONE.intersection(names_of(one))
            ]
            if not places:
                return
            self.touch(self.random.choice(places))
            spin()

    def touch(self, widget):
        """One click, and perhaps a key."""
        self.clicks += 1
        rect = widget.rect()
        place = QPoint(
            self.random.randrange(max(1, rect.width())),
            self.random.randrange(max(1, rect.height())),
        )
        target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        button = (
            Qt.MouseButton.RightButton if self.random.random() < 0.1 else Qt.MouseButton.LeftButton
        )
        if isinstance(widget, QAbstractButton):
            place = rect.center()
        QTest.mouseClick(target, button, Qt.KeyboardModifier.NoModifier, place)
        if not alive(widget) or not widget.isVisible():
            return
        if self.random.random() < 0.4:
            QTest.keyClick(widget, self.random.choice(KEYS))
        elif isinstance(widget, (QLineEdit, QAbstractSpinBox)):
            QTest.keyClicks(widget, self.random.choice(TEXTS))


def names_of(widget):
    """What the widget is called, in the program and on the screen."""
    return {widget.objectName(), widget.text() if isinstance(widget, QAbstractButton) else ""}


def alive(widget):
    """Whether Qt still has it."""
    try:
        widget.isVisible()
    except RuntimeError:
        return False
    return True


def usable(widget):
    """Whether a user could click on it."""
    return alive(widget) and widget.isVisible() and widget.isEnabled()


def spin(seconds=0.0):
    """Lets Qt work."""
    end_s = time.monotonic() + seconds
    while True:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if time.monotonic() >= end_s:
            return
        time.sleep(0.005)


def own_windows():
    """The plugin's docks, and the dialogs that are open."""
    window = qgis.utils.iface.mainWindow()
    docks = [
        dock
        for dock in window.findChildren(QDockWidget)
        if dock.objectName().startswith("RvStudio")
    ]
    dialogs = [
        one
        for one in QApplication.topLevelWidgets()
        # QGIS's own dialogs are none of ours; one that draws an extent can end QGIS 3.22 by itself.
        if isinstance(one, QDialog) and one.isVisible() and not is_of_qgis(one)
    ]
    return docks, dialogs


def is_of_qgis(dialog):
    """Whether it is the dialog of an algorithm."""
    return type(dialog).__module__.startswith("processing.")


def plugin_actions():
    """The entries of the plugin's menu, but for the set-up, which would install packages."""
    (menu,) = [
        action.menu()
        for action in qgis.utils.iface.rasterMenu().actions()
        if action.text() == "RV Studio"
    ]
    return [action for action in menu.actions() if "Set Up" not in action.text()]


def story(image, labels, seed, windows, limit_s):
    project = QgsProject.instance()
    project.addMapLayer(QgsRasterLayer(image, "town"))
    project.addMapLayer(QgsVectorLayer(labels, "labels"))
    canvas = qgis.utils.iface.mapCanvas()
    assert isinstance(canvas, QgsMapCanvas)
    canvas.zoomToFullExtent()
    browser = NoBrowser()
    for scheme in ("file", "http", "https", "mailto"):
        QDesktopServices.setUrlHandler(scheme, browser, "open")
    monkey = Monkey(seed)
    deadline_s = time.monotonic() + limit_s
    while monkey.windows < windows and time.monotonic() < deadline_s:
        docks, dialogs = own_windows()
        if not dialogs or monkey.random.random() < 0.3:
            monkey.random.choice(plugin_actions()).trigger()
            spin(0.02)
            docks, dialogs = own_windows()
        for dialog in [*dialogs[3:], *filter(is_of_qgis, QApplication.topLevelWidgets())]:
            dialog.close()
        shown: list[QWidget] = [*dialogs[:3], *(dock for dock in docks if dock.isVisible())]
        if shown:
            monkey.visit(monkey.random.choice(shown))
    for dialog in own_windows()[1]:
        dialog.close()
    spin(0.2)
    project.clear()
    answer = {"windows": monkey.windows, "clicks": monkey.clicks, "problems": monkey.problems}
    monkey.is_answering = False
    return answer
