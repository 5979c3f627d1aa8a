import json

import pytest

from rv_engine.errors import ConfigError
from rv_engine.evaluate.comparison import (
    compare,
    compare_scenes,
    compare_settings,
    comparison_table,
    read_evaluation,
    run_names,
)
from rv_engine.evaluate.paired_blocks import PairedBlocks
from tests.engine.engine_process import rv


def evaluation(f1, interval=None, name="house"):
    entry = {"class_name": name, "metrics": {"f1": f1, "recall": None}}
    if interval is not None:
        entry["intervals"] = {"f1": interval, "recall": [None, None]}
    return {"overall": [entry, {"class_name": "average", "metrics": {"f1": f1}}]}


def test_runs_differ_when_the_interval_of_their_difference_leaves_out_nothing():
    first, second = evaluation(0.5, [0.45, 0.55]), evaluation(0.52, [0.47, 0.57])
    nan = float("nan")
    found = {
        "house": {"f1": [0.01, 0.03], "recall": [nan, nan]}, "average": {"f1": [-0.01, 0.05]}
    }  # fmt: skip
    paired = PairedBlocks(40, overall=found, scenes={"town": {"average": {"f1": [-0.2, -0.1]}}})
    f1, recall, average = compare(first, second, paired)
    assert (f1.first_interval, f1.second_interval) == ([0.45, 0.55], [0.47, 0.57])
    assert (f1.interval, f1.is_clear, f1.verdict) == ([0.01, 0.03], True, "differs")
    assert (recall.difference, recall.is_clear, recall.verdict) == (None, None, "")
    assert recall.first_interval is None
    assert (average.is_clear, average.verdict) == (False, "no difference shown")
    told = f1.to_dict()
    assert (told["is_clear"], told["verdict"]) == (True, "differs")
    assert told["difference"] == pytest.approx(0.02)
    table = comparison_table([f1, recall, average], paired)
    assert "+0.010 to +0.030  differs\n" in table
    assert "the same 40 blocks" in table
    first["per_scene"] = second["per_scene"] = {"town": first["overall"]}
    (scene,) = compare_scenes(first, second, paired)
    assert (scene.verdict, scene.interval) == ("differs", [-0.2, -0.1])


def test_runs_that_were_measured_on_other_places_are_not_said_to_differ():
    first, second = evaluation(0.5, [0.45, 0.55]), evaluation(0.75, [0.7, 0.8])
    paired = PairedBlocks(reason="They were not measured on the same scenes.")
    differences = compare(first, second, paired)
    assert [entry.verdict for entry in differences] == [""] * 3
    assert "same scenes. So whether they differ cannot be said." in comparison_table(
        differences, paired
    )


def test_what_only_the_average_has_is_compared_too():
    first, second = evaluation(0.5), evaluation(0.6)
    first["overall"][-1] |= {"kappa": 0.4, "mean_iou": 0.3, "macro_metrics": {"f1": 0.5},
                             "calibration": {"ece": 0.1, "brier": 0.2}}  # fmt: skip
    second["overall"][-1] |= {"kappa": 0.6, "macro_metrics": {"f1": 0.7},
                              "calibration": {"ece": 0.05, "brier": 0.1}}  # fmt: skip
    paired = PairedBlocks(20, overall={"average": {"kappa": [0.1, 0.3], "macro_f1": [-0.1, 0.4]}})
    found = {e.metric: e for e in compare(first, second, paired) if e.class_name == "average"}
    assert set(found) == {"f1", "kappa", "macro_f1", "ece", "brier"}
    assert (found["kappa"].is_clear, found["macro_f1"].is_clear) == (True, False)
    assert found["ece"].difference == pytest.approx(-0.05)


def test_scenes_are_compared_by_their_averages():
    first, second = evaluation(0.5), evaluation(0.6)
    first["per_scene"] = {name: evaluation(value)["overall"] for name, value in
                          (("town", 0.4), ("gone", 0.9))}  # fmt: skip
    second["per_scene"] = {"town": evaluation(0.7)["overall"]}
    (found,) = compare_scenes(first, second)
    assert (found.scene, found.class_name, found.metric) == ("town", "average", "f1")
    assert found.difference == pytest.approx(0.3)


def test_settings_that_differ_are_told_without_paths(tmp_path):
    configs = [
        {"root_uri": "/a", "backend": {"solver": {"lr": 0.1, "num_epochs": 5}, "bands": [1, 2]},
         "scenes": [{"id": "x", "aoi_uris": ["/a/b"]}]},
        {"root_uri": "/b", "backend": {"solver": {"lr": 0.1, "num_epochs": 9, "ema": True},
         "bands": [2, 1]}, "scenes": [{"id": "x", "aoi_uris": ["/a/c"]}, {"id": "y"}]},
    ]  # fmt: skip
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder, config in zip(folders, configs, strict=True):
        folder.mkdir()
        (folder / "pipeline-config.json").write_text(json.dumps(config), encoding="utf-8")
    assert compare_settings(*folders) == [
        ("backend.solver.num_epochs", "5", "9"), ("backend.bands", "1, 2", "2, 1"),
        ("backend.solver.ema", "–", "yes"), ("scenes.1.id", "–", "y"),
    ]  # fmt: skip
    assert compare_settings(folders[0], tmp_path) == []


def test_runs_are_called_by_what_tells_them_apart(tmp_path):
    names = run_names(tmp_path / "old", tmp_path / "new" / "eval" / "test" / "eval.json")
    assert names == ("old", "new")
    assert run_names(tmp_path / "a" / "run", tmp_path / "b" / "run") == ("a/run", "b/run")
    assert run_names(tmp_path, tmp_path) == ("first", "second")


def test_raster_vision_has_no_intervals():
    assert [entry.is_clear for entry in compare(evaluation(0.5), evaluation(0.4))] == [None] * 3


def test_what_raster_vision_calls_not_a_number_is_not_defined(tmp_path):
    path = tmp_path / "eval.json"
    content = evaluation(0.5)
    for entry in content["overall"]:
        entry["metrics"]["f1"] = float("nan")
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "NaN" in path.read_text(encoding="utf-8")
    found = [
        entry for entry in compare(read_evaluation(path), evaluation(0.5)) if entry.metric == "f1"
    ]
    assert found and all(entry.first is None and entry.difference is None for entry in found)


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
    page = tmp_path / "comparison.html"
    done = rv("compare", finished_run.root, better, "--html", page)
    assert done.code == 0, done.stderr
    assert done.values["report"] == str(page)
    text = page.read_text(encoding="utf-8")
    assert "building" in text and 'id="two-runs-f1"' in text
    (scene,) = {d["scene"] for d in done.values["scenes"]}
    assert scene in content["per_scene"]
    building = [d for d in done.values["differences"] if d["class_name"] == "building"]
    assert {d["metric"] for d in building} >= {"precision", "recall", "f1", "iou"}
    assert all(d["second"] == 1.0 for d in building)
    assert done.values["paired"]["blocks"] is None
    assert "is missing" in done.values["paired"]["reason"]
    shown = rv("compare", finished_run.root, better, messages=False)
    assert "building" in shown.stdout
    again = rv("compare", finished_run.root, finished_run.root)
    blocks, reason = again.values["paired"]["blocks"], again.values["paired"]["reason"]
    assert (blocks >= 10) == (reason is None)
    assert not any(d["is_clear"] for d in again.values["differences"])
