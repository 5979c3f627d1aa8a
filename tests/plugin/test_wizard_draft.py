import json

import pytest
from rv_studio.rv_engine.errors import ConfigError
from rv_studio.rv_qgis.wizard.draft import (
    DETECTION,
    AreaChoice,
    ChipChoice,
    Draft,
    DraftClass,
    ImageChoice,
    LabelChoice,
)


def full_draft():
    return Draft(
        task=DETECTION,
        images=[ImageChoice("/a.tif", "a", [3, 1], "train"), ImageChoice("/b.tif", role="split")],
        labels=LabelChoice("vector", "/l.gpkg", "trees", "kind"),
        classes=[
            DraftClass("oak", "#00ff00", ["oak", "old oak"], count=3),
            DraftClass("rest", "#000000", is_null=True),
        ],
        areas=AreaChoice(path="/area.gpkg", validate_on="north", validation_fraction=0.3),
        chips=ChipChoice(256, 128, 0.5),
        preset="quick",
        device="cpu",
        options={"backend": {"solver": {"lr": 0.001}}},
        run_folder="/runs/1",
    )


def test_a_draft_is_the_same_after_it_was_saved_and_opened(tmp_path):
    full_draft().save(tmp_path / "d.json")

    assert Draft.load(tmp_path / "d.json") == full_draft()


def test_a_draft_of_an_older_plugin_opens_with_defaults_for_what_it_does_not_say(tmp_path):
    content = {"kind": "rv-studio-draft", "version": 1, "draft": {"images": [{"path": "/a.tif"}]}}
    (tmp_path / "d.json").write_text(json.dumps(content))

    draft = Draft.load(tmp_path / "d.json")

    assert draft == Draft(images=[ImageChoice("/a.tif")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no json", "is no JSON file"),
        ("[1]", "holds no JSON object"),
        ('{"type_hint": "semantic_segmentation"}', "is no draft of the wizard"),
        ('{"kind": "rv-studio-draft", "version": 99}', "written by a newer RV Studio"),
        ('{"kind": "rv-studio-draft", "version": 1, "draft": {"task": "x"}}', "is none of"),
        ('{"kind": "rv-studio-draft", "version": 1, "draft": {"images": 3}}', "is damaged"),
    ],
)
def test_what_is_no_draft_is_told_in_words(tmp_path, text, message):
    (tmp_path / "d.json").write_text(text)

    with pytest.raises(ConfigError, match=message):
        Draft.load(tmp_path / "d.json")


def test_pages_that_hold_a_draft_see_the_one_that_was_opened():
    draft, opened = Draft(), full_draft()

    draft.take_over(opened)
    opened.images[0].name = "changed later"

    assert draft == full_draft()
