"""Where CHIP would cut."""

import numpy as np
import pyogrio
import shapely

from rv_engine.pipeline.config_file import load_pipeline_config
from tests.engine.engine_process import rv


def test_the_windows_are_those_of_the_chips_that_were_cut(finished_run, tmp_path):
    outcome = rv("chip-windows", finished_run.config, tmp_path / "windows.gpkg")
    counts = outcome.values
    assert counts["windows"] == str(tmp_path / "windows.gpkg")
    info, _, wkb, values = pyogrio.raw.read(tmp_path / "windows.gpkg")
    columns = dict(zip(info["fields"], values, strict=True))
    for use, split in (("training", "train"), ("validation", "valid")):
        chosen = columns["split"] == split
        places = zip(columns["scene"], columns["row"], columns["column"], chosen, strict=True)
        names = {f"{scene}-y{y}-x{x}" for scene, y, x, is_chosen in places if is_chosen}
        cut = {path.stem for path in (finished_run.root / "chip" / split / "img").iterdir()}
        assert cut
        assert cut <= names
        assert counts[use] == len(names) == chosen.sum()
    config = load_pipeline_config(finished_run.config)
    grid = config.dataset.train_scenes[0].open_image().crs_transformer
    assert pyogrio.read_info(tmp_path / "windows.gpkg")["crs"] == str(grid.crs)
    bounds = shapely.bounds(grid.map_to_pixel(shapely.from_wkb(wkb), grid.crs))
    np.testing.assert_allclose(bounds[:, 0], columns["column"], atol=1e-6)
    np.testing.assert_allclose(bounds[:, 3] - bounds[:, 1], 64, atol=1e-6)
