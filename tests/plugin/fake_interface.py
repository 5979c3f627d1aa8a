"""The part of QGIS's window that the plugin touches, made of real widgets."""

from qgis.gui import QgsMapCanvas, QgsMessageBar
from qtpy.QtGui import QAction
from qtpy.QtWidgets import QMainWindow, QMenu


class RecordingMessageBar(QgsMessageBar):
    """A message bar that also remembers what it showed."""

    def __init__(self, parent, shown):
        super().__init__(parent)
        self._shown = shown

    def pushMessage(self, title, text, *others):
        # Before the level and the duration: what is behind "Show more".
        readable = " ".join([text, *others[:-2]])
        self._shown.append((title, readable.rpartition(" ... ")[2]))
        super().pushMessage(title, text, *others)


class FakeInterface:
    """Stands for `qgis.utils.iface` and counts what a plugin leaves in it."""

    def __init__(self):
        self.window = QMainWindow()
        self.raster_menu = QMenu("Raster", self.window)
        self.shown = []
        self.bar = RecordingMessageBar(self.window, self.shown)
        self.canvas = QgsMapCanvas(self.window)
        self.options_factories = []
        self.layer_actions = []
        self.locator_filters = []
        self.active_layer = None
        self.add_feature = QAction("Add Feature")

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def activeLayer(self):
        return self.active_layer

    def setActiveLayer(self, layer):
        self.active_layer = layer

    def actionAddFeature(self):
        return self.add_feature

    def addCustomActionForLayerType(self, action, menu, kind, all_layers):
        self.layer_actions.append(action)

    def removeCustomActionForLayerType(self, action):
        self.layer_actions.remove(action)

    def registerLocatorFilter(self, locator_filter):
        self.locator_filters.append(locator_filter)

    def deregisterLocatorFilter(self, locator_filter):
        self.locator_filters.remove(locator_filter)

    def layerTreeView(self):
        return None

    def rasterMenu(self):
        return self.raster_menu

    def messageBar(self):
        return self.bar

    def addToolBar(self, name):
        return self.window.addToolBar(name)

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.window.removeDockWidget(dock)

    def registerOptionsWidgetFactory(self, factory):
        self.options_factories.append(factory)

    def unregisterOptionsWidgetFactory(self, factory):
        self.options_factories.remove(factory)
