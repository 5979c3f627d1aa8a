"""Reports as a browser shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.comparison import compare, compare_scenes, read_evaluation
from rv_engine.evaluate.paired_blocks import PairedBlocks
from rv_engine.evaluate.report import RunFacts, write_report
from rv_engine.evaluate.report.comparison_page import Comparison, comparison_page
from rv_engine.evaluate.report.run_facts import FactSection
from tests.engine.evaluate.browser import View, chromium, visit
from tests.engine.evaluate.evaluations import evaluate_boxes, evaluate_cells, evaluate_pixels

# Names that break out of a page that is not careful, and lines that are.
NASTY = "<img src=x onerror=alert(1)> & a name that is much longer than anybody would think"
FACTS = RunFacts(
    "Trees & houses",
    "Semantic segmentation, resnet18",
    [FactSection("Model", [("Backbone", "resnet18"), ("Weights", "w" * 200)])],
    [
        {"epoch": n, "train_loss": 1 / n, "val_loss": 1.2 / n, "avg_f1": 1 - 0.7 / n}
        for n in range(1, 6)
    ],
)
# One <h1>, headings in order, every picture has a text, every table head a scope.
STRUCTURE = """(() => {
  const all = s => [...document.querySelectorAll(s)];
  const ids = all('[id]').map(e => e.id);
  const levels = all('h1, h2, h3').map(e => +e.tagName[1]);
  return {
    h1: all('h1').length,
    jumps: levels.filter((v, i) => i && v > levels[i - 1] + 1).length,
    mute: all('img:not([alt]), svg:not([aria-label])').length,
    scopeless: all('th:not([scope])').length,
    doubles: ids.length - new Set(ids).size,
    dangling: all('a[href^="#"]').filter(a => !ids.includes(a.hash.slice(1))).length,
    lang: document.documentElement.lang,
    svgs: all('figure svg').length,
    images: document.images.length,
  };
})()"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> dict[str, Path]:
    chromium()
    root = tmp_path_factory.mktemp("reports")
    classes = ClassConfig(names=["house", NASTY, "null"])
    folders = {
        "pixels": evaluate_pixels(root / "pixels", classes, side=600),
        "cells": evaluate_cells(root / "cells", (20, 20)),
        "objects": evaluate_boxes(root / "objects", 700),
    }
    pages = {
        name: write_report(folder, FACTS if name == "pixels" else None)
        for name, folder in folders.items()
    }
    evaluations = [read_evaluation(folders["pixels"] / "eval.json") for _ in range(2)]
    for entry in evaluations[1]["overall"]:
        entry["metrics"] = dict.fromkeys(entry["metrics"], 0.9)
    of_all = {"f1": [0.01, 0.2], "overall_accuracy": [-0.2, 0.1]}
    paired = PairedBlocks(9, overall={"house": of_all, NASTY: of_all, "average": of_all})
    comparison = Comparison(
        ("baseline", NASTY), tuple(evaluations), compare(*evaluations, paired),
        compare_scenes(*evaluations), [("backend.solver." + "x" * 80, "1", NASTY)], paired,
    )  # fmt: skip
    pages["comparison"] = root / "comparison" / "page" / "comparison.html"
    pages["comparison"].parent.mkdir(parents=True)
    pages["comparison"].write_text(comparison_page(comparison), encoding="utf-8")
    return pages


def test_reports_are_whole_quiet_and_fit_on_every_screen_by_day_and_by_night(
    reports, tmp_path
) -> None:
    looks = [
        (page, View(width, dark, scripts=(STRUCTURE,)))
        for page in reports.values()
        for width in (1280, 400)
        for dark in (False, True)
    ]
    for (page, view), found in zip(looks, visit(tmp_path / "profile", looks), strict=True):
        about = (page.parent.parent.name, view.width_px, view.dark)
        assert found.complaints == [], about
        assert found.requests == [], about
        assert found.broken_images == [], about
        assert found.overflowing == [], about
        assert found.least_contrast >= 4.5, about
        is_dark = sum(int(part) for part in found.background[4:-1].split(",")) < 200
        assert is_dark == view.dark, about
        (structure,) = found.answers
        is_report = about[0] != "comparison"
        assert structure["svgs"] >= (3 if about[0] in ("pixels", "cells") else 2), about
        assert structure["images"] >= (4 if is_report else 0), about
        assert (structure["h1"], structure["lang"]) == (1, "en"), about
        for flaw in ("jumps", "mute", "scopeless", "doubles", "dangling"):
            assert structure[flaw] == 0, (about, flaw)


def test_reports_are_printed_black_on_white_without_links_to_jump(reports, tmp_path) -> None:
    shown = "getComputedStyle(document.querySelector('nav')).display"
    looks = [
        # A sheet of A4 between its margins, on a computer where pages are dark.
        (page, View(700, dark=True, on_paper=True, scripts=(shown,)))
        for name, page in reports.items()
        if name != "comparison"
    ]
    for found in visit(tmp_path / "profile", looks):
        assert found.background == "rgb(255, 255, 255)"
        assert found.answers == ["none"]
        assert found.least_contrast >= 4.5
        assert found.complaints == found.broken_images == found.overflowing == []


def test_the_browser_sees_what_is_wrong_with_a_page(tmp_path) -> None:
    chromium()
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><html><body style='background: white'>"
        "<div style='width: 100px'><p style='width: 900px'>wide</p></div>"
        "<p style='color: #ccc'>pale</p><img alt='none' src='data:image/png;base64,AAAA'>"
        "<img alt='far' src='http://127.0.0.1:9/far.png'><script>nothing()</script>",
        encoding="utf-8",
    )
    (found,) = visit(tmp_path / "profile", [(page, View(400))])
    assert found.broken_images == ["none", "far"]
    assert found.requests == ["http://127.0.0.1:9/far.png"]
    assert any("nothing" in text or "Uncaught" in text for text in found.complaints)
    assert "P. wide" in found.overflowing and "the page itself" in found.overflowing
    assert found.least_contrast < 2
