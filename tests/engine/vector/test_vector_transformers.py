from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError, LabelError
from rv_engine.vector import BufferTransformerConfig, ClassInferenceTransformerConfig
from rv_engine.vector.features import UNKNOWN_CLASS_ID, Features

CLASSES = ClassConfig(names=["house", "road", "7"])


def features(**fields: list[Any]) -> Features:
    count = len(next(iter(fields.values())))
    return Features(
        np.array([shapely.Point(x, 0) for x in range(count)]),
        np.full(count, UNKNOWN_CLASS_ID),
        {name: np.array(values) for name, values in fields.items()},
    )


def infer(given: Features, **settings: Any) -> list[tuple[float, int]]:
    """The x of each feature that is left, and its class."""
    result = ClassInferenceTransformerConfig(**settings).build(CLASSES).transform(given, "a.gpkg")
    return list(zip(shapely.get_x(result.geometries), result.class_ids.tolist(), strict=True))


def test_features_of_no_class_are_left_out_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    given = features(kind=["road", "tree", None, "", "house"])
    assert infer(given, class_field="kind") == [(0, 1), (4, 0)]
    assert "Left out of 'a.gpkg': 3 of 5, which have no class of" in caplog.text


def test_numbers_in_the_field_are_class_names_without_a_decimal_point() -> None:
    assert infer(features(code=[7, 8]), class_field="code") == [(0, 2)]
    # A column of whole numbers with a gap comes as floats.
    assert infer(features(code=[7.0, np.nan, 7.5]), class_field="code") == [(0, 2)]


def test_a_mapping_renames_values_once_and_in_no_order() -> None:
    given = features(kind=["hut", "house", "road"])
    for mapping in ({"hut": "house", "house": "road"}, {"house": "road", "hut": "house"}):
        found = infer(given, class_field="kind", class_name_mapping=mapping)
        assert found == [(0, 0), (1, 1), (2, 1)]


def test_the_default_class_takes_what_has_none() -> None:
    given = features(kind=["road", "tree"])
    assert infer(given, class_field="kind", default_class_id=0) == [(0, 1), (1, 0)]
    with pytest.raises(ConfigError, match="default_class_id 3 is no class; there are 3"):
        infer(given, default_class_id=3)


def test_without_a_field_those_of_raster_vision_are_looked_at_in_its_order() -> None:
    given = features(
        class_id=[1, 9, -1, 0.5], class_name=["house", "house", "x", "x"],
        label=["7", "7", "road", "nothing"],
    )  # fmt: skip
    assert infer(given) == [(0, 1), (1, 0), (2, 1)]


def test_a_field_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(LabelError, match="has no field 'klass'; its fields are: 'kind', 'area'"):
        infer(features(kind=["road"], area=[1.0]), class_field="klass")


def test_points_and_lines_are_widened_by_their_class() -> None:
    point, line = shapely.Point(10, 10), shapely.LineString([(0, 0), (10, 0)])
    given = Features(np.array([point, line, point]), np.array([0, 1, 1]), {})
    config = BufferTransformerConfig(geom_type="Point", class_bufs={1: None}, default_buf=3)
    wide, same_line, same_point = config.build().transform(given, "").geometries
    assert wide.bounds == (7, 7, 13, 13)
    assert (same_line, same_point) == (line, point)
    config = BufferTransformerConfig(geom_type="LineString", class_bufs={1: 2.5})
    assert config.build().transform(given, "").geometries[1].bounds == (-2.5, -2.5, 12.5, 2.5)
    assert given.geometries[1] is line


def test_filters_find_the_class_of_what_the_fields_leave_open() -> None:
    given = features(kind=["road", "hut", "barn", "tree"], area=[1.0, 20.0, 80.0, 90.0])
    filters = {
        0: ["all", ["in", "kind", "hut", "barn"], [">", "area", 50]],
        2: ["==", "kind", "hut"],
        1: ["has", "kind"],
    }
    found = infer(given, class_field="kind", class_id_to_filter=filters)
    assert found == [(0, 1), (1, 2), (2, 0), (3, 1)]
    del filters[1]
    assert infer(given, class_id_to_filter=filters, default_class_id=1) == [
        (0, 1), (1, 2), (2, 0), (3, 1),
    ]  # fmt: skip
    with pytest.raises(ConfigError, match="class_id_to_filter 3 is no class; there are 3"):
        infer(given, class_id_to_filter={3: ["has", "kind"]})
    with pytest.raises(ValueError, match="'=' is no operator"):
        ClassInferenceTransformerConfig(class_id_to_filter={0: ["=", "kind", "x"]})


def test_filters_come_back_from_json_as_they_were() -> None:
    config = ClassInferenceTransformerConfig(class_id_to_filter={1: ["==", "kind", None]})
    assert ClassInferenceTransformerConfig.from_dict(config.to_dict()) == config
    assert ClassInferenceTransformerConfig(class_id_to_filter=None).class_id_to_filter == {}
