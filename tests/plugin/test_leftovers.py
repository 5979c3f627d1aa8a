import os

import pytest
from rv_studio.rv_qgis.engine import whole_files_only, whole_run_only


class StopError(Exception):
    pass


def stopped_after_writing(root, *names):
    def write_and_stop():
        with whole_run_only(root):
            for name in names:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text("")
            raise StopError

    with pytest.raises(StopError):
        write_and_stop()


def test_unfinished_forms_of_a_file_go_and_other_files_stay(tmp_path):
    for name in ("out.tif.partial", "out.tif.partial.aux.xml", "out.tif", "other.tif.partial"):
        (tmp_path / name).write_text("")
    with pytest.raises(StopError), whole_files_only([tmp_path / "out.tif"]):
        raise StopError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.tif.partial", "out.tif"]


@pytest.mark.skipif(os.name == "nt", reason="locks with fcntl")
def test_what_another_engine_is_making_stays(tmp_path):
    import fcntl

    lock = tmp_path / "out.tif.partial.pieces" / ".lock"
    lock.parent.mkdir()
    (tmp_path / "out.gpkg.partial").write_text("")
    targets = [tmp_path / "out.tif", tmp_path / "out.gpkg"]
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(StopError), whole_files_only(targets):
            raise StopError
        assert len(list(tmp_path.iterdir())) == 2
    # That engine has ended.
    with pytest.raises(StopError), whole_files_only(targets):
        raise StopError
    assert not list(tmp_path.iterdir())


def test_a_run_that_ends_well_keeps_everything(tmp_path):
    with whole_run_only(tmp_path / "run"):
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "chip.partial").mkdir()
    assert (tmp_path / "run" / "chip.partial").is_dir()


def test_a_run_that_stops_keeps_what_is_finished_and_its_checkpoint(tmp_path):
    root = tmp_path / "run"
    files = ("chip/a.npy", "train/checkpoint.pt", "train/checkpoint.pt.partial")
    stopped_after_writing(root, *files, "predict.partial/validation/labels.tif")
    left = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    assert left == ["chip/a.npy", "train/checkpoint.pt"]
    assert not (root / "predict.partial").exists()


def test_a_run_that_stops_in_its_first_epoch_keeps_its_checkpoint(tmp_path):
    root = tmp_path / "run"
    stopped_after_writing(root, "train.resumable/checkpoint.pt", "train.partial/log.csv")
    assert [path.name for path in root.iterdir()] == ["train.resumable"]


def test_a_new_folder_in_which_nothing_was_finished_goes(tmp_path):
    root = tmp_path / "run"
    stopped_after_writing(root, "inputs/labels.gpkg", "train.partial/checkpoint.pt")
    assert not root.exists()


def test_files_of_others_in_the_folder_are_left_alone(tmp_path):
    (tmp_path / "download.partial").write_text("somebody else's")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg.partial").write_text("somebody else's")
    stopped_after_writing(tmp_path, "train.partial/checkpoint.pt")
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert left == ["download.partial", "photos", "photos/a.jpg.partial"]
