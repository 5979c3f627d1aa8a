"""The whole way with real clicks, a real QGIS and the real engine: sample data to a map elsewhere."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.plugin.programs import profile_folder, program, run_desktop

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.real_engine,
    pytest.mark.once,
    pytest.mark.skipif(
        None in (shutil.which("xvfb-run"), shutil.which("xdotool"), program("qgis")),
        reason="needs QGIS's desktop program, xvfb-run and xdotool",
    ),
]
SIZE_PX = 384


def test_from_the_sample_data_to_a_map_elsewhere(
    tmp_path, plugins_folder, real_engine, monkeypatch
):
    # A smaller town than the wizard would make, in the place where it finds that again.
    folder = profile_folder(tmp_path) / "rv_studio" / "sample-data"
    write = "import sys; from rv_engine.sample_data import write_sample_data as w;"
    write += f"w(sys.argv[1], size_px=({SIZE_PX}, {SIZE_PX}))"
    root = Path(__file__).resolve().parents[2]
    subprocess.run([str(real_engine), "-c", write, str(folder)], cwd=root, check=True)
    monkeypatch.setenv("RV_STUDIO_HOME", str(tmp_path / "homes"))
    seen = run_desktop(
        tmp_path,
        plugins_folder,
        Path(__file__).with_name("desktop_whole_way.py"),
        timeout_s=580,
        task="semantic_segmentation",
        typed={"training": {"backend.solver.num_epochs": "1"}},
        is_patient=False,
    )
    assert seen["problems"] == []
    # One more than with layers of one's own: "Try It with Sample Data".
    assert seen["clicks to train"] <= 9
    assert seen["epochs"] == 1
    assert {"Sample buildings", "Prediction", "Prediction as polygons"} <= set(seen["layers"])
    assert seen["layers"][-1] == "Sample town"
    assert seen["group is open"]
    assert set(seen["scores"]) == {"building", "background", "average"}
    assert seen["clicks to predict"] == 1
    assert seen["predicted"] == ["QgsRasterLayer"]
