import pytest
from rv_studio.rv_qgis.engine import whole_files_only, whole_run_only


class StopError(Exception):
    pass


def test_unfinished_forms_of_a_file_go_and_other_files_stay(tmp_path):
    for name in ("out.tif.partial", "out.tif.partial.aux.xml", "out.tif", "other.tif.partial"):
        (tmp_path / name).write_text("")
    with pytest.raises(StopError), whole_files_only([tmp_path / "out.tif"]):
        raise StopError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.tif.partial", "out.tif"]


def test_a_run_that_ends_well_keeps_everything(tmp_path):
    with whole_run_only(tmp_path / "run"):
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "chip.partial").mkdir()
    assert (tmp_path / "run" / "chip.partial").is_dir()


def test_a_run_that_stops_keeps_what_is_finished_and_its_checkpoint(tmp_path):
    root = tmp_path / "run"
    with pytest.raises(StopError), whole_run_only(root):
        (root / "chip").mkdir(parents=True)
        (root / "chip" / "a.npy").write_text("")
        (root / "train").mkdir()
        (root / "train" / "checkpoint.pt").write_text("")
        (root / "train" / "checkpoint.pt.partial").write_text("")
        (root / "predict.partial" / "validation").mkdir(parents=True)
        raise StopError
    left = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    assert left == ["chip/a.npy", "train/checkpoint.pt"]
    assert not (root / "predict.partial").exists()


def test_a_new_folder_in_which_nothing_was_finished_goes(tmp_path):
    root = tmp_path / "run"
    with pytest.raises(StopError), whole_run_only(root):
        (root / "inputs").mkdir(parents=True)
        (root / "train.partial").mkdir()
        raise StopError
    assert not root.exists()


def test_files_of_others_in_the_folder_are_left_alone(tmp_path):
    (tmp_path / "download.partial").write_text("somebody else's")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg.partial").write_text("somebody else's")
    with pytest.raises(StopError), whole_run_only(tmp_path):
        (tmp_path / "train.partial").mkdir()
        raise StopError
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert left == ["download.partial", "photos", "photos/a.jpg.partial"]
