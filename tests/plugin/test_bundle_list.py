import pytest
from rv_studio.rv_qgis.library import BundleList, BundleRegistry
from rv_studio.rv_qgis.library.bundle_entry import FILE, FOLDER, RUN, URL

from tests.plugin.library_bundles import write_bundle
from tests.plugin.waiting import until


@pytest.fixture
def run_folder(tmp_path):
    folder = tmp_path / "runs" / "roofs"
    write_bundle(folder / "bundle" / "model-bundle.zip", created="2026-01-01T00:00:00+00:00")
    return folder


@pytest.fixture
def library(qgis_app, tmp_path, run_folder):
    lists = []

    def make():
        made = BundleList(BundleRegistry(tmp_path / "home" / "models.json"), lambda: [run_folder])
        lists.append(made)
        return renewed(made)

    yield make
    for made in lists:
        made.close()


def renewed(bundles):
    done = []
    bundles.renewed.connect(lambda: done.append(1))
    bundles.refresh()
    until(lambda: done)
    return bundles


def names(bundles):
    return [entry.name for entry in bundles.bundles]


def test_bundles_of_runs_are_listed_by_the_name_of_the_run_and_may_be_used(library, run_folder):
    (entry,) = library().bundles
    assert (entry.name, entry.origin, entry.source) == ("roofs", RUN, str(run_folder))
    assert entry.is_usable


def test_an_added_file_is_listed_but_not_used_before_it_is_accepted(library, tmp_path):
    bundles = library()
    path = write_bundle(tmp_path / "lakes.zip", created="2026-05-01T00:00:00+00:00")
    bundles.add(path)
    until(lambda: names(bundles) == ["lakes", "roofs"])
    assert bundles.entry(path).origin == FILE
    assert [entry.name for entry in bundles.usable] == ["roofs"]
    bundles.accept(path)
    assert [entry.name for entry in bundles.usable] == ["lakes", "roofs"]
    assert bundles.current.name == "lakes"


def test_another_file_in_its_place_has_to_be_accepted_again(library, tmp_path):
    bundles = library()
    path = write_bundle(tmp_path / "lakes.zip")
    bundles.add(path, is_accepted=True)
    until(lambda: bundles.entry(path))
    assert bundles.entry(path).is_usable
    write_bundle(path, licence="another")
    renewed(bundles)
    assert bundles.entry(path).info.licence == "another"
    assert not bundles.entry(path).is_usable


def test_a_bundle_with_program_code_is_never_usable(library, tmp_path):
    bundles = library()
    path = write_bundle(tmp_path / "bad.zip", others=[("model/model.py", b"")])
    bundles.add(path, is_accepted=True)
    until(lambda: bundles.entry(path))
    assert not bundles.entry(path).is_usable


def test_what_the_user_did_is_still_so_after_a_restart(library, tmp_path, run_folder):
    bundles = library()
    path = write_bundle(tmp_path / "lakes.zip")
    bundles.add(path, source="https://example.org/lakes.zip", is_accepted=True)
    until(lambda: bundles.entry(path))
    bundles.rename(path, "Lakes of the north")
    bundles.set_current(path)
    bundles.remove(run_folder / "bundle" / "model-bundle.zip")
    assert names(bundles) == ["Lakes of the north"]
    again = library()
    assert names(again) == ["Lakes of the north"]
    assert (again.current.path, again.current.origin) == (path, URL)
    assert (run_folder / "bundle" / "model-bundle.zip").is_file()


def test_a_removed_bundle_comes_back_when_it_is_added(library, run_folder):
    bundles = library()
    path = run_folder / "bundle" / "model-bundle.zip"
    bundles.remove(path)
    renewed(bundles)
    assert names(bundles) == []
    bundles.add(path)
    until(lambda: names(bundles) == ["roofs"])
    assert bundles.entry(path).origin == RUN


def test_bundles_that_come_into_a_watched_folder_are_found(library, tmp_path):
    bundles = library()
    folder = tmp_path / "shared drive"
    folder.mkdir()
    (folder / "photos.zip").write_bytes(b"no bundle")
    bundles.watch(folder)
    write_bundle(folder / "team.zip")
    until(lambda: "team" in names(bundles))
    assert bundles.entry(folder / "team.zip").origin == FOLDER
    assert "photos" not in names(bundles)
    bundles.unwatch(folder)
    until(lambda: "team" not in names(bundles))


def test_a_file_that_is_gone_or_damaged_stays_in_the_list_with_the_reason(library, tmp_path):
    bundles = library()
    path = write_bundle(tmp_path / "lakes.zip")
    bundles.add(path)
    until(lambda: bundles.entry(path))
    path.write_bytes(b"damaged")
    renewed(bundles)
    assert "damaged" in bundles.entry(path).problem
    path.unlink()
    renewed(bundles)
    assert "does not exist" in bundles.entry(path).problem


def test_a_name_that_is_given_while_the_list_is_read_is_kept(library, run_folder):
    bundles = library()
    bundles.refresh()
    bundles.rename(run_folder / "bundle" / "model-bundle.zip", "Roofs of 2026")
    renewed(bundles)
    assert names(bundles) == ["Roofs of 2026"]


def test_a_damaged_registry_is_an_empty_one(tmp_path):
    path = tmp_path / "models.json"
    path.write_text('{"added": 5}', encoding="utf-8")
    assert BundleRegistry(path).read().added == {}
