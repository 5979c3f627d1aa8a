"""Algorithms on a pipeline config."""

import json

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException, QgsProject

from tests.plugin.algorithm_cases import write_config
from tests.plugin.toolbox import run_and_load
from tests.plugin.waiting import settle

RUN = "rvstudio:runpipeline"


@pytest.fixture
def config(tmp_path):
    return write_config(tmp_path)


def test_a_whole_pipeline_is_one_command(run, fake_engine, config):
    results = run(RUN, CONFIG=str(config))
    assert fake_engine.calls[0]["argv"][2:5] == ["run", str(config), "--messages"]
    assert results["BUNDLE"].endswith("model-bundle.zip")
    assert results["OUTPUT"] == str(config.parent / "run")


def test_a_part_of_a_pipeline_can_be_run_again(run, fake_engine, config):
    run(RUN, CONFIG=str(config), FROM="chip", TO="predict", RERUN=True)
    expected = ["--from", "chip", "--to", "predict", "--rerun"]
    assert fake_engine.calls[0]["argv"][4:9] == expected


def test_a_last_command_before_the_first_is_refused_before_the_run(plugin, fake_engine, config):
    algorithm = QgsApplication.processingRegistry().algorithmById(RUN)
    values = {"CONFIG": str(config), "FROM": "eval", "TO": "chip"}
    fine, reason = algorithm.checkParameterValues(values, QgsProcessingContext())
    assert not fine
    assert "'eval' comes after 'chip'" in reason


@pytest.mark.parametrize("step", ["analyze", "chip", "train", "predict", "eval", "bundle"])
def test_a_step_runs_only_its_command_and_answers_only_what_it_made(run, fake_engine, config, step):
    results = run(f"rvstudio:{step}", CONFIG=str(config))
    assert fake_engine.calls[0]["argv"][2:5] == ["run", str(config), step]
    makes = {
        "predict": {"PREDICTION", "POLYGONS"},
        "eval": {"EVAL", "REPORT"},
        "bundle": {"BUNDLE"},
    }
    assert set(results) == {"OUTPUT"} | makes.get(step, set())


def test_the_maps_of_predict_are_loaded_and_styled(plugin, fake_engine, config):
    run_and_load("rvstudio:predict", {"CONFIG": str(config)})
    (group,) = QgsProject.instance().layerTreeRoot().children()
    assert group.name() == "Run run"
    assert [node.layer().name() for node in group.children()] == [
        "Prediction as polygons",
        "Prediction",
    ]


def test_scores_of_eval_are_shown(run, plugin, config):
    heard = []
    plugin._notices.evaluated.connect(heard.append)
    results = run("rvstudio:eval", CONFIG=str(config))
    settle()
    assert heard == [results["EVAL"]]


BAD_CONFIGS = {
    "no JSON": ("{", "is no JSON"),
    "a run folder that depends on where one is": (
        json.dumps({"root_uri": "runs/1"}),
        "no whole path",
    ),
}


@pytest.mark.parametrize("case", BAD_CONFIGS)
def test_a_config_that_cannot_work_is_one_message(run, iface, tmp_path, case):
    text, expected = BAD_CONFIGS[case]
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QgsProcessingException, match=expected):
        run(RUN, CONFIG=str(path))
    settle()
    assert len(iface.shown) == 1


def test_a_config_in_python_is_left_to_the_engine(run, fake_engine, tmp_path):
    path = tmp_path / "config.py"
    path.write_text("")
    fake_engine.that("fails")
    with pytest.raises(QgsProcessingException, match="do not touch the image"):
        run(RUN, CONFIG=str(path))
