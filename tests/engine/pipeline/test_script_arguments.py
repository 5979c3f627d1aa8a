from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, Literal

import pytest

from rv_engine.errors import ConfigError
from rv_engine.pipeline.script_arguments import call_arguments


class Colour(str, Enum):
    dark_green = "#060"
    red = "#f00"


def values(function, *pairs: tuple[str, str]) -> dict[str, Any]:
    return call_arguments(function, pairs, "get_config of 'config.py'")


def refusal(function, *pairs: tuple[str, str]) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        values(function, *pairs)
    return caught.value


def function_of(annotation: Any, default: Any = None):
    def get_config(runner, x=default):
        return x

    get_config.__annotations__["x"] = annotation
    return get_config


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (str, "7", "7"),
        (str, "none", "none"),
        (int, "7", 7),
        (float, "1e-4", 1e-4),
        (float, "7", 7.0),
        (bool, "true", True),
        (bool, "False", False),
        (bool, "no", False),
        (Path, "a/b", Path("a/b")),
        (Literal["a", "b"], "b", "b"),
        (Literal[1, 2], "2", 2),
        (Colour, "#f00", Colour.red),
        (Colour, "dark_green", Colour.dark_green),
        (int | None, "none", None),
        (int | None, "7", 7),
        (int | None, "null", None),
        (str | None, "null", None),
        (int | str, "a", "a"),
        (list[int], "1,2", [1, 2]),
        (list[int], "1", [1]),
        (list[int], "[1, 2]", [1, 2]),
        (list[str], "a, b", ["a", "b"]),
        (list[str], '["a,b"]', ["a,b"]),
        (list[str] | None, "none", None),
        (tuple[int, int], "1,2", (1, 2)),
        (dict[str, int], '{"a": 1}', {"a": 1}),
        ("int | None", "7", 7),
        (Any, "7", "7"),
    ],
)
def test_a_text_becomes_what_the_annotation_says(annotation, text, value):
    made = values(function_of(annotation), ("x", text))["x"]
    assert made == value
    assert type(made) is type(value)


@pytest.mark.parametrize(
    ("default", "text", "value"),
    [
        (None, "true", True),
        (None, "7", "7"),
        (False, "yes", True),
        (5, "7", 7),
        (0.5, "7", 7.0),
        ("a", "False", False),
    ],
)
def test_without_an_annotation_the_default_tells_and_else_raster_visions_rule_holds(
    default, text, value
):
    def get_config(runner, x=default):
        return x

    assert values(get_config, ("x", text)) == {"x": value}


def test_a_list_may_be_given_in_pieces_and_anything_else_once():
    assert values(function_of(list[int]), ("x", "1"), ("x", "2")) == {"x": [1, 2]}
    error = refusal(function_of(int), ("x", "1"), ("x", "2"))
    assert "'x' is given 2 times, but get_config of 'config.py' takes it once" in error.message


@pytest.mark.parametrize(
    ("annotation", "text", "message"),
    [
        (int, "7.5", "x='7.5' does not fit get_config of 'config.py': it must be a whole number"),
        (bool, "maybe", "it must be true or false"),
        (Literal["oak", "fir"], "oka", "it must be 'oak' or 'fir'. Did you mean 'oak'?"),
        (list[int], "1,x", "it must be a list of whole numbers"),
        (int | None, "x", "it must be a whole number or null"),
        (Colour, "blue", "it must be '#060' or '#f00'"),
    ],
)
def test_what_is_no_value_of_the_type_is_refused_with_what_is(annotation, text, message):
    assert message in str(refusal(function_of(annotation), ("x", text)))


def example(runner: str, raw_uri: str, root_uri: Path, *, epochs: int = 5, test=False):
    return runner, raw_uri, root_uri, epochs, test


def test_an_unknown_argument_is_answered_with_the_parameters():
    error = refusal(example, ("raw_uir", "a"))
    assert error.message == "get_config of 'config.py' has no parameter 'raw_uir'."
    assert error.hint.startswith("Did you mean 'raw_uri'? Its parameters are raw_uri: ")
    assert "epochs: 'int' = 5" in error.hint or "epochs: int = 5" in error.hint
    assert "(required)" in error.hint
    assert "runner" not in error.hint


def test_all_missing_arguments_are_named():
    error = refusal(example, ("epochs", "3"))
    assert error.message == "get_config of 'config.py' needs 'raw_uri' and 'root_uri'."
    assert error.hint.startswith("Add -a raw_uri VALUE.")


def test_the_runner_is_no_argument():
    assert "no parameter 'runner'" in refusal(example, ("runner", "local")).message


def test_a_function_that_takes_anything_gets_anything():
    def get_config(runner, **more):
        return more

    assert values(get_config, ("a", "1"), ("b", "true")) == {"a": "1", "b": True}


def test_a_function_without_a_runner_is_refused():
    assert "takes no runner" in refusal(lambda: None).message
