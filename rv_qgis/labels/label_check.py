"""Finds what is wrong with labels, before a training finds it. Any thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Callable, Optional

from qgis.core import QgsFeature, QgsGeometry, QgsSpatialIndex, QgsWkbTypes

from ...rv_engine.errors import Cancelled
from ..translation import tr

ERROR = "error"
WARNING = "warning"
NOTE = "note"

# Of the smaller of two polygons: less is where borders were drawn twice, not an overlap.
_LEAST_OVERLAP_SHARE = 1e-6


@dataclass(frozen=True)
class Label:
    """A polygon with its class; None or "" where it has none."""

    feature_id: int
    geometry: QgsGeometry
    class_name: Optional[str]

    @property
    def has_class(self) -> bool:
        """Whether it says what it is; blanks say nothing."""
        return bool(self.class_name and self.class_name.strip())


@dataclass(frozen=True)
class LabelProblem:
    """Something that is wrong.

    Attributes:
        kind: In one word, for scripts.
        severity: `ERROR`: it spoils the training; `WARNING`: look at it; `NOTE`: good to know.
        text: What it is, and what to do.
        geometry: Where; a polygon.
        feature_ids: The labels that it is about.
        area: Of the geometry, in square units of the map.
    """

    kind: str
    severity: str
    text: str
    geometry: QgsGeometry
    feature_ids: tuple[int, ...] = ()

    @property
    def area(self) -> float:
        """Of the geometry, in square units of the map."""
        return 0.0 if self.geometry.isNull() else self.geometry.area()


def _plain_text(area: float) -> str:
    return f"{area:.3g}"


@dataclass(frozen=True)
class CheckOptions:
    """What labels are held against. Geometries are in the CRS of the labels.

    Attributes:
        class_names: The classes that are allowed; empty for any.
        least_area: Smaller pieces are told of, in square units of the map; 0 for none.
        image: The outline of the image, if there is one.
        area: Where everything is labelled, if there is such a place.
        area_text: How an area in square units of the map is told to people.
    """

    class_names: Sequence[str] = ()
    least_area: float = 0.0
    image: Optional[QgsGeometry] = None
    area: Optional[QgsGeometry] = None
    area_text: Callable[[float], str] = _plain_text


def check_labels(
    labels: Sequence[Label],
    options: CheckOptions,
    progress: Callable[[float], None] = lambda fraction: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[LabelProblem]:
    """All problems, one after the other.

    Args:
        progress: Told how far it is, from 0 to 1.

    Raises:
        Cancelled: The user stopped it.
    """
    good: dict[int, Label] = {}
    index = QgsSpatialIndex()
    for number, label in enumerate(labels):
        if is_cancelled():
            raise Cancelled
        progress(0.8 * number / len(labels))
        yield from _problems_of_class(label, options)
        shape_problems = list(_problems_of_shape(label))
        yield from shape_problems
        if shape_problems:
            continue
        yield from _problems_of_place(label, options)
        yield from _overlaps(label, index, good)
        feature = QgsFeature(number)
        feature.setGeometry(label.geometry)
        index.addFeature(feature)
        good[number] = label
    if options.area is not None and not options.area.isEmpty():
        yield from _unlabelled(good.values(), options)
    progress(1.0)


def _problems_of_class(label: Label, options: CheckOptions) -> Iterator[LabelProblem]:
    place = _visible(label.geometry)
    if not label.has_class:
        text = tr("It has no class. Give it one, or delete it.")
        yield LabelProblem("no_class", ERROR, text, place, (label.feature_id,))
    elif options.class_names and label.class_name not in options.class_names:
        text = tr("The class '{name}' is none of {names}. Is it a slip of the pen?").format(
            name=label.class_name, names=", ".join(f"'{known}'" for known in options.class_names)
        )
        yield LabelProblem("unknown_class", ERROR, text, place, (label.feature_id,))


def _problems_of_shape(label: Label) -> Iterator[LabelProblem]:
    ids = (label.feature_id,)
    geometry = label.geometry
    if geometry.isNull() or geometry.isEmpty():
        text = tr("It has no shape. Delete it.")
        yield LabelProblem("no_shape", ERROR, text, QgsGeometry(), ids)
    elif geometry.type() != QgsWkbTypes.GeometryType.PolygonGeometry:
        text = tr("It is no polygon.")
        yield LabelProblem("no_polygon", ERROR, text, _visible(geometry), ids)
    elif not geometry.isGeosValid():
        reasons = [error.what() for error in geometry.validateGeometry()]
        text = tr("Its shape is not valid: {reason}. Redraw it, or run 'Fix geometries'.").format(
            reason=(reasons[0] if reasons else tr("its border crosses itself")).rstrip(".")
        )
        yield LabelProblem("not_valid", ERROR, text, _visible(geometry), ids)


def _problems_of_place(label: Label, options: CheckOptions) -> Iterator[LabelProblem]:
    ids, geometry = (label.feature_id,), label.geometry
    if options.image is not None and not options.image.intersects(geometry):
        text = tr("It lies outside the image, and is not learnt from.")
        yield LabelProblem("outside", WARNING, text, geometry, ids)
    elif options.image is not None and not options.image.contains(geometry):
        outside = geometry.difference(options.image)
        if outside.area() > options.least_area:
            text = tr("A part of it lies outside the image, and is not learnt from.")
            yield LabelProblem("partly_outside", NOTE, text, _polygon(outside), ids)
    for part in geometry.asGeometryCollection() if options.least_area > 0 else ():
        if part.area() < options.least_area:
            text = tr("It is tiny: {area}, less than {least}. A stray click?").format(
                area=options.area_text(part.area()), least=options.area_text(options.least_area)
            )
            yield LabelProblem("tiny", WARNING, text, part, ids)


def _overlaps(
    label: Label, index: QgsSpatialIndex, good: dict[int, Label]
) -> Iterator[LabelProblem]:
    for number in sorted(index.intersects(label.geometry.boundingBox())):
        other = good[number]
        ids = (other.feature_id, label.feature_id)
        if other.class_name == label.class_name:
            if label.geometry.isGeosEqual(other.geometry):
                text = tr("It was drawn twice. Delete one.")
                yield LabelProblem("twice", WARNING, text, label.geometry, ids)
            continue
        if not (label.has_class and other.has_class):
            continue  # that is told already
        shared = _polygon(label.geometry.intersection(other.geometry))
        least = _LEAST_OVERLAP_SHARE * min(label.geometry.area(), other.geometry.area())
        if not shared.isNull() and shared.area() > least:
            text = tr("'{first}' and '{second}' overlap: a place has one class only.").format(
                first=other.class_name, second=label.class_name
            )
            yield LabelProblem("overlap", ERROR, text, shared, ids)


def _unlabelled(labels: object, options: CheckOptions) -> Iterator[LabelProblem]:
    covered = QgsGeometry.unaryUnion([label.geometry for label in labels])
    area = options.area if options.image is None else options.area.intersection(options.image)
    rest = area if covered.isNull() or covered.isEmpty() else area.difference(covered)
    for part in _polygon(rest).asGeometryCollection():
        if part.area() > options.least_area:
            text = tr(
                "Nothing is labelled here, though it lies in the area. It counts as background."
            )
            yield LabelProblem("unlabelled", NOTE, text, part)


def _visible(geometry: QgsGeometry) -> QgsGeometry:
    """Something to be seen on the map where a shape is that cannot be drawn."""
    if geometry.isNull() or geometry.isEmpty():
        return QgsGeometry()
    if geometry.type() == QgsWkbTypes.GeometryType.PolygonGeometry and geometry.isGeosValid():
        return geometry
    box = geometry.boundingBox()
    if box.width() == 0 or box.height() == 0:
        box.grow(max(box.width(), box.height(), 1e-6))
    return QgsGeometry.fromRect(box)


def _polygon(geometry: QgsGeometry) -> QgsGeometry:
    """The polygons of what an operation on polygons gave: lines and points are borders that touch."""
    if geometry.isNull() or geometry.isEmpty():
        return QgsGeometry()
    if geometry.type() == QgsWkbTypes.GeometryType.PolygonGeometry:
        return geometry
    parts = [
        part
        for part in geometry.asGeometryCollection()
        if part.type() == QgsWkbTypes.GeometryType.PolygonGeometry
    ]
    return QgsGeometry.unaryUnion(parts) if parts else QgsGeometry()
