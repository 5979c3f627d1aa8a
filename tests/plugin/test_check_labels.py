import pytest
from osgeo import ogr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
)
from rv_studio.rv_engine.errors import Cancelled
from rv_studio.rv_qgis.labels import LabelClass
from rv_studio.rv_qgis.labels.label_check import CheckOptions, Label, check_labels
from rv_studio.rv_qgis.labels.new_labels import dress_labels
from rv_studio.rv_qgis.layers.provenance import is_result

from tests.plugin.samples import BOTTOM, LEFT, RIGHT, TOP
from tests.plugin.toolbox import Feedback, into_project, run_and_load


def box(left, bottom, right, top):
    ring = f"{left} {bottom},{right} {bottom},{right} {top},{left} {top},{left} {bottom}"
    return QgsGeometry.fromWkt(f"Polygon(({ring}))")


def problems(shapes, **options):
    labels = [Label(number, *shape) for number, shape in enumerate(shapes, start=1)]
    found = check_labels(labels, CheckOptions(**options))
    return [(problem.kind, problem.feature_ids, round(problem.area, 6)) for problem in found]


def test_good_labels_have_no_problem():
    # They touch along a side.
    shapes = [(box(0, 0, 10, 10), "roof"), (box(10, 0, 20, 10), "road")]
    assert problems(shapes, class_names=("roof", "road"), image=box(0, 0, 20, 10)) == []


def test_classes_that_overlap_are_told_of_where_they_do():
    shapes = [(box(0, 0, 10, 10), "roof"), (box(7, 6, 20, 10), "road")]
    assert problems(shapes) == [("overlap", (1, 2), 12.0)]


def test_polygons_of_one_class_may_overlap_but_not_be_the_same():
    shapes = [(box(0, 0, 10, 10), "roof"), (box(5, 0, 15, 10), "roof")]
    assert problems(shapes) == []
    assert problems([*shapes, (box(0, 0, 10, 10), "roof")]) == [("twice", (1, 3), 100.0)]


def test_a_shape_that_crosses_itself_is_told_of_once_and_seen_as_its_box():
    bow = QgsGeometry.fromWkt("Polygon((0 0, 10 10, 10 0, 0 10, 0 0))")
    found = list(
        check_labels([Label(1, bow, "roof"), Label(2, box(0, 0, 9, 9), "road")], CheckOptions())
    )
    assert [(p.kind, p.severity) for p in found] == [("not_valid", "error")]
    assert found[0].geometry.equals(box(0, 0, 10, 10))
    assert "not valid" in found[0].text


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        (QgsGeometry(), "no_shape"),
        (QgsGeometry.fromWkt("Polygon EMPTY"), "no_shape"),
        (QgsGeometry.fromWkt("Point(3 4)"), "no_polygon"),
        (QgsGeometry.fromWkt("LineString(0 0, 5 0)"), "no_polygon"),
    ],
)
def test_what_is_no_polygon_is_told_of(geometry, kind):
    ((found, ids, _),) = problems([(geometry, "roof")])
    assert (found, ids) == (kind, (1,))


@pytest.mark.parametrize("name", [None, ""])
def test_a_label_without_a_class_is_told_of(name):
    assert problems([(box(0, 0, 2, 2), name)]) == [("no_class", (1,), 4.0)]


def test_a_class_that_is_not_expected_is_told_of():
    shapes = [(box(0, 0, 2, 2), "roof"), (box(5, 0, 7, 2), "rooof")]
    assert problems(shapes, class_names=("roof",)) == [("unknown_class", (2,), 4.0)]


def test_tiny_pieces_are_told_of_those_of_a_larger_label_too():
    two = QgsGeometry.collectGeometry([box(0, 0, 10, 10), box(20, 0, 20.5, 0.5)])
    assert problems([(two, "roof")], least_area=1.0) == [("tiny", (1,), 0.25)]


def test_what_lies_outside_the_image_is_told_of():
    shapes = [(box(100, 0, 110, 10), "roof"), (box(8, 0, 12, 1), "roof")]
    assert problems(shapes, image=box(0, 0, 10, 10)) == [
        ("outside", (1,), 100.0), ("partly_outside", (2,), 2.0),
    ]  # fmt: skip


def test_what_is_left_out_of_the_area_is_told_of_without_slivers():
    shapes = [(box(0, 0, 10, 10), "roof"), (box(10.001, 0, 14, 10), "road")]
    options = {"area": box(0, 0, 20, 10), "image": box(0, 0, 18, 30), "least_area": 0.5}
    assert problems(shapes, **options) == [("unlabelled", (), 40.0)]
    assert problems([], area=box(0, 0, 2, 2)) == [("unlabelled", (), 4.0)]


def test_it_stops_when_the_user_wants():
    labels = [Label(1, box(0, 0, 1, 1), "roof")]
    with pytest.raises(Cancelled):
        list(check_labels(labels, CheckOptions(), is_cancelled=lambda: True))


@pytest.fixture
def labels(tmp_path, qgis_app):
    """Two houses that overlap a road, one of them with a class that the form does not offer."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=class:string", "labels", "memory")
    shapes = [
        (box(LEFT, TOP - 20, LEFT + 20, TOP), "house"),
        (box(LEFT + 10, TOP - 20, LEFT + 40, TOP), "road"),
        (box(LEFT + 60, TOP - 20, LEFT + 80, TOP), "hose"),
        (box(LEFT + 90, TOP - 20, LEFT + 90.5, TOP - 19), "house"),
        (box(RIGHT + 50, BOTTOM, RIGHT + 60, BOTTOM + 10), "house"),
    ]
    for geometry, name in shapes:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(geometry)
        feature.setAttributes([name])
        layer.dataProvider().addFeature(feature)
    dress_labels(layer, [LabelClass("house", "#e69f00"), LabelClass("road", "#56b4e9")], "class")
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_the_algorithm_makes_a_layer_of_problems(plugin, labels, image, tmp_path):
    results = run_and_load(
        "rvstudio:checklabels",
        {
            "LABELS": labels.id(), "CLASS_FIELD": "class", "IMAGE": str(image),
            "OUTPUT": into_project(tmp_path / "problems.gpkg"),
        },
    )  # fmt: skip
    (layer,) = QgsProject.instance().mapLayersByName("Problems")
    found = sorted((f["kind"], f["severity"]) for f in layer.getFeatures())
    assert found == [
        ("outside", "warning"), ("overlap", "error"), ("tiny", "warning"),
        ("unknown_class", "error"),
    ]  # fmt: skip
    assert layer.crs() == labels.crs()
    assert is_result(layer)
    assert layer.renderer().classAttribute() == "severity"
    (overlap,) = (f for f in layer.getFeatures() if f["kind"] == "overlap")
    assert overlap.geometry().area() == pytest.approx(200)
    assert overlap["area"] == pytest.approx(200)
    assert "'house' and 'road' overlap" in overlap["problem"]
    assert results["OUTPUT"]
    (tiny,) = (f["problem"] for f in layer.getFeatures() if f["kind"] == "tiny")
    # 0.5 square metres of pixels of 2 by 2 metres.
    assert tiny == "It is tiny: 0.1 pixels, less than 4.0 pixels. A stray click?"


def test_image_and_area_may_have_another_crs(plugin, image, tmp_path):
    import processing
    from qgis.core import QgsCoordinateTransform

    web = QgsCoordinateReferenceSystem("EPSG:3857")
    to_web = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:32633"), web, QgsProject.instance()
    )
    layers = {}
    for name, shape in (
        ("labels", box(LEFT + 10, TOP - 30, LEFT + 30, TOP - 10)),
        ("area", box(LEFT + 10, TOP - 30, LEFT + 50, TOP - 10)),
    ):
        layer = QgsVectorLayer("Polygon?crs=EPSG:3857&field=class:string", name, "memory")
        feature = QgsFeature(layer.fields())
        shape.transform(to_web)
        feature.setGeometry(shape)
        feature.setAttributes(["house"])
        layer.dataProvider().addFeature(feature)
        layers[name] = layer
    out = tmp_path / "problems.gpkg"
    processing.run(
        "rvstudio:checklabels",
        {
            "LABELS": layers["labels"], "CLASS_FIELD": "class", "IMAGE": str(image),
            "AREA": layers["area"], "CLASSES": "house, road", "OUTPUT": str(out),
        },
        feedback=Feedback(),
    )  # fmt: skip
    dataset = ogr.Open(str(out))
    found = [(f["kind"], f.GetGeometryRef().Area()) for f in dataset.GetLayer(0)]
    # Half of the area; a metre on the ground is 1.42 units of Web Mercator there.
    ((kind, area),) = found
    assert kind == "unlabelled"
    assert area == pytest.approx(20 * 20 * 1.418**2, rel=0.01)


def test_it_explains_itself_and_needs_no_engine(plugin, monkeypatch):
    from qgis.core import QgsApplication

    monkeypatch.setenv("RV_STUDIO_PYTHON", "/no/such/python")
    algorithm = QgsApplication.processingRegistry().algorithmById("rvstudio:checklabels")
    assert algorithm.canExecute()[0]
    assert len(algorithm.shortHelpString()) > 100
    assert "deep learning" in algorithm.tags()
    for parameter in algorithm.parameterDefinitions():
        assert parameter.help(), parameter.name()


def test_awkward_shapes_are_told_of_and_never_stop_the_check(plugin, image, tmp_path):
    """Degrees, curves, heights, islands in holes, nothing at all: as people's files have them."""
    ring = "(10 0, 20 0, 20 10, 10 10, 10 0),(12 2, 18 2, 18 8, 12 8, 12 2)"
    island = f"MULTIPOLYGON(({ring}),((14 4, 16 4, 16 6, 14 6, 14 4)))"
    rows = [
        ("LINESTRING(0 0, 1 1)", "house"),
        (None, "house"),
        ("POLYGON EMPTY", "house"),
        ("POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))", "house"),
        ("POLYGON Z((2 0 5, 3 0 5, 3 1 5, 2 1 5, 2 0 5))", "house"),
        ("CURVEPOLYGON(CIRCULARSTRING(5 0, 6 1, 7 0, 6 -1, 5 0))", "house"),
        (island, "road"),
        ("POLYGON((13 3, 13.5 3, 13.5 3.5, 13 3.5, 13 3))", "house"),
        ("POLYGON((14.5 4.5, 15 4.5, 15 5, 14.5 5, 14.5 4.5))", "house"),
        ("POLYGON((0 0, 0 0, 0 0, 0 0))", "house"),
        ("POLYGON((30 0, 31 0, 31 1, 30 1, 30 0))", None),
        ("POLYGON((30 0, 31 0, 31 1, 30 1, 30 0))", "  "),
    ]  # fmt: skip
    given = [
        Label(number, QgsGeometry() if wkt is None else QgsGeometry.fromWkt(wkt), name)
        for number, (wkt, name) in enumerate(rows)
    ]
    found = {}
    for problem in check_labels(given, CheckOptions()):
        for number in problem.feature_ids:
            found.setdefault(number, set()).add(problem.kind)
        assert problem.geometry.isNull() or not problem.geometry.boundingBox().isEmpty()
    assert found == {
        0: {"no_polygon"}, 1: {"no_shape"}, 2: {"no_shape"}, 3: {"not_valid"},
        6: {"overlap"}, 8: {"overlap"}, 9: {"not_valid"}, 10: {"no_class"}, 11: {"no_class"},
    }  # fmt: skip
