"""The pages of the wizard from the chips to the start, with a test in the place of the engine."""

import importlib.util
import json
from pathlib import Path

import pytest
from qtpy.QtGui import QColor, QPixmap
from qtpy.QtWidgets import QApplication, QWizard
from rv_studio.rv_engine.errors import ConfigError, RvError
from rv_studio.rv_engine.messages import Progress
from rv_studio.rv_qgis.forms.editors.number_box import NumberBox
from rv_studio.rv_qgis.forms.field_row import FieldRow
from rv_studio.rv_qgis.wizard.amounts import bytes_text, duration_text, length_text
from rv_studio.rv_qgis.wizard.check_page import CheckPage
from rv_studio.rv_qgis.wizard.chips_page import ChipsPage
from rv_studio.rv_qgis.wizard.draft import ChipChoice, Draft
from rv_studio.rv_qgis.wizard.training_page import TrainingPage

spec = importlib.util.spec_from_file_location(
    "fake_services", Path(__file__).with_name("fake_services.py")
)
fake_services = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fake_services)

CONFIG = {
    "type_hint": "semantic_segmentation",
    "root_uri": "/runs/a",
    "dataset": {"class_config": {"names": ["buildings"]}},
    "backend": {
        "type_hint": "pytorch_semantic_segmentation_backend",
        "model": {"type_hint": "semantic_segmentation_model", "backbone": "resnet18"},
        "solver": {"type_hint": "solver", "lr": 0.001, "num_epochs": 20},
    },
}
SPLITS = {
    "train": {"windows": 100, "examined": 32, "chips": 81, "class_counts": {}},
    "valid": {"windows": 10, "examined": 10, "chips": 10, "class_counts": {}},
}
RING = [[0, 0], [1, 0], [1, 1], [0, 0]]
PREVIEW = {
    "chip_size_px": 256,
    "disk_bytes": 24_112_541,
    "splits": SPLITS,
    "windows": {"crs": "EPSG:32633", "rings": {"train": [RING, RING], "valid": [RING]}},
}
TRAINING = {
    "device": "cpu",
    "batch_sz": 8,
    "steps_per_epoch": 11,
    "epochs": 20,
    "epoch_s": 30.0,
    "training_s": 500.0,
    "memory_mb": 1400.0,
    "run": {
        "chip_s": 10.0,
        "train_s": 500.0,
        "predict_s": 80.0,
        "eval_s": 5.0,
        "run_s": 600.0,
        "disk_bytes": 300_000_000,
    },
}


@pytest.fixture
def services(application, schema, tmp_path):
    return fake_services.FakeServices(schema, tmp_path, CONFIG)


@pytest.fixture
def pictures(tmp_path):
    files = {}
    for name, colour in (("chips", "#0072b2"), ("augmented", "#d55e00")):
        picture = QPixmap(60, 40)
        picture.fill(QColor(colour))
        files[name] = str(tmp_path / f"{name}.png")
        assert picture.save(files[name])
    return files


def preview_with(pictures):
    return {**PREVIEW, "pictures": pictures}


def test_chips_are_shown_without_a_click(services, shown, pictures):
    page = shown(ChipsPage(Draft(), services))
    services.answer_config()
    assert services.waiting("preview").what[1:] == [
        str(services._folder / "config.json"),
        "--out",
        str(services._folder / "preview"),
        "--windows",
    ]
    services.waiting("preview").on_message(Progress(1, 4, "windows", "Cutting chips", None, 0.25))
    assert (page._progress.value(), page._progress_text.text()) == (25, "Cutting chips")
    services.answer("preview", preview_with(pictures))

    assert page._examples.has_picture and page._augmented.has_picture
    assert page._numbers.text() == (
        "81 chips for training, 10 for validation.\nThey take 24 MB on the disk."
    )
    assert page._facts.text() == (
        "Most of your labels are 12 to 61 pixels long.\nA chip shows 128 m by 128 m on the ground."
    )
    assert page._size.text() == "256 px, as proposed"
    assert page._resolution.text() == "0.5 m, as it is"
    assert not page._progress.isVisibleTo(page)
    assert page.draft.chips == ChipChoice()


def test_windows_are_on_the_map_only_while_the_page_is_in_front(services, shown, pictures):
    page = shown(ChipsPage(Draft(), services))
    services.answer_config()
    services.answer("preview", preview_with(pictures))
    blue, orange = services.marks.shown["chips-training"], services.marks.shown["chips-validation"]
    assert (blue[:2], orange[:2]) == ((2, "EPSG:32633"), (1, "EPSG:32633"))
    page._on_map.setChecked(False)
    assert services.marks.shown == {}
    page._on_map.setChecked(True)
    page.leave()
    assert services.marks.shown == {}
    page.load()
    assert set(services.marks.shown) == {"chips-training", "chips-validation"}
    assert services.jobs == []  # nothing is asked twice


def test_another_size_is_looked_at_and_the_last_question_wins(services, shown, pictures):
    page = shown(ChipsPage(Draft(), services))
    first = services.waiting("write_config")
    page._size.setValue(128)
    page._look()
    assert first.is_cancelled
    assert services.drafts[-1]["chips"]["size_px"] == 128
    page._size.setValue(192)
    page._look()
    assert services.drafts[-1]["chips"]["size_px"] == 192
    services.answer_config(chip_size_px=192)
    services.answer("preview", preview_with(pictures))
    page.store()
    assert page.draft.chips == ChipChoice(size_px=192)


def test_what_is_wrong_with_the_layers_stands_where_the_chips_would(services, shown):
    page = shown(ChipsPage(Draft(), services))
    services.waiting("write_config").fail(RvError("No labels.", hint="Draw some."))
    assert page._examples.text() == "No labels. Draw some."
    assert page.isComplete()


def test_warnings_of_rare_classes_are_shown(services, shown):
    page = shown(ChipsPage(Draft(), services))
    services.answer_config(warnings=["The class 'a' has only 2 labels."])
    assert page._warnings.text() == "⚠ The class 'a' has only 2 labels."


def training_page(services, shown, **draft):
    page = shown(TrainingPage(Draft(**draft), services))
    services.answer_config()
    page.form.finish_building()
    return page


def set_option(page, path, value):
    """As if it were typed."""
    page.form._view.reveal(path)
    page.form.finish_building()
    row = next(row for row in page.form.findChildren(FieldRow) if row._path == path)
    row.editor.findChild(NumberBox).setValue(value)


def test_presets_name_their_time_on_this_machine(services, shown):
    page = training_page(services, shown)
    command = services.waiting("preview").what
    assert command[2:] == ["--presets"]
    times = {"quick": 150, "balanced": 600, "thorough": 3 * 3600}
    presets = {name: {**TRAINING, "run": {"run_s": seconds}} for name, seconds in times.items()}
    services.answer("preview", {"splits": SPLITS, "presets": presets})
    assert {name: card.time_text for name, card in page._cards.items()} == {
        "quick": "about 2 minutes",
        "balanced": "about 10 minutes",
        "thorough": "about 3 hours",
    }
    assert page._time_text.text() == (
        "From chips to map and report, on cpu with nothing else to do."
    )


def test_times_are_asked_for_again_when_they_were_not_waited_for(services, shown):
    page = training_page(services, shown)
    first = services.waiting("preview")
    page.leave()
    assert first.is_cancelled and page._cards["quick"].time_text == ""
    page.arrive()
    services.answer("preview", {"splits": SPLITS, "presets": {"quick": TRAINING}})
    assert page._cards["quick"].time_text == "about 10 minutes"
    page.leave()
    page.arrive()
    assert not any(job.what[0] == "preview" for job in services.jobs if not job.is_cancelled)


def test_options_are_the_difference_to_what_the_engine_proposes(services, shown):
    page = training_page(services, shown)
    assert services.drafts[-1]["options"] == {}
    set_option(page, ("backend", "solver", "num_epochs"), 33)
    page.store()
    assert page.draft.options == {"backend": {"solver": {"num_epochs": 33}}}


def test_back_and_next_lose_no_option(services, shown):
    page = training_page(services, shown)
    set_option(page, ("backend", "solver", "num_epochs"), 33)
    page.store()
    page.leave()
    page.load()
    assert page.form.patch() == {"backend": {"solver": {"num_epochs": 33}}}
    again = shown(TrainingPage(page.draft, services))
    services.answer_config()
    assert again.form.patch() == page.draft.options
    assert again.form.values()["backend"]["solver"]["num_epochs"] == 33


def test_leaving_before_the_engine_has_answered_loses_no_option(services, shown):
    options = {"backend": {"solver": {"lr": 0.5}}}
    page = shown(TrainingPage(Draft(options=options), services))
    page.cleanupPage()
    assert page.draft.options == options
    page.load()
    services.answer_config()
    assert page.form.patch() == options


def test_another_draft_brings_its_own_options(services, shown):
    page = training_page(services, shown)
    set_option(page, ("backend", "solver", "num_epochs"), 33)
    page.draft.take_over(Draft(options={"backend": {"solver": {"lr": 0.5}}}))
    page.load()
    services.answer_config()
    assert page.form.patch() == page.draft.options == {"backend": {"solver": {"lr": 0.5}}}


def test_another_preset_keeps_options_and_proposes_the_rest_anew(services, shown):
    page = training_page(services, shown)
    set_option(page, ("backend", "solver", "num_epochs"), 33)
    services.config = json.loads(json.dumps(CONFIG))
    services.config["backend"]["model"]["backbone"] = "resnet50"
    page._cards["thorough"].button.click()
    assert services.drafts[-1]["preset"] == "thorough"
    services.answer_config()
    values = page.form.values()["backend"]
    assert (values["model"]["backbone"], values["solver"]["num_epochs"]) == ("resnet50", 33)
    assert page.draft.options == {"backend": {"solver": {"num_epochs": 33}}}


def test_the_engine_tells_which_devices_there_are(services, shown):
    page = training_page(services, shown, device="cuda:0")
    services.answer("doctor", {"devices": [{"name": "cpu", "title": "8 cores"}]})
    texts = [page._device.itemText(index) for index in range(page._device.count())]
    assert texts == ["The fastest there is", "cpu – 8 cores", "cuda:0"]
    page.store()
    assert page.draft.device == "cuda:0"


def check_page(services, shown):
    page = shown(CheckPage(Draft(), services))
    services.answer_config()
    return page


def test_a_sound_config_can_be_started_and_tells_what_it_takes(services, shown):
    page = check_page(services, shown)
    assert not page.isComplete()
    services.answer("validate", {"problems": []})
    assert page.isComplete() and page._state.text() == "Everything is in order."
    services.answer("preview", {**PREVIEW, "training": TRAINING})
    assert page.estimate.texts == {
        "chips": "81 for training, 10 for validation",
        "time": "about 10 minutes on cpu, with 20 epochs",
        "memory": "1.5 GB, with 8 chips at a time",
        "disk": "about 300 MB",
    }
    assert "Predicting: about a minute" in page.estimate.details
    assert page.validatePage()
    folder = services._folder
    assert services.started == [(str(folder / "config.json"), str(folder / "run"))]


def test_all_problems_are_told_at_once_and_hold_the_start(services, shown):
    page = check_page(services, shown)
    error = ConfigError("3 problems.")
    error.problems = [
        {"path": "backend.data.img_sz", "message": "Odd.", "hint": "Hm.", "severity": "warning"},
        {"path": "backend.solver.lr", "message": "lr is -1.", "hint": "Take more.", "severity": "error"},
        {"path": "root_uri", "message": "Full disk.", "hint": "", "severity": "error"},
    ]  # fmt: skip
    services.waiting("validate").fail(error)
    texts = [page._list.topLevelItem(i).text(0) for i in range(page._list.topLevelItemCount())]
    assert texts == ["lr is -1.\nTake more.", "Full disk.", "Odd.\nHm."]
    assert page._state.text() == "2 to be mended: click on each to go there."
    assert not page.isComplete() and not page.validatePage()
    assert services.started == []


def test_warnings_alone_do_not_hold_it(services, shown):
    page = check_page(services, shown)
    services.answer("validate", {"problems": [{"path": "a", "message": "Odd.", "severity": "warning"}]})  # fmt: skip
    assert page.isComplete()


def test_a_problem_is_a_link_to_its_page_and_field(services, shown, application):
    draft = Draft()

    class Wizard(QWizard):
        def __init__(self):
            super().__init__()
            self.pages = [TrainingPage(draft, services), CheckPage(draft, services)]
            for page in self.pages:
                self.addPage(page)
            self.gone_to = []

        def go_to_problem(self, path):
            self.gone_to.append(path)
            self.pages[0].show_field(path)

    wizard = Wizard()
    training, check = wizard.pages
    training.load()
    assert services.jobs == []  # not before the page is in front
    training.arrive()
    services.answer_config()
    check.arrive()
    services.answer_config()
    problem = {"path": "backend.solver.lr", "message": "lr is -1.", "hint": "", "severity": "error"}
    error = ConfigError("A problem.")
    error.problems = [problem]
    services.waiting("validate").fail(error)
    check._list.itemClicked.emit(check._list.topLevelItem(0), 0)
    assert wizard.gone_to == ["backend.solver.lr"]
    assert [p.message for p in training.problems_shown] == ["lr is -1."]
    wizard.deleteLater()


def test_another_run_folder_is_checked_anew(services, shown, tmp_path):
    page = check_page(services, shown)
    page._folder.setText(str(tmp_path / "other"))
    page._take_folder()
    assert services.drafts[-1]["run_folder"] == str(tmp_path / "other")
    assert not page.isComplete()


def test_the_command_line_is_copied(services, shown):
    page = check_page(services, shown)
    page._copy.click()
    expected = f"python -m rv_engine run {services._folder / 'config.json'}"
    assert QApplication.clipboard().text() == expected


def test_the_config_can_be_saved(services, shown, tmp_path):
    page = check_page(services, shown)
    page.save_config(str(tmp_path / "saved.json"))
    assert json.loads((tmp_path / "saved.json").read_text(encoding="utf-8")) == CONFIG


def test_amounts_are_said_as_people_say_them():
    def tr(text):
        return text

    seconds = (10, 70, 240, 3000, 7200, 86400 * 3)
    assert [duration_text(s, tr) for s in seconds] == [
        "less than a minute",
        "about a minute",
        "about 4 minutes",
        "about 50 minutes",
        "about 2 hours",
        "about 3 days",
    ]
    assert [bytes_text(b) for b in (300, 5_400_000, 24e6, 3.2e12)] == [
        "1 kB", "5.4 MB", "24 MB", "3.2 TB",
    ]  # fmt: skip
    assert length_text(128) == "128 m" and length_text(2560) == "2.56 km"
