"""The report as a document, to be printed or written as PDF or HTML where the engine left none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from qtpy.QtCore import QMarginsF, QRectF, QSizeF, Qt
from qtpy.QtGui import (
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
    QTextOption,
)
from qtpy.QtSvg import QSvgRenderer

from ..translation import tr
from .evaluation import Evaluation
from .picture_list import picture_title
from .score_model import (
    ConfusionModel,
    ScoreModel,
    counts_text,
    number_text,
    table_lines,
)

_RESOLUTION_DPI = 96
_MARGIN_MM = 15.0
_FOOTER_PX = 28.0
_TITLE_PX = 28.0
_GAP_PX = 14.0
_TEXT_PT, _TITLE_PT, _FOOTER_PT = 8.0, 11.0, 7.0
_MOST_PICTURE_HEIGHT = 0.36
"""Of the page's height: two pictures shall go on one page."""


def report_html(evaluation: Evaluation) -> str:
    """The tables of all scenes."""
    parts = [f"<h1>{escape(tr('Evaluation of {run}').format(run=evaluation.name))}</h1>"]
    parts.append(f"<p>{escape(str(evaluation.path))}</p>")
    if counts_text(evaluation.counted):
        parts.append(f"<p>{escape(counts_text(evaluation.counted))}</p>")
    for scene in evaluation.parts:
        if len(evaluation.parts) > 1:
            parts.append(f"<h2>{escape(scene.title)}</h2>")
        if scene.totals:
            parts.append(f"<p>{escape(totals_text(scene.totals))}</p>")
        parts.append(_table(table_lines(ScoreModel(scene, with_intervals=True))))
        if scene.confusion:
            text = tr("Confusion: rows are the labels, columns what the model made of them.")
            parts.append(f"<p>{escape(text)}</p>")
            parts.append(_table(table_lines(ConfusionModel(scene.class_names, scene.confusion))))
    style = (
        "<style>body{font-family:sans-serif} table{border-collapse:collapse}"
        "td,th{border:1px solid #999;padding:2px 8px;text-align:right}"
        "td:first-child,th:first-child{text-align:left}</style>"
    )
    title = escape(evaluation.name)
    head = f'<meta charset="utf-8"><title>{title}</title>{style}'
    return f"<!doctype html><html><head>{head}</head><body>{''.join(parts)}</body></html>"


def totals_text(totals: Mapping[str, float]) -> str:
    """The numbers about all classes together, such as "kappa 0.612"."""
    titles = {
        "overall_accuracy": tr("overall accuracy"),
        "mean_iou": tr("mean IoU"),
        "kappa": tr("kappa"),
        "balanced_accuracy": tr("balanced accuracy"),
        "mAP": tr("mAP"),
        "mAP50": tr("mAP50"),
    }
    return " · ".join(f"{titles[name]} {number_text(value)}" for name, value in totals.items())


def write_pdf(evaluation: Evaluation, pictures: Sequence[Path], target: Path) -> None:
    """Writes the report as PDF, on A4: the tables, then the engine's drawings, as lines."""
    writer = QPdfWriter(str(target))
    writer.setTitle(evaluation.name)
    writer.setResolution(_RESOLUTION_DPI)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    pages = _Pages(writer, painter, evaluation.name)
    pages.draw_text(report_html(evaluation))
    for path in pictures:
        renderer = QSvgRenderer(str(path))
        if renderer.isValid():
            pages.draw_picture(picture_title(path), renderer)
    painter.end()


class _Pages:
    """Fills one page after the other, each with a footer."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, name: str) -> None:
        self._writer, self._painter, self._name = writer, painter, name
        self._size = QSizeF(writer.width(), writer.height() - _FOOTER_PX)
        self._number = 1
        self._used_px = 0.0
        self._draw_footer()

    def draw_text(self, html: str) -> None:
        document = QTextDocument()
        document.documentLayout().setPaintDevice(self._writer)
        document.setDocumentMargin(0)
        document.setDefaultFont(_font(_TEXT_PT))
        option = QTextOption()
        # Words stay whole: a table is rather made wider.
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        document.setDefaultTextOption(option)
        document.setHtml(html)
        document.setPageSize(self._size)
        for page in range(document.pageCount()):
            if page:
                self._turn()
            top = page * self._size.height()
            self._painter.save()
            self._painter.translate(0, -top)
            shown = QRectF(0, top, self._size.width(), self._size.height())
            document.drawContents(self._painter, shown)
            self._painter.restore()
        end = document.documentLayout().frameBoundingRect(document.rootFrame())
        last = document.documentLayout().blockBoundingRect(document.lastBlock())
        bottom = min(end.bottom(), last.bottom()) or end.bottom()
        self._used_px = bottom - (document.pageCount() - 1) * self._size.height()

    def draw_picture(self, title: str, renderer: QSvgRenderer) -> None:
        size = QSizeF(renderer.defaultSize())
        most = QSizeF(self._size.width(), _MOST_PICTURE_HEIGHT * self._size.height())
        size.scale(most, Qt.AspectRatioMode.KeepAspectRatio)
        needed_px = _GAP_PX + _TITLE_PX + size.height()
        if self._used_px + needed_px > self._size.height():
            self._turn()
        top = self._used_px + (_GAP_PX if self._used_px else 0.0)
        self._painter.setFont(_font(_TITLE_PT, bold=True))
        place = QRectF(0, top, self._size.width(), _TITLE_PX)
        self._painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), title)
        # Drawings leave the weight of their letters to the painter.
        self._painter.setFont(_font(_TEXT_PT))
        renderer.render(self._painter, QRectF(0, top + _TITLE_PX, size.width(), size.height()))
        self._used_px = top + _TITLE_PX + size.height()

    def _turn(self) -> None:
        self._writer.newPage()
        self._number += 1
        self._used_px = 0.0
        self._draw_footer()

    def _draw_footer(self) -> None:
        place = QRectF(0, self._size.height(), self._size.width(), _FOOTER_PX)
        self._painter.setFont(_font(_FOOTER_PT))
        bottom = Qt.AlignmentFlag.AlignBottom
        for side, text in (
            (Qt.AlignmentFlag.AlignLeft, self._name),
            (Qt.AlignmentFlag.AlignRight, str(self._number)),
        ):
            self._painter.drawText(place, int(side | bottom), text)


def _font(size_pt: float, *, bold: bool = False) -> QFont:
    font = QFont("sans-serif")
    font.setPointSizeF(size_pt)
    font.setBold(bold)
    return font


def _table(lines: Sequence[Sequence[str]]) -> str:
    rows = []
    for number, line in enumerate(lines):
        tag = "th" if number == 0 else "td"
        cells = [
            f'<{tag} align="{"left" if column == 0 else "right"}">{escape(_whole(cell))}</{tag}>'
            for column, cell in enumerate(line)
        ]
        rows.append("".join(cells))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table border="1" cellspacing="0" cellpadding="4">{body}</table>'


def _whole(cell: str) -> str:
    """Lets a cell be broken before its interval, not within it."""
    score, bracket, interval = cell.partition(" [")
    return f"{score}{bracket}{interval.replace(' ', chr(0xA0))}"
