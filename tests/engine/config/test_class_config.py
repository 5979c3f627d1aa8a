from __future__ import annotations

from typing import Any

import pytest

from rv_engine.config.class_config import MAX_CLASSES, ClassConfig
from rv_engine.errors import ConfigError


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"names": []}, "at least one class"),
        ({"names": ["a", " "]}, "each class needs a name"),
        ({"names": ["a", "b", "a"]}, r"\['a'\] come twice"),
        ({"names": [str(n) for n in range(256)]}, "at most 255 classes are possible, not 256"),
        ({"names": ["a", "b"], "colors": ["red"]}, "2 classes need as many colours, not 1"),
        ({"names": ["a"], "colors": ["reddish"]}, "'reddish' is no colour"),
        ({"names": ["a"], "colors": [[300, 0, 0]]}, "numbers are from 0 to 255"),
        ({"names": ["a"], "null_class": "b"}, r"Null_class 'b' is none of the classes \['a'\]"),
    ],
)
def test_classes_that_cannot_be_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        ClassConfig.from_dict(values)


def test_colours_may_be_written_in_three_ways() -> None:
    classes = ClassConfig(names=["a", "b", "c"], colors=["#D55E00", "red", [1, 2, 255]])
    assert classes.colors == ["#d55e00", "#ff0000", "#0102ff"]
    assert classes.color_rgb(2) == (1, 2, 255)


def test_classes_without_colours_get_ones_of_their_own_and_the_null_class_is_black() -> None:
    classes = ClassConfig(names=[*(str(n) for n in range(60)), "null"])
    assert classes.colors is not None
    assert len(set(classes.colors)) == 61
    assert classes.colors[classes.null_class_id] == "#000000"


def test_a_class_called_null_is_the_null_class_unless_another_is_named() -> None:
    assert ClassConfig(names=["null", "house"]).null_class_id == 0
    assert ClassConfig(names=["null", "house"], null_class="house").null_class_id == 1
    with pytest.raises(ConfigError, match="There is no null class"):
        _ = ClassConfig(names=["house"]).null_class_id


def test_the_null_class_is_added_once_at_the_end() -> None:
    classes = ClassConfig(names=["house"], colors=["red"])
    for _ in range(2):
        classes.ensure_null_class()
        assert (classes.names, classes.colors) == (["house", "null"], ["#ff0000", "#000000"])
    assert ClassConfig.from_dict(classes.to_dict()) == classes


def test_the_null_class_never_takes_the_id_that_stands_for_no_label() -> None:
    classes = ClassConfig(names=[str(number) for number in range(MAX_CLASSES)])
    with pytest.raises(ConfigError, match="255 classes leave no place for the null class"):
        classes.ensure_null_class()


def test_a_class_has_one_id() -> None:
    classes = ClassConfig(names=["house", "road"])
    assert classes.get_class_id("road") == 1
    with pytest.raises(ConfigError, match=r"'tree' is none of the classes \['house', 'road'\]"):
        classes.get_class_id("tree")
