"""The whole way through the wizard, in a real QGIS, with a fake engine."""

import json
import time
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qtpy.QtCore import Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QTableWidget,
    QWizard,
)
from rv_studio.rv_qgis.places import HELP_FOLDER
from rv_studio.rv_qgis.wizard import WizardPart
from rv_studio.rv_qgis.wizard.draft import Draft

from tests.plugin.samples import write_image, write_polygons
from tests.plugin.test_wizard_config import CONFIG, differences
from tests.plugin.waiting import settle

LIMIT_S = 60


def until(condition, limit_s=LIMIT_S):
    deadline_s = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline_s
        settle(0.02)


@pytest.fixture
def layers(image, labels, qgis_new_project):
    project = QgsProject.instance()
    town = QgsRasterLayer(str(image), "town")
    polygons = QgsVectorLayer(str(labels), "labels")
    project.addMapLayers([town, polygons])
    return town, polygons


@pytest.fixture
def part(plugin, fake_engine, tmp_path, monkeypatch):
    part = plugin.part(WizardPart)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return part


@pytest.fixture
def wizard(part, layers):
    part.open()
    settle()
    return part.wizard


class Clicks:
    """Clicks with the mouse, and counts."""

    def __init__(self, wizard):
        self._wizard = wizard
        self.count = 0

    def __call__(self, button):
        button = self._wizard.button(button)
        until(lambda: button.isEnabled() and button.isVisible())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        settle()
        self.count += 1


def walk_to_the_end(wizard):
    clicks = Clicks(wizard)
    while wizard.nextId() >= 0:
        before = wizard.currentId()
        clicks(QWizard.WizardButton.NextButton)
        assert wizard.currentId() == before + 1
    return clicks


def test_nine_clicks_and_no_typing_lead_from_layers_to_a_training(
    part, wizard, layers, fake_engine, tmp_path
):
    clicks = walk_to_the_end(wizard)
    clicks(QWizard.WizardButton.FinishButton)

    # One more opened the wizard.
    assert clicks.count + 1 <= 9
    until(lambda: part.wizard is None)
    root = QgsProject.instance().layerTreeRoot()
    until(root.findGroups)
    (group,) = root.findGroups()
    titles = [node.name() for node in group.findLayers()]
    # Vectors on top, then maps, and the image below everything.
    assert set(titles) == {"labels", "Prediction as polygons", "Prediction", "town"}
    assert titles[-1] == "town"
    (run,) = [call for call in fake_engine.calls if call["argv"][2] == "run"]
    config = json.loads(Path(run["argv"][3]).read_text(encoding="utf-8"))
    assert config["image"] == layers[0].source()
    new = [call for call in fake_engine.calls if call["argv"][2] == "new"][-1]
    request = json.loads(Path(new["argv"][4]).read_text(encoding="utf-8"))
    assert request["draft"]["labels"]["class_field"] == "class"
    assert [one["values"] for one in request["draft"]["classes"]] == [["building"]]


def test_back_and_next_lose_nothing(wizard):
    walk_to_the_end(wizard)
    before = wizard.draft.to_dict()
    while wizard.currentId() > 0:
        wizard.back()
    walk_to_the_end(wizard)

    assert wizard.draft.to_dict() == before


def test_a_cancelled_wizard_leaves_no_folder_and_nothing_on_the_map(part, wizard, iface):
    walk_to_the_end(wizard)
    folder = Path(wizard.draft.run_folder)
    until((folder / "inputs" / "config.json").exists)
    items = len(iface.canvas.scene().items())

    wizard.reject()
    settle()

    assert part.wizard is None
    assert not folder.exists()
    assert len(iface.canvas.scene().items()) <= items


def test_the_split_is_on_the_map_while_its_page_is_in_front(part, wizard):
    marks = part._services.marks
    assert marks.names() == []
    wizard.next()
    assert marks.names() == ["split", "training"]
    wizard.next()
    assert marks.names() == []
    wizard.back()
    assert marks.names() == ["split", "training"]


def test_a_draft_that_was_saved_opens_with_all_choices(part, wizard, tmp_path):
    wizard.next()
    wizard.draft.areas.validate_on = "north"
    walk_to_the_end(wizard)
    wizard.draft.chips.size_px = 96
    wizard.save_file(tmp_path / "draft.json")
    saved = wizard.draft.to_dict()
    wizard.reject()
    settle()

    part.open()
    part.wizard.open_file(tmp_path / "draft.json")
    walk_to_the_end(part.wizard)

    assert part.wizard.draft.to_dict() == saved


def test_a_draft_that_is_opened_on_the_way_takes_the_place_of_all_choices(wizard, tmp_path):
    other = Draft.from_dict(wizard.draft.to_dict())
    other.task = "object_detection"
    other.areas.validate_on = "north"
    other.save(tmp_path / "draft.json")
    walk_to_the_end(wizard)
    wizard.open_file(tmp_path / "draft.json")

    assert wizard.currentId() == 0
    assert wizard.draft == other
    walk_to_the_end(wizard)
    assert (wizard.draft.task, wizard.draft.areas.validate_on) == ("object_detection", "north")


def test_a_file_that_is_neither_draft_nor_config_is_told_on_the_page(wizard, tmp_path):
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    own_text = wizard.pages[0].subTitle()
    wizard._try(lambda: wizard.open_file(tmp_path / "other.json"))
    assert "neither a draft nor the config" in wizard.pages[0].subTitle()
    wizard._show_message("")
    assert wizard.pages[0].subTitle() == own_text


def test_the_wizard_opens_once_and_goes_with_the_plugin(part, wizard):
    part.open()
    assert part.wizard is wizard

    part.remove()
    settle()

    assert part.wizard is None


def test_the_sample_data_fills_every_page_in(part, fake_engine, image, labels, monkeypatch):
    monkeypatch.setenv("RV_FAKE_IMAGE", str(image))
    monkeypatch.setenv("RV_FAKE_LABELS", str(labels))
    part.open()
    wizard = part.wizard
    wizard.pages[0].sample_button.click()
    until(lambda: wizard.draft.images)

    assert len(QgsProject.instance().mapLayers()) == 2
    clicks = walk_to_the_end(wizard)
    assert [(one.name, one.count) for one in wizard.draft.classes] == [("building", 16)]
    assert wizard.draft.preset == "quick"
    clicks(QWizard.WizardButton.FinishButton)
    until(lambda: any(call["argv"][2] == "run" for call in fake_engine.calls))
    until(QgsProject.instance().layerTreeRoot().findGroups)


def test_without_layers_the_wizard_says_what_is_missing(part):
    part.open()
    part.wizard.next()

    assert not part.wizard.button(QWizard.WizardButton.NextButton).isEnabled()
    assert "Add an image" in part.wizard.pages[1].problem()


@pytest.mark.real_engine
def test_the_wizard_trains_with_the_real_engine(plugin, real_engine, tmp_path, qgis_new_project):
    project = QgsProject.instance()
    town = QgsRasterLayer(str(write_image(tmp_path / "town.tif", size_px=256)), "town")
    polygons = write_polygons(tmp_path / "labels.gpkg", size_px=256)
    project.addMapLayers([town, QgsVectorLayer(str(polygons), "labels")])
    part = plugin.part(WizardPart)
    part.open()
    wizard = part.wizard
    wizard.draft.preset = "quick"
    wizard.draft.run_folder = str(tmp_path / "run")
    wizard.draft.options = {
        "backend": {"solver": {"num_epochs": 1, "pictures": False}, "model": {"pretrained": False}}
    }
    clicks = walk_to_the_end(wizard)
    clicks(QWizard.WizardButton.FinishButton)
    until(project.layerTreeRoot().findGroups, limit_s=400)

    (group,) = project.layerTreeRoot().findGroups()
    titles = [node.name() for node in group.findLayers()]
    assert {"labels", "town", "Prediction"} <= set(titles)
    assert len([title for title in titles if title.lower() == "labels"]) == 1
    assert (tmp_path / "run" / "bundle" / "model-bundle.zip").is_file()
    assert (tmp_path / "run" / "eval" / "eval.json").is_file() or list(
        (tmp_path / "run" / "eval").rglob("eval.json")
    )


@pytest.fixture
def config(image, labels, tmp_path):
    """The file of a config that somebody has written, with what the wizard cannot show."""
    text = json.dumps(CONFIG).replace("/a.tif", str(image)).replace("/l.gpkg", str(labels))
    text = text.replace('"trees"', '"buildings"').replace('"kind"', '"class"')
    path = tmp_path / "mine.json"
    path.write_text(text.replace("/runs/1", str(tmp_path / "run")), encoding="utf-8")
    return path


def asked_for(fake_engine):
    """The config in the last request to the engine."""
    *_, new = (call for call in fake_engine.calls if call["argv"][2] == "new")
    return json.loads(Path(new["argv"][4]).read_text(encoding="utf-8"))["config"]


@pytest.mark.parametrize("has_layers", [True, False])
def test_a_config_goes_through_all_pages_and_comes_out_as_it_was(
    has_layers, part, layers, fake_engine, config
):
    if not has_layers:
        QgsProject.instance().clear()
    part.open()
    part.wizard.open_file(config)
    walk_to_the_end(part.wizard)
    until(lambda: not part.wizard.pages[-1].problem())

    assert asked_for(fake_engine) == json.loads(config.read_text(encoding="utf-8"))


def test_a_config_that_becomes_another_one_leaves_the_run_of_the_first_alone(
    part, layers, config, tmp_path
):
    run = tmp_path / "run"
    run.mkdir()
    (run / "run.json").write_text("{}", encoding="utf-8")
    part.open()
    part.wizard.open_file(config)
    part.wizard.draft.images[0].bands = [1]
    walk_to_the_end(part.wizard)
    until(lambda: not part.wizard.pages[-1].problem())

    assert part.wizard.draft.run_folder != str(run)
    part.wizard.reject()
    settle()
    assert [path.name for path in run.iterdir()] == ["run.json"]


def test_a_colour_that_is_changed_in_the_wizard_is_all_that_changes(
    part, layers, fake_engine, config
):
    part.open()
    wizard = part.wizard
    wizard.open_file(config)
    while wizard.pages[wizard.currentId()].name != "labels":
        wizard.next()
    until(lambda: not wizard.pages[wizard.currentId()].problem())
    wizard.pages[wizard.currentId()].table.classes[1].colour = "#123456"
    walk_to_the_end(wizard)
    until(lambda: not wizard.pages[-1].problem())

    before = json.loads(config.read_text(encoding="utf-8"))
    places = differences(before, asked_for(fake_engine))
    assert places == ["dataset.class_config.colors.1"]


def test_no_two_things_on_a_page_have_the_same_key(wizard):
    numbers = [
        QWizard.WizardButton.BackButton,
        QWizard.WizardButton.NextButton,
        QWizard.WizardButton.HelpButton,
        QWizard.WizardButton.CustomButton1,
    ]
    own = [wizard.button(number).text() for number in numbers]
    for page in wizard.pages[:4]:
        texts = [button.text() for button in page.findChildren(QAbstractButton)]
        texts += [label.text() for label in page.findChildren(QLabel) if label.buddy() is not None]
        keys = [text[text.index("&") + 1].lower() for text in (*own, *texts) if "&" in text[:-1]]
        assert sorted(keys) == sorted(set(keys)), (page.name, sorted(keys))


def test_the_help_has_a_place_for_every_page(wizard, monkeypatch):
    opened = []
    monkeypatch.setattr(wizard.services, "open_help", opened.append)
    QTest.mouseClick(wizard.button(QWizard.WizardButton.HelpButton), Qt.MouseButton.LeftButton)
    assert opened == ["task"]

    text = (HELP_FOLDER / "wizard.html").read_text(encoding="utf-8")
    assert [page.name for page in wizard.pages if f'<h2 id="{page.name}">' not in text] == []


def test_every_field_can_be_reached_by_keyboard_and_has_a_name(wizard):
    kinds = (QComboBox, QLineEdit, QSpinBox, QTableWidget, QListWidget)
    for page in wizard.pages:
        buddies = {label.buddy() for label in page.findChildren(QLabel)}
        for kind in kinds:
            for field in page.findChildren(kind):
                if isinstance(field.parent(), (QComboBox, QSpinBox)) or not field.objectName().find(
                    "qt_"
                ):
                    continue  # a part of another widget
                assert field.focusPolicy() & Qt.FocusPolicy.TabFocus, (page.name, field)
                named = field in buddies or field.accessibleName() or field.toolTip()
                assert named, (page.name, field)
