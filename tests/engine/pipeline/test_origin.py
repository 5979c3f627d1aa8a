import json

import pytest

from rv_engine.pipeline.origin import Origin, read_origin, write_origin


def origin(**changes):
    parts = {
        "config": {"chip_options": {"sampling": {"size": 64, "stride": 32}}, "classes": ["a", "b"]},
        "files": {"/data/labels.gpkg": "12 34"},
        "contents": {"/run/stats.json": "abc"},
        "upstream": {"chip": "123"},
        "plugins": {"/home/me/easy.py": "456"},
    }
    return Origin({**parts, **changes})


CHANGES = {
    "chip_options.sampling.size has changed from 64 to 100": {
        "config": {"chip_options": {"sampling": {"size": 100, "stride": 32}}, "classes": ["a", "b"]}
    },
    "chip_options.sampling has changed": {
        "config": {"chip_options": {"sampling": {"size": 1, "stride": 2}}, "classes": ["a", "b"]}
    },
    'classes.1 has changed from "b" to "c"': {
        "config": {"chip_options": {"sampling": {"size": 64, "stride": 32}}, "classes": ["a", "c"]}
    },
    "labels.gpkg has changed": {"files": {"/data/labels.gpkg": "12 35"}},
    "labels.gpkg is not there any more": {"files": {"/data/labels.gpkg": None}},
    "stats.json has changed": {"contents": {"/run/stats.json": "abd"}},
    "CHIP has run since": {"upstream": {"chip": "124"}},
    "the plugin easy.py has changed": {"plugins": {"/home/me/easy.py": "457"}},
}


@pytest.mark.parametrize("reason", CHANGES)
def test_what_has_changed_is_told_in_words(reason):
    assert origin(**CHANGES[reason]).changes_since(origin()) == [reason]


def test_another_file_is_told_by_both_names():
    changed = origin(files={"s3://maps/new.gpkg": "1"})
    assert changed.changes_since(origin()) == [
        "labels.gpkg is not used any more", "new.gpkg is new",
    ]  # fmt: skip


def test_the_same_has_no_changes():
    assert origin().changes_since(origin()) == []
    assert origin().fingerprint == origin().fingerprint


def test_many_changes_are_not_all_told():
    changed = origin(files={f"{number}.tif": "1" for number in range(20)})
    reasons = changed.changes_since(origin())
    assert len(reasons) == 6
    assert reasons[-1] == "and 16 more changes"


def test_what_is_written_is_read_again(tmp_path):
    odd = origin(files={"/data/\udcff.tif": "1"})
    write_origin(tmp_path, odd)
    assert read_origin(tmp_path) == odd
    assert read_origin(tmp_path).fingerprint == odd.fingerprint


@pytest.mark.parametrize("text", ["abc123\n", "{", "[]", '{"parts": 3}', '{"parts": {"a": 1}}'])
def test_what_older_versions_wrote_is_ours_but_out_of_date(tmp_path, text):
    (tmp_path / ".fingerprint").write_text(text)
    found = read_origin(tmp_path)
    assert found.fingerprint
    assert origin().changes_since(found) == ["it was made by an older version of RV Studio"]


def test_a_folder_without_a_note_was_made_by_no_command(tmp_path):
    assert read_origin(tmp_path).fingerprint == ""
    assert read_origin(tmp_path / "missing").fingerprint == ""
    assert json.loads(origin().to_text())["version"] == 2
