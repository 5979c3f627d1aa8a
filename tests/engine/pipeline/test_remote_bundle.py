from __future__ import annotations

import shutil

from rv_engine.storage import upload
from tests.engine.engine_process import rv


def test_an_image_of_the_web_is_mapped_with_a_bundle_of_an_object_store(
    finished_run, web, bucket, tmp_path
):
    shutil.copyfile(finished_run.next_town, web.folder / "town.tif")
    upload(finished_run.bundle, f"{bucket}/model-bundle.zip")
    here, there = tmp_path / "here.tif", tmp_path / "there.tif"
    assert rv("predict-bundle", finished_run.bundle, finished_run.next_town, here).code == 0
    outcome = rv("predict-bundle", f"{bucket}/model-bundle.zip", f"{web.url}/town.tif", there)
    assert outcome.code == 0, (outcome.last, outcome.stderr)
    assert there.read_bytes() == here.read_bytes()


def test_a_map_that_breaks_off_with_its_connection_leaves_no_file(finished_run, web, tmp_path):
    shutil.copyfile(finished_run.next_town, web.folder / "town.tif")
    web.behave(broken_from=40_000)
    out = tmp_path / "out" / "map.tif"
    outcome = rv("predict-bundle", finished_run.bundle, f"{web.url}/town.tif", out)
    assert outcome.code == 1, (outcome.last, outcome.stderr)
    assert "town.tif" in outcome.failure.message and outcome.failure.hint
    assert not out.exists() and not list(tmp_path.rglob("*.tif*"))
