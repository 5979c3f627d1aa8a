"""The group in the layer tree that takes the results of one run."""

from __future__ import annotations

from qgis.core import QgsLayerTreeGroup, QgsMapLayer, QgsProject, QgsVectorLayer


class ResultGroup:
    """A new group at the top of the layer tree, made when its first layer comes.

    Args:
        title: Its name; a number is added when the project has a group of that name already.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._unique_title = ""

    def take(self, layer: QgsMapLayer, project: QgsProject, *, on_top: bool = False) -> None:
        """Moves a layer of the project into the group: vectors on top, rasters below.

        Args:
            on_top: Puts a raster above all others, too.
        """
        root = project.layerTreeRoot()
        group = self._group(root)
        is_above = on_top or isinstance(layer, QgsVectorLayer)
        index = 0 if is_above else len(group.children())
        node = root.findLayer(layer.id())
        if node is None:
            group.insertLayer(index, layer)
            return
        moved = node.clone()
        # The legend shows the classes, which is what one wants to see first.
        moved.setExpanded(True)
        group.insertChildNode(index, moved)
        node.parent().removeChildNode(node)

    def _group(self, root: QgsLayerTreeGroup) -> QgsLayerTreeGroup:
        group = root.findGroup(self._unique_title) if self._unique_title else None
        if group is None:
            self._unique_title = _unused_title(root, self._title)
            group = root.insertGroup(0, self._unique_title)
        return group


def _unused_title(root: QgsLayerTreeGroup, title: str) -> str:
    candidate, number = title, 1
    while root.findGroup(candidate) is not None:
        number += 1
        candidate = f"{title} ({number})"
    return candidate
