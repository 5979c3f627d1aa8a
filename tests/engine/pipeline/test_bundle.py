import io
import json
import pickle
import zipfile

import pytest

from rv_engine.errors import BundleError
from rv_engine.pipeline import bundle as bundle_module
from rv_engine.pipeline.bundle import open_bundle


@pytest.fixture
def remade(finished_run, tmp_path):
    """The bundle of the finished run with other entries; None leaves one out."""

    def remake(changes=None, added=()):
        path = tmp_path / "changed.zip"
        with zipfile.ZipFile(finished_run.bundle) as old, zipfile.ZipFile(path, "w") as new:
            for entry in old.infolist():
                content = (changes or {}).get(entry.filename, old.read(entry))
                if content is not None:
                    new.writestr(entry.filename, content)
            for name, content in added:
                new.writestr(name, content)
        return path

    return remake


@pytest.fixture
def manifest(finished_run):
    with zipfile.ZipFile(finished_run.bundle) as zip_file:
        return json.loads(zip_file.read("bundle.json"))


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "inner" / "target"
    folder.mkdir(parents=True)
    return folder


def test_a_bundle_holds_what_a_stranger_needs_and_no_code(finished_run, manifest):
    with zipfile.ZipFile(finished_run.bundle) as zip_file:
        assert sorted(zip_file.namelist()) == [
            "bundle.json", "eval.json", "model/model.json", "model/model.safetensors", "stats.json",
        ]  # fmt: skip
        evaluation = json.loads(zip_file.read("eval.json"))
    assert manifest["class_config"]["names"] == ["building", "background"]
    assert manifest["num_channels"] == 4
    assert manifest["dtype"] == "uint16"
    assert manifest["pixel_size"] == [0.5, 0.5]
    assert "UTM" in manifest["crs"]
    assert manifest["metrics"] == evaluation["overall"]
    assert manifest["scenes"] == ["training"]


def test_a_bundle_names_no_place_on_the_machine_that_made_it(finished_run):
    with zipfile.ZipFile(finished_run.bundle) as zip_file:
        texts = [zip_file.read(n).decode() for n in zip_file.namelist() if n.endswith(".json")]
    assert not [text for text in texts if str(finished_run.root.parent) in text]


def test_an_unchanged_copy_opens(remade, target):
    manifest = open_bundle(remade(), target)
    assert manifest.task == "semantic_segmentation"
    assert (target / "model" / "model.safetensors").is_file()


UNSAFE = {
    "path upwards": "../evil.json",
    "path upwards further in": "model/../../evil.json",
    "absolute path": "/tmp/evil.json",
    "path of Windows": "..\\evil.json",
    "drive of Windows": "C:evil.json",
    "pickle": "model/weights.pkl",
    "torch file": "model/weights.pt",
    "Python": "model/model.py",
    "hidden Python": "model/.py",
    "name without ending": "model/run",
}


@pytest.mark.parametrize("what", UNSAFE)
def test_nothing_is_unpacked_of_a_bundle_with_a(remade, target, what):
    path = remade(added=[(UNSAFE[what], pickle.dumps({}))])
    with pytest.raises(BundleError, match="which no bundle has") as caught:
        open_bundle(path, target)
    assert repr(UNSAFE[what]) in caught.value.message
    assert "where it comes from" in caught.value.hint
    assert not list(target.iterdir())
    assert sorted(p.name for p in target.parent.parent.iterdir()) == ["changed.zip", "inner"]


def test_a_bundle_with_too_many_files_is_refused(remade, target):
    path = remade(added=[(f"{number}.txt", b"") for number in range(1000)])
    with pytest.raises(BundleError, match="larger than any real one"):
        open_bundle(path, target)
    assert not list(target.iterdir())


def test_a_bundle_that_would_fill_the_disk_is_refused(remade, target, monkeypatch):
    monkeypatch.setattr(bundle_module, "_MAX_BYTES", 10 * 2**20)
    path = remade(added=[("big.txt", bytes(11 * 2**20))])
    with pytest.raises(BundleError, match="larger than any real one"):
        open_bundle(path, target)
    assert not list(target.iterdir())


def test_no_more_is_unpacked_than_the_table_of_contents_says(remade, target):
    path = remade()
    content = path.read_bytes()
    with zipfile.ZipFile(path) as zip_file:
        size = zip_file.getinfo("stats.json").file_size
    # The size in the central directory, after its fixed part: see section 4.3.12 of APPNOTE.TXT.
    place = content.rindex(b"stats.json") - 46 + 24
    assert int.from_bytes(content[place : place + 4], "little") == size
    path.write_bytes(content[:place] + (5).to_bytes(4, "little") + content[place + 4 :])
    with pytest.raises(BundleError, match="damaged"):
        open_bundle(path, target)
    assert all(p.stat().st_size <= size for p in target.glob("stats.json"))


def _with_noise(content):
    middle = len(content) // 2
    return content[:middle] + bytes(64) + content[middle + 64 :]


DAMAGED = {
    "cut off": lambda content: content[: len(content) // 2],
    "without a beginning": lambda content: content[1000:],
    "empty": lambda content: b"",
    "a page of HTML": lambda content: b"<html>404</html>",
    "changed in the middle": _with_noise,
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_bundle_is_refused_when_it_is(finished_run, tmp_path, target, what):
    path = tmp_path / "changed.zip"
    path.write_bytes(DAMAGED[what](finished_run.bundle.read_bytes()))
    with pytest.raises(BundleError, match="damaged") as caught:
        open_bundle(path, target)
    assert "Copy or download it again" in caught.value.hint
    assert str(path) in caught.value.message


def test_compressed_nonsense_is_refused(tmp_path, target):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zip_file:
        zip_file.writestr("bundle.json", b'{"a": 1}' * 1000)
    raw = bytearray(content.getvalue())
    raw[45:60] = b"\xff" * 15
    path = tmp_path / "nonsense.zip"
    path.write_bytes(raw)
    with pytest.raises(BundleError, match="damaged"):
        open_bundle(path, target)


def test_a_folder_and_a_missing_file_are_no_bundle(tmp_path, target):
    with pytest.raises(BundleError, match="does not exist"):
        open_bundle(tmp_path / "no.zip", target)
    with pytest.raises(BundleError, match="Is a directory"):
        open_bundle(tmp_path, target)


def test_two_entries_in_the_way_of_each_other_are_refused(remade, target):
    path = remade(added=[("a.json", b"{}"), ("a.json/b.json", b"{}")])
    with pytest.raises(BundleError, match="damaged"):
        open_bundle(path, target)


@pytest.mark.parametrize("text", [None, "", "hello", "[]", "{}", "[" * 100_000, '"text"'])
def test_a_zip_without_a_valid_manifest_is_no_bundle(remade, target, text):
    with pytest.raises(BundleError) as caught:
        open_bundle(remade({"bundle.json": text}), target)
    assert "bundle" in caught.value.message


@pytest.mark.parametrize("version", [2, 99, "1", None])
def test_a_bundle_of_another_version_asks_for_an_update(remade, target, manifest, version):
    changed = json.dumps({**manifest, "bundle_version": version})
    with pytest.raises(BundleError, match="has bundle version") as caught:
        open_bundle(remade({"bundle.json": changed}), target)
    assert "Update" in caught.value.hint


def test_a_misspelt_field_is_damage_that_is_named(remade, target, manifest):
    changed = json.dumps({**manifest, "num_chanels": 4})
    with pytest.raises(BundleError, match="num_chanels"):
        open_bundle(remade({"bundle.json": changed}), target)


def test_whatever_a_bundle_says_only_its_own_statistics_are_read(remade, target, manifest):
    manifest["raster_source"]["transformers"][0]["stats_uri"] = "/etc/passwd"
    opened = open_bundle(remade({"bundle.json": json.dumps(manifest)}), target)
    assert opened.raster_source.transformers[0].stats_uri == str(target / "stats.json")


def test_a_bundle_without_its_statistics_is_damaged(remade, target):
    with pytest.raises(BundleError, match=r"damaged: it has no stats\.json"):
        open_bundle(remade({"stats.json": None}), target)
