import pytest

from rv_engine.errors import OutputError
from rv_engine.storage import check_replaces_none
from tests.engine.engine_process import rv


def test_a_file_is_known_by_any_of_its_names(tmp_path):
    path = tmp_path / "labels.gpkg"
    path.write_text("mine")
    (tmp_path / "link.gpkg").symlink_to(path)
    (tmp_path / "folder").mkdir()
    for name in ("labels.gpkg", "link.gpkg", "folder/../labels.gpkg"):
        with pytest.raises(OutputError, match="it would be replaced"):
            check_replaces_none(tmp_path / name, ["s3://bucket/image.tif", path.as_uri()])
    check_replaces_none(tmp_path / "new.gpkg", [str(path)])


def test_a_new_config_does_not_replace_the_labels(tmp_path):
    labels = tmp_path / "labels.geojson"
    labels.write_text("mine")
    outcome = rv(
        "new", "semantic-segmentation", "--image", tmp_path / "image.tif", "--labels", labels,
        "--root", tmp_path / "run", "--out", labels,
    )  # fmt: skip
    assert outcome.code == 1
    assert "it would be replaced" in outcome.failure.message
    assert labels.read_text() == "mine"
