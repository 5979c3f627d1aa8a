"""A report as the output of an algorithm."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputDefinition, QgsProcessingOutputFile

from ..translation import tr


def report_output(name: str) -> QgsProcessingOutputDefinition:
    """The definition of a report.

    It is a file, not a `QgsProcessingOutputHtml`: a batch whose algorithm answers one of these ends in
    an error of QGIS's own after all was done, up to 3.40 at least (`loadHtmlResults` calls `addResult`
    without a time).
    """
    return QgsProcessingOutputFile(name, tr("Report"))
