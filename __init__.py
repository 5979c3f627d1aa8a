"""RV Studio, a QGIS plugin. QGIS looks for this file beside metadata.txt."""


def classFactory(iface):  # noqa: N802, D103 - QGIS chose the name
    from .rv_qgis.plugin import RvStudioPlugin

    return RvStudioPlugin(iface)
