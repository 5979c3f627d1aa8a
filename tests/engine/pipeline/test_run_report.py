"""The report that a run leaves."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.pipeline.run_facts import run_facts
from tests.engine.cells import pipeline, scene_config, write_scene
from tests.engine.pipeline.squares import pipeline_config


def test_the_report_tells_what_was_trained_on_what_and_how(finished_run) -> None:
    folder = finished_run.root / "eval" / "validation_scenes"
    page = (folder / "report.html").read_text(encoding="utf-8")
    rows = re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", page)
    facts = dict(reversed(rows))  # of the training, before those of the prediction
    solver = json.loads((finished_run.root / "pipeline-config.json").read_text())["backend"][
        "solver"
    ]
    assert re.search(r'<p class="muted">Semantic segmentation, unet.{,40} · 1 scene · ', page)
    assert facts["Epochs done"] == "3"
    assert facts["Learning rate"] == str(solver["lr"])
    assert facts["Batch size"] == "16" and facts["Seed"] == "0"
    assert facts["Device"].startswith("cpu")
    assert finished_run.image.name in facts["Trained on"]
    assert facts["First image"].startswith("256 × 256 pixels, 4 bands, uint16")
    assert re.fullmatch(r"\d+ chips", facts["To train"])
    assert all(name in facts for name in ("RV Studio", "torch", "TRAIN", "PREDICT"))
    assert 'id="training-loss"' in page and 'id="training-scores"' in page


def test_the_pictures_are_files_too_that_every_program_can_draw(finished_run) -> None:
    folder = finished_run.root / "eval" / "validation_scenes"
    drawings = {path.name for path in (folder / "pictures").glob("*.svg")}
    assert drawings == {"confusion-matrix.svg", "training-curves.svg"}
    for name in drawings:
        text = (folder / "pictures" / name).read_text(encoding="utf-8")
        assert ET.fromstring(text).tag.endswith("svg")
        assert "var(" not in text  # which only browsers know
    places = json.loads((folder / "worst.json").read_text(encoding="utf-8"))["places"]
    assert places and all((folder / place["thumbnail"]).is_file() for place in places)


def test_facts_are_told_of_a_run_that_left_no_logs(finished_run, tmp_path) -> None:
    config = load_pipeline_config(finished_run.root / "pipeline-config.json")
    config.root_uri = str(tmp_path / "elsewhere")
    for command in ("analyze", "chip", "train", "predict", "eval", "bundle"):
        setattr(config, f"{command}_uri", None)
    config.update()
    facts = run_facts(config)
    assert facts.name == "elsewhere" and facts.training == []
    titles = [section.title for section in facts.sections]
    assert "Data" in titles and "Model" in titles


def test_every_task_is_told_in_a_few_words(tmp_path) -> None:
    written = write_scene(tmp_path / "scene")
    scenes = [scene_config(name, written) for name in ("a", "b")]
    cells = pipeline(tmp_path / "cells", scenes[:1], scenes[1:])
    (tmp_path / "boxes").mkdir()
    boxes = pipeline_config(tmp_path / "boxes")
    for config, start in ((cells, "Chip classification, "), (boxes, "Object detection, ")):
        config.update()
        facts = run_facts(config)
        assert facts.summary.startswith(start) and len(facts.summary) < 60
        for section in facts.sections:
            for name, text in [*section.facts, *section.details]:
                assert name and text and len(text) <= 121 and "object at 0x" not in text
