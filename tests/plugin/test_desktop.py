"""The plugin in the whole QGIS program, on a virtual screen."""

import json
import shutil
from pathlib import Path

import pytest
from qgis.core import Qgis

from tests.plugin.programs import program, run_desktop

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(
        shutil.which("xvfb-run") is None or program("qgis") is None,
        reason="needs QGIS's desktop program and xvfb-run",
    ),
]


def test_the_window_is_as_before_after_loading_and_unloading_ten_times(
    tmp_path, plugins_folder, fake_engine, image, labels
):
    script = Path(__file__).with_name("desktop_lifecycle.py")
    seen = run_desktop(tmp_path, plugins_folder, script, image=image, labels=labels)
    assert seen["opened"] == {
        "titles": ["Predict with bundle", "Train Model"],
        "modal": [False, False],
        "layers": ["town [EPSG:32633]"],
        "left open": 0,
    }
    loaded, first, last = seen["loaded"], seen["first"], seen["last"]
    assert "rvstudio" in loaded["providers"]
    assert "RvStudioToolBar" in loaded["toolbars"]
    assert {"RvStudioEvaluationDock", "RvStudioRunsDock"} <= set(loaded["docks"])
    assert "RV Studio" in [text.replace("&", "") for text in loaded["raster menu"]]
    assert last == first
    assert "rvstudio" not in last["providers"]
    assert "RvStudioToolBar" not in last["toolbars"]
    assert not [name for name in last["docks"] if "RvStudio" in name]
    assert not [name for name in last["threads"] if name.startswith("rv-studio")]
    assert last["children"] == 0
    assert "RV Studio" not in [text.replace("&", "") for text in last["raster menu"]]
    # QGIS forgets the modules that were imported by name; this package never was.
    assert set(last["modules"]) <= {"rv_studio.rv_engine"}


def test_qgis_answers_to_clicks_while_a_training_uses_all_cores(
    tmp_path, plugins_folder, fake_engine, image
):
    if shutil.which("xdotool") is None:
        pytest.skip("needs xdotool")
    root = tmp_path / "run"
    root.mkdir()
    config = {"root_uri": str(root), "image": str(image)}
    (root / "pipeline-config.json").write_text(json.dumps(config), encoding="utf-8")
    fake_engine.that("uses all cores")
    script = Path(__file__).with_name("desktop_clicks.py")
    seen = run_desktop(tmp_path, plugins_folder, script, root=root)
    assert None not in seen["answered_s"]
    assert seen["live"] == 1


def test_a_monkey_leaves_qgis_alive_and_no_traceback(
    tmp_path, plugins_folder, fake_engine, image, labels, monkeypatch
):
    # The whole walk in one QGIS, and a short one in the other.
    windows = 200 if Qgis.QGIS_VERSION_INT < 34000 else 40
    monkeypatch.setenv("RV_STUDIO_HOME", str(tmp_path / "homes"))
    script = Path(__file__).with_name("desktop_monkey.py")
    values = {"image": image, "labels": labels, "seed": 1, "windows": windows, "limit_s": 600}
    seen = run_desktop(tmp_path, plugins_folder, script, timeout_s=700, **values)
    assert seen["problems"] == []
    assert seen["windows"] == windows
