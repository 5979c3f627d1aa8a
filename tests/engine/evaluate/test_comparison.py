import json

import pytest

from rv_engine.errors import ConfigError
from rv_engine.evaluate.comparison import compare, comparison_table, read_evaluation
from tests.engine.engine_process import rv


def evaluation(f1, interval=None, name="house"):
    entry = {"class_name": name, "metrics": {"f1": f1, "recall": None}}
    if interval is not None:
        entry["intervals"] = {"f1": interval, "recall": [None, None]}
    return {"overall": [entry, {"class_name": "average", "metrics": {"f1": f1}}]}


def test_differences_are_clear_when_the_intervals_do_not_touch():
    first, second = evaluation(0.5, [0.45, 0.55]), evaluation(0.75, [0.7, 0.8])
    f1, recall, average = compare(first, second)
    assert (f1.difference, f1.is_clear) == (0.25, True)
    assert (recall.difference, recall.is_clear) == (None, None)
    assert (average.class_name, average.is_clear) == ("average", None)
    assert compare(first, evaluation(0.54, [0.5, 0.6]))[0].is_clear is False
    assert "+0.250 *" in comparison_table([f1, recall, average])


def test_raster_vision_has_no_intervals():
    assert [entry.is_clear for entry in compare(evaluation(0.5), evaluation(0.4))] == [None] * 3


def test_without_a_class_in_common_there_is_nothing_to_compare():
    with pytest.raises(ConfigError, match="no class in common"):
        compare(evaluation(0.5), evaluation(0.5, name="tree"))


def test_what_is_no_evaluation_is_told(tmp_path):
    with pytest.raises(ConfigError, match="has no evaluation"):
        read_evaluation(tmp_path)
    path = tmp_path / "eval.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match="is no evaluation"):
        read_evaluation(path)


def test_the_command_compares_run_folders_and_files(finished_run, tmp_path):
    content = read_evaluation(finished_run.root)
    for entry in content["overall"]:
        entry["metrics"] = dict.fromkeys(entry["metrics"], 1.0)
    better = tmp_path / "eval.json"
    better.write_text(json.dumps(content), encoding="utf-8")
    done = rv("compare", finished_run.root, better)
    assert done.code == 0, done.stderr
    building = [d for d in done.values["differences"] if d["class_name"] == "building"]
    assert {d["metric"] for d in building} >= {"precision", "recall", "f1", "iou"}
    assert all(d["second"] == 1.0 for d in building)
    shown = rv("compare", finished_run.root, better, messages=False)
    assert "building" in shown.stdout
