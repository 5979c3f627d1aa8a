"""A user's hands and eyes inside QGIS's own window: the mouse, the keyboard, waiting, pictures."""

import time
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QProcess, QSize, Qt, QTimer
from qgis.PyQt.QtGui import QCursor
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMenu

DARK = "Night Mapping"
SIZES = (QSize(1400, 900), QSize(1280, 720))
LIMIT_S = 60.0


def settle(seconds=0.05):
    """Lets QGIS work for a while."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        QCoreApplication.processEvents()
        time.sleep(0.002)


def until(condition, limit_s=LIMIT_S):
    """Lets QGIS work until something is so, and answers what that is.

    Raises:
        TimeoutError: It never is. What QGIS says meanwhile is told.
    """
    deadline_s = time.monotonic() + limit_s
    while True:
        QCoreApplication.processEvents()
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline_s:
            said = [item.text() for item in qgis.utils.iface.messageBar().items()]
            raise TimeoutError(f"Not in {limit_s:.0f} s; the message bar says {said}.")
        time.sleep(0.005)


class Hands:
    """Clicks, types and takes pictures, and counts what a user does.

    Args:
        pictures: The folder for them; None takes none.
        is_dark: Whether QGIS is to be dark. It does not become light again.

    Attributes:
        clicks: How many clicks there were.
        fields: How many fields were filled in.
    """

    def __init__(self, pictures=None, is_dark=False):
        self._pictures = Path(pictures) if pictures else None
        if is_dark:
            QgsApplication.setUITheme(DARK)
            settle(0.5)
        self.clicks = 0
        self.fields = 0

    def click(self, widget, place=None):
        """A click of the mouse, made outside of Qt, on a widget that a user can see and click on."""
        self.clicks += 1
        self._click(widget, place)

    def choose(self, button, text, picture=""):
        """Two clicks: on a button with a menu, and on an entry of it."""
        self.clicks += 2
        menu = button.menu()
        # The button waits for the menu: so who clicks on it must be called by Qt.
        timer = QTimer()
        timer.setInterval(50)

        def click_entry():
            popup = QApplication.activePopupWidget()
            if not isinstance(popup, QMenu) or not popup.isVisible():
                return
            timer.stop()
            settle(0.2)
            self.picture(picture, popup)
            (entry,) = [one for one in popup.actions() if one.text().replace("&", "") == text]
            self._press(popup.mapToGlobal(popup.actionGeometry(entry).center()))

        timer.timeout.connect(click_entry)
        timer.start()
        # An arrow at the right of a tool button opens its menu, and all of a push button.
        self._press(button.mapToGlobal(button.rect().center().__class__(button.width() - 6, 10)))
        until(lambda: not timer.isActive() and not menu.isVisible())
        settle(0.2)

    def type_into(self, widget, text):
        """Puts a text in the place of what stands in a field, with the keyboard."""
        self.fields += 1
        self._click(widget)
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(widget, text)
        QTest.keyClick(widget, Qt.Key.Key_Tab)

    def rest(self, seconds):
        """Lets QGIS draw, where pictures are wanted."""
        settle(seconds if self._pictures else 0.05)

    def picture(self, name, widget=None):
        """A picture of a window as it is, where pictures are wanted."""
        if self._pictures is None or not name:
            return
        self._pictures.mkdir(parents=True, exist_ok=True)
        settle(0.1)
        until(lambda: not qgis.utils.iface.mapCanvas().isDrawing())
        window = widget or qgis.utils.iface.mainWindow()
        assert window.grab().save(str(self._pictures / f"{name}.png"))

    def pictures(self, name, widget=None):
        """Pictures of a window: of QGIS's own, and of a dialog that can be larger, in both sizes."""
        if self._pictures is None:
            return
        window = widget or qgis.utils.iface.mainWindow()
        before = window.size()
        for size in SIZES:
            window.resize(size if widget is None else before.boundedTo(size))
            settle(0.4)
            self.picture(f"{name}-{size.width()}x{size.height()}", window)
        window.resize(before)
        settle(0.3)

    def _click(self, widget, place=None):
        until(lambda: widget.isVisible() and widget.isEnabled())
        window = widget.window()
        if window is not qgis.utils.iface.mainWindow():
            # There is no window manager that would do so.
            window.raise_()
            window.activateWindow()
        settle(0.1)
        place = widget.mapToGlobal(place or widget.rect().center())
        found = QApplication.widgetAt(place)
        if found is not widget and not widget.isAncestorOf(found):
            raise AssertionError(f"{widget} is covered by {found}.")
        self._press(place)

    def _press(self, place):
        position = [str(place.x()), str(place.y())]
        # Aside first, since a pointer that has not moved enters nothing.
        QProcess.execute("xdotool", ["mousemove", "0", "0"])
        QProcess.startDetached("xdotool", ["mousemove", *position, "sleep", "0.05", "click", "1"])
        until(lambda: QCursor.pos() == place)
        settle(0.2)
