import json
import math

import pytest

from rv_engine import messages as m
from rv_engine.errors import BundleError, MessageError, RvError, describe

EXAMPLES = [
    m.Started("run", "1.2", 4711),
    m.Progress(3, 10, "windows", "Predicting 'ö'", 1.5, 0.25),
    m.Progress(3.5, None, "MB", "Fetching"),
    m.Metric("f1", 0.5, 3, "building"),
    m.Metric("f1", None),
    m.Log("warning", 'two\nlines with \u2028 and \\ and "quotes"'),
    m.Artifact("label_raster", "/tmp/a b.tif", "Map"),
    m.Result({"predictions": [{"scene": "a", "label_raster": None}]}),
    m.Failure("raster", "no", "yes", "/x.tif"),
    m.Failure("internal", "no"),
    m.CancelledRun(),
]


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: message.kind)
def test_what_is_decoded_is_what_was_encoded(message):
    line = m.encode(message)
    assert "\n" not in line
    decoded = m.decode(line)
    assert decoded == message
    assert decoded.time_s == message.time_s


def test_every_kind_has_an_example():
    kinds = {cls.kind for cls in m.Message.__subclasses__()}
    assert {message.kind for message in EXAMPLES} == kinds == set(m._KINDS)


def test_every_message_says_version_kind_and_time():
    for message in EXAMPLES:
        content = json.loads(m.encode(message))
        assert content["v"] == m.SCHEMA_VERSION
        assert content["kind"] == message.kind
        assert content["time_s"] > 1.7e9


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_json_has_no_number_for_is_null(number):
    assert m.decode(m.encode(m.Metric("iou", number))).value is None
    values = m.decode(m.encode(m.Result({"a": [{"b": (1.0, number)}]}))).values
    assert values == {"a": [{"b": [1.0, None]}]}


def test_a_file_name_that_is_no_text_survives():
    line = m.encode(m.Artifact("eval", "a\udcff.tif")).encode("utf-8", "backslashreplace")
    assert m.decode(line.decode("utf-8")).path == "a\udcff.tif"


def test_a_kind_of_a_newer_engine_is_no_message_but_no_error():
    assert m.decode('{"v": 1, "kind": "applause", "loud": true}') is None


def test_a_field_of_a_newer_engine_is_left_out():
    line = '{"v": 1, "kind": "log", "level": "info", "message": "x", "colour": "red"}'
    assert m.decode(line) == m.Log("info", "x")


@pytest.mark.parametrize("line", ["", "hello", "[1, 2]", "3", "null", '{"v": 1}', '{"v": 1, "ki'])
def test_what_is_no_message_is_an_error_that_quotes_it(line):
    with pytest.raises(MessageError, match="no message") as caught:
        m.decode(line)
    assert repr(line[:200]) in caught.value.message


def test_a_message_that_lacks_a_field_is_an_error():
    with pytest.raises(MessageError, match="'log' message lacks a field"):
        m.decode('{"v": 1, "kind": "log", "level": "info"}')


@pytest.mark.parametrize("version", ["2", "0", "null", '"1"'])
def test_another_version_is_an_error_that_says_what_to_install(version):
    with pytest.raises(MessageError, match="speaks message version") as caught:
        m.decode(f'{{"v": {version}, "kind": "log", "level": "info", "message": "x"}}')
    assert "same release" in caught.value.hint


def test_every_error_travels_as_a_failure():
    error = BundleError("It is damaged.", hint="Download it again.", where="/b.zip")
    failure = m.decode(m.encode(m.Failure(**describe(error))))
    assert failure == m.Failure("bundle", "It is damaged.", "Download it again.", "/b.zip")


def test_an_error_without_hint_and_place_has_null_for_both():
    assert m.Failure(**describe(RvError("No."))) == m.Failure("error", "No.", None, None)
