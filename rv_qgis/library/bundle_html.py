"""What a bundle is, in words."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsUnitTypes
from qtpy.QtCore import QLocale

from ..translation import tr
from .bundle_entry import FILE, FOLDER, RUN, BundleEntry
from .bundle_file import BundleInfo

PREVIEW_URL = "preview.png"
_MOST_CLASSES = 30
_PREVIEW_WIDTH_PX = 250
# What a config of a model calls itself says no more than the task does.
_PLAIN_MODELS = ("semantic_segmentation_model", "classification_model", "object_detection_model")


def swatch_url(place: int) -> str:
    """Where the text has the colour of a class from, by its place among the classes."""
    return f"swatch-{place}.png"


def task_text(task: str) -> str:
    """What a model does."""
    texts = {
        "semantic_segmentation": tr("Semantic segmentation"),
        "chip_classification": tr("Chip classification"),
        "object_detection": tr("Object detection"),
    }
    return texts.get(task, task.replace("_", " "))


def score_text(info: BundleInfo) -> str:
    """How good it is, such as "mean IoU 0.71"; "" when that was not measured."""
    if info.score is None:
        return ""
    names = {"mAP50": tr("mAP50"), "mean_iou": tr("mean IoU"), "f1": tr("F1")}
    name = names.get(info.score_name, info.score_name)
    return f"{name} {QLocale().toString(info.score, 'f', 2)}"


def class_names(info: BundleInfo) -> str:
    """The classes but the background, with commas."""
    return ", ".join(shown.name for shown in info.classes if not shown.is_null)


def date_text(info: BundleInfo) -> str:
    """The day on which it was made."""
    moment = _moment(info.created)
    return QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat) if moment else ""


def bands_text(info: BundleInfo) -> str:
    """The bands that an image must have."""
    kind = f" ({info.dtype})" if info.dtype else ""
    if info.bands:
        numbers = ", ".join(str(band) for band in info.bands)
        return (
            tr("{count}: bands {numbers} of the training images").format(
                count=len(info.bands), numbers=numbers
            )
            + kind
        )
    return f"{info.num_channels}{kind}"


def resolution_text(info: BundleInfo) -> str:
    """The size of a pixel with its unit; "" when it is not known."""
    if info.pixel_size is None:
        return ""
    unit = ""
    if info.crs:
        crs = QgsCoordinateReferenceSystem.fromWkt(info.crs)
        if crs.isValid():
            unit = " " + QgsUnitTypes.toAbbreviatedString(crs.mapUnits())
    sides = [QLocale().toString(side, "g", 4) for side in info.pixel_size]
    text = sides[0] if sides[0] == sides[1] else " × ".join(sides)
    return text + unit


def size_text(size_bytes: int) -> str:
    """A file's size as people read it."""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def details_html(entry: BundleEntry, *, has_preview: bool = False) -> str:
    """All that is known of a bundle."""
    if entry.info is None:
        return f"<h3>{escape(entry.name)}</h3><p>{escape(entry.problem)}</p>"
    info = entry.info
    rows = [
        (tr("Task"), escape(task_text(info.task))),
        (tr("Classes"), _classes(info)),
        (tr("Quality"), _quality(info)),
        (tr("Bands"), escape(bands_text(info))),
        (tr("Pixel size"), escape(resolution_text(info))),
        (tr("Looks at"), _window(info)),
        (tr("Model"), escape(_model(info))),
        (tr("Trained on"), escape(", ".join(info.scenes))),
        (tr("Licence"), escape(info.licence or tr("none given"))),
        (tr("Made"), escape(_made(info))),
        (tr("Size"), escape(size_text(info.size_bytes))),
        (tr("From"), escape(_origin(entry))),
        (tr("File"), escape(str(entry.path))),
    ]
    picture = f'<p><img src="{PREVIEW_URL}" width="{_PREVIEW_WIDTH_PX}"></p>' if has_preview else ""
    table = "".join(
        f'<tr><td style="padding-right:10px"><b>{label}</b></td><td>{text}</td></tr>'
        for label, text in rows
        if text
    )
    return f"<h3>{escape(entry.name)}</h3>{picture}<table>{table}</table>"


def warnings_html(info: BundleInfo) -> str:
    """What a stranger's bundle wants of this computer, as a list."""
    points = []
    if info.refused:
        names = ", ".join(f"<code>{escape(name[:80])}</code>" for name in info.refused[:8])
        points.append(
            tr(
                "<b>It holds files that no model has: {names}.</b> They may be program code. "
                "RV Studio does not open this bundle."
            ).format(names=names)
        )
    else:
        points.append(
            tr(
                "It holds no program code: weights and descriptions only. Predicting with it runs "
                "nothing but RV Studio itself."
            )
        )
    if info.foreign_parts:
        names = ", ".join(f"<code>{escape(name)}</code>" for name in info.foreign_parts[:8])
        points.append(
            tr(
                "<b>It needs parts that come with neither RV Studio nor this file: {names}.</b> "
                "They belong to a plugin for the engine, which is program code. It works only when "
                "you have installed that plugin yourself; do so only if you trust its maker."
            ).format(names=names)
        )
    if not info.licence:
        points.append(tr("It names no licence: ask its maker what you may do with it."))
    return "<ul>" + "".join(f"<li>{point}</li>" for point in points) + "</ul>"


def _classes(info: BundleInfo) -> str:
    parts = []
    for place, shown in enumerate(info.classes[:_MOST_CLASSES]):
        is_plain = not shown.is_null or shown.name.lower() == "background"
        name = escape(shown.name) + ("" if is_plain else f" ({tr('background')})")
        parts.append(f'<img src="{swatch_url(place)}">&nbsp;{name}')
    more = len(info.classes) - len(parts)
    if more > 0:
        parts.append(tr("and {count} more").format(count=more))
    return ", ".join(parts)


def _quality(info: BundleInfo) -> str:
    """The score of all, and below it that of each class."""
    lines = [escape(score_text(info))] if info.score is not None else []
    scores = [
        f"{escape(name)}&nbsp;{QLocale().toString(value, 'f', 2)}"
        for name, value in info.class_f1[:_MOST_CLASSES]
    ]
    if scores:
        lines.append(tr("F1 of each class: {scores}").format(scores=", ".join(scores)))
    return "<br>".join(lines)


def _model(info: BundleInfo) -> str:
    model = "" if info.model in _PLAIN_MODELS else info.model
    return " + ".join(part for part in (model, info.encoder) if part)


def _window(info: BundleInfo) -> str:
    if not info.chip_size_px:
        return ""
    return tr("{side} × {side} pixels at once").format(side=info.chip_size_px)


def _made(info: BundleInfo) -> str:
    moment = _moment(info.created)
    if moment is None:
        return ""
    text = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
    if info.engine_version:
        text = tr("{moment} with RV Studio {version}").format(
            moment=text, version=info.engine_version
        )
    return text


def _origin(entry: BundleEntry) -> str:
    if entry.origin == RUN:
        return tr("a run on this computer")
    if entry.origin == FILE:
        return tr("a file that was added")
    if entry.origin == FOLDER:
        return tr("a watched folder")
    return entry.source


def _moment(text: str) -> Optional[datetime]:
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
