"""The parts of images for training and validation, as the map shows them."""

import math

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from rv_studio.rv_qgis.wizard.draft import SPLIT, TRAIN, VALIDATION, AreaChoice
from rv_studio.rv_qgis.wizard.services import RasterFacts
from rv_studio.rv_qgis.wizard.split_on_map import split_on_map

UTM, WEB = (QgsCoordinateReferenceSystem(name).toWkt() for name in ("EPSG:32633", "EPSG:3857"))
TOWN = RasterFacts("town", "town", "/town.tif", extent=(500000, 5000000, 500400, 5000200), crs=UTM)


def area(rings):
    return sum(
        QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in ring]]).area() for ring in rings
    )


def bounds(rings):
    xs, ys = zip(*(corner for ring in rings for corner in ring))
    return min(xs), min(ys), max(xs), max(ys)


def polygons(*rectangles):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633", "areas", "memory")
    for rectangle in rectangles:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(*rectangle)))
        layer.dataProvider().addFeature(feature)
    layer.updateExtents()
    QgsProject.instance().addMapLayer(layer)
    return layer.id()


def test_without_areas_it_is_a_side_of_the_image(qgis_app):
    training, validation = split_on_map(TOWN, SPLIT, AreaChoice(), UTM)
    assert bounds(training) == (500000, 5000000, 500300, 5000200)
    assert bounds(validation) == (500300, 5000000, 500400, 5000200)
    assert split_on_map(TOWN, TRAIN, AreaChoice(), UTM)[1] == []
    assert area(split_on_map(TOWN, VALIDATION, AreaChoice(), UTM)[1]) == 400 * 200


def test_the_areas_are_divided_and_not_the_image(qgis_new_project):
    inside = (500100, 5000050, 500200, 5000150)
    areas = AreaChoice(layer_id=polygons(inside, (500900, 0, 500950, 10)))
    training, validation = split_on_map(TOWN, SPLIT, areas, UTM)
    assert bounds(training) == (500100, 5000050, 500175, 5000150)
    assert bounds(validation) == (500175, 5000050, 500200, 5000150)


def test_what_is_drawn_in_another_reference_system_counts(qgis_app):
    # In degrees: around the west of the image.
    drawn = [[[14.9, 45.0], [15.0025, 45.0], [15.0025, 45.3], [14.9, 45.3]]]
    degrees = QgsCoordinateReferenceSystem("EPSG:4326").toWkt()
    areas = AreaChoice(drawn=drawn, drawn_crs=degrees)
    training, validation = split_on_map(TOWN, SPLIT, areas, UTM)
    assert area(training) + area(validation) == pytest.approx(197 * 200, rel=0.02)
    assert area(validation) == pytest.approx(197 * 200 / 4, rel=0.03)


def test_areas_for_validation_are_taken_out_of_the_training(qgis_new_project):
    areas = AreaChoice(validation_layer_id=polygons((500000, 5000000, 500050, 5000200)))
    training, validation = split_on_map(TOWN, SPLIT, areas, UTM)
    assert bounds(validation) == (500000, 5000000, 500050, 5000200)
    assert bounds(training) == (500050, 5000000, 500400, 5000200)


def test_images_of_other_reference_systems_are_shown_in_one(qgis_app):
    training, validation = split_on_map(TOWN, SPLIT, AreaChoice(), WEB)
    xmin, ymin, xmax, ymax = bounds([*training, *validation])
    assert (xmin, xmax) == pytest.approx((1669792, 1670358), abs=5)
    # A metre there is longer on this map.
    stretch = math.cos(math.radians(45.1535))
    assert ymax - ymin == pytest.approx(200 / stretch, rel=0.01)
    assert area(validation) == pytest.approx((area(training) + area(validation)) / 4, rel=0.01)
