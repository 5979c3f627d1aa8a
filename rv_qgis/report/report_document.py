"""The report as a document, to be printed or written as PDF or HTML where the engine left none."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from qtpy.QtCore import QMarginsF, QRectF, QUrl
from qtpy.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from qtpy.QtSvg import QSvgRenderer

from ..translation import tr
from .evaluation import Evaluation
from .picture_list import picture_title
from .score_model import ConfusionModel, ScoreModel, table_lines

_PICTURE_WIDTH_PX = 1200
_SHOWN_WIDTH_PX = 460
_RESOLUTION_DPI = 96
_MARGIN_MM = 15.0


def report_html(evaluation: Evaluation, pictures: Sequence[Path] = ()) -> str:
    """The tables of all scenes, and the drawings by their names."""
    parts = [f"<h1>{escape(tr('Evaluation of {run}').format(run=evaluation.name))}</h1>"]
    parts.append(f"<p>{escape(str(evaluation.path))}</p>")
    for scene in evaluation.scenes:
        parts.append(f"<h2>{escape(scene.title)}</h2>")
        parts.append(_table(table_lines(ScoreModel(scene, with_intervals=True))))
        if scene.confusion:
            parts.append(
                f"<p>{tr('Confusion: rows are the labels, columns what the model made of them.')}</p>"
            )
            parts.append(_table(table_lines(ConfusionModel(scene.class_names, scene.confusion))))
    for path in pictures:
        parts.append(f"<h2>{escape(picture_title(path))}</h2>")
        parts.append(f'<p><img src="{escape(path.name)}" width="{_SHOWN_WIDTH_PX}"></p>')
    style = (
        "<style>body{font-family:sans-serif} table{border-collapse:collapse}"
        "td,th{border:1px solid #999;padding:2px 8px;text-align:right}"
        "td:first-child,th:first-child{text-align:left}</style>"
    )
    title = escape(evaluation.name)
    head = f'<meta charset="utf-8"><title>{title}</title>{style}'
    return f"<!doctype html><html><head>{head}</head><body>{''.join(parts)}</body></html>"


def write_pdf(evaluation: Evaluation, pictures: Sequence[Path], target: Path) -> None:
    """Writes the report as PDF, on A4."""
    document = QTextDocument()
    for path in pictures:
        image = _rendered(path)
        if not image.isNull():
            kind = QTextDocument.ResourceType.ImageResource
            document.addResource(kind, QUrl(path.name), image)
    document.setHtml(report_html(evaluation, pictures))
    writer = QPdfWriter(str(target))
    writer.setTitle(evaluation.name)
    writer.setResolution(_RESOLUTION_DPI)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    _print(document, writer)


def _print(document: QTextDocument, writer: QPdfWriter) -> None:
    # Its name is a word of Python 2's on Qt 5.
    method: Any = getattr(document, "print_", None) or document.print
    method(writer)


def _rendered(path: Path) -> QImage:
    renderer = QSvgRenderer(str(path))
    if not renderer.isValid():
        return QImage()
    size = renderer.defaultSize()
    height = round(_PICTURE_WIDTH_PX * size.height() / max(1, size.width()))
    image = QImage(_PICTURE_WIDTH_PX, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    return image


def _table(lines: Sequence[Sequence[str]]) -> str:
    rows = []
    for number, line in enumerate(lines):
        tag = "th" if number == 0 else "td"
        rows.append("".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in line))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table border="1" cellspacing="0" cellpadding="4">{body}</table>'
