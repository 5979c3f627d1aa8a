"""The algorithms from the command line, in a process of their own."""

import json
from pathlib import Path

import pytest

from tests.plugin.algorithm_cases import ALL
from tests.plugin.programs import program, run_qgis_process

pytestmark = pytest.mark.skipif(
    program("qgis_process") is None, reason="this QGIS comes without qgis_process"
)


@pytest.fixture
def qgis_process(tmp_path, plugins_folder):
    return lambda *arguments: run_qgis_process(tmp_path, plugins_folder, *arguments)


def test_the_algorithms_are_listed(qgis_process, fake_engine):
    listed = qgis_process("list").stdout
    assert {f"rvstudio:{name}" for name in ALL} <= set(listed.replace("\t", "\n").split("\n"))
    assert "rvstudio:trainsegmentation\tTrain segmentation model" in listed
    assert "rvstudio:predictwithbundle\tPredict with bundle" in listed


def test_help_explains_every_parameter(qgis_process, fake_engine):
    text = qgis_process("help", "rvstudio:trainsegmentation").stdout
    for name in ("IMAGE", "LABELS", "CLASS_FIELD", "VALIDATE_ON", "EPOCHS", "OUTPUT", "BUNDLE"):
        assert name in text
    assert "east" in text


def test_training_runs_and_shows_the_engines_log(
    qgis_process, fake_engine, image, labels, tmp_path
):
    root = tmp_path / "run"
    done = qgis_process(
        "run",
        "rvstudio:trainsegmentation",
        "--",
        f"IMAGE={image}",
        f"LABELS={labels}|layername=buildings",
        "VALIDATE_ON=south",
        "EPOCHS=2",
        f"OUTPUT={root}",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Epoch 2 of 2: training loss 0.5" in done.stdout
    assert f"{root}/bundle/model-bundle.zip" in done.stdout
    assert (root / "predict/validation/labels.tif").is_file()
    argv = fake_engine.calls[0]["argv"]
    assert argv[argv.index("--validate-on") + 1] == "south"


@pytest.mark.once
@pytest.mark.parametrize("name", ALL)
def test_every_algorithm_runs(qgis_process, fake_engine, tmp_path, name):
    parameters = ALL[name](tmp_path / "inputs")
    values = [
        f"{key}={one}"
        for key, value in parameters.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    done = qgis_process("run", f"rvstudio:{name}", "--", *values)
    assert done.returncode == 0, done.stdout + done.stderr
    assert fake_engine.calls, done.stdout
    if "OUTPUT" in parameters:
        assert Path(parameters["OUTPUT"]).exists()


def test_bad_input_is_one_message_and_a_bad_exit_status(qgis_process, fake_engine, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("hello")
    done = qgis_process(
        "run",
        "rvstudio:predictwithbundle",
        "--",
        f"BUNDLE={text}",
        f"IMAGE={text}",
        f"OUTPUT={tmp_path}/out.tif",
    )
    assert done.returncode == 1
    said = done.stdout + done.stderr
    # QGIS also writes what it reports to its message log.
    errors = [line for line in said.splitlines() if line.startswith("ERROR:")]
    assert len(errors) == 1, said
    assert "is no raster that QGIS can read" in errors[0]
    assert "Traceback" not in said


@pytest.mark.real_engine
def test_the_real_engine_answers_too(qgis_process, real_engine, tmp_path):
    from tests.plugin.samples import write_image, write_polygons

    image = write_image(tmp_path / "town.tif", size_px=128)
    labels = write_polygons(tmp_path / "labels.gpkg", size_px=128)
    done = qgis_process(
        "run",
        "rvstudio:trainsegmentation",
        "--",
        f"IMAGE={image}",
        f"LABELS={labels}",
        "CLASS_FIELD=class",
        "EPOCHS=1",
        "CHIP_SIZE=64",
        "BATCH_SIZE=4",
        "PRETRAINED=no",
        f"OUTPUT={tmp_path}/run",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (scores,) = Path(tmp_path / "run").rglob("eval.json")
    names = [item["class_name"] for item in json.loads(scores.read_text())["overall"]]
    assert names == ["building", "background", "average"]
