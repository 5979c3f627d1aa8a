"""The form: every option can be read, changed, found, put back, and told to be wrong."""

import time

import pytest
from qtpy.QtCore import QEvent, Qt
from qtpy.QtGui import QKeyEvent
from qtpy.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit
from rv_studio.rv_qgis.forms.config_view import FieldFold
from rv_studio.rv_qgis.forms.editors.choice_editor import ChoiceEditor
from rv_studio.rv_qgis.forms.editors.number_box import NumberBox
from rv_studio.rv_qgis.forms.field_row import FieldRow

BACKEND = "pytorch_semantic_segmentation_backend"


def rows(form):
    """The rows that are built, by path."""
    return {row._path: row for row in form.findChildren(FieldRow)}


def editor(form, path, kind):
    """A widget of a field's editor; opens what hides it."""
    place = tuple(path.split("."))
    form._view.reveal(place)
    form.finish_building()
    return rows(form)[place].editor.findChildren(kind)[0]


def settle():
    """What was added to a layout is shown a little later."""
    for _ in range(3):
        QApplication.processEvents()


def label(form, path):
    settle()
    return rows(form)[tuple(path.split("."))]._label


def type_text(widget, text):
    widget.setFocus()
    widget.selectAll()
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, key)


def choose(box, text):
    index = box.findText(text)
    assert index >= 0, [box.itemText(i) for i in range(box.count())]
    box.setCurrentIndex(index)


def texts(form):
    settle()
    return [w.text() for w in form.findChildren(QLabel) if w.isVisibleTo(form)]


def test_what_is_not_touched_is_not_in_the_patch(form):
    config = {"solver": {"type_hint": "solver", "lr": 1.23456789e-5, "seed": 7}, "unknown": {}}
    widget = form(BACKEND, config)
    for path in ("solver.seed", "model.init_weights", "data.num_workers"):
        widget._view.reveal(tuple(path.split(".")))
    widget.finish_building()
    assert widget.patch() == {}
    assert widget.values() == config


def test_a_number_is_typed(form):
    widget = form(BACKEND)
    changes = []
    widget.changed.connect(lambda: changes.append(widget.patch()))
    type_text(editor(widget, "solver.lr", NumberBox), "2e-3")
    assert widget.patch() == {"solver": {"type_hint": "solver", "lr": 0.002}}
    assert changes[-1] == widget.patch()
    assert label(widget, "solver.lr").font().bold()
    assert not label(widget, "solver.num_epochs").font().bold()


def test_a_number_beyond_its_limits_is_said_and_not_taken(form):
    widget = form(BACKEND)
    box = editor(widget, "solver.lr", NumberBox)
    type_text(box, "0")
    assert "It must be above 0." in texts(widget)
    assert "lr" not in widget.patch().get("solver", {})
    type_text(box, "0,01")
    assert widget.patch()["solver"]["lr"] == 0.01
    assert "It must be above 0." not in texts(widget)


def test_the_reset_button_puts_the_value_back(form):
    widget = form(BACKEND, {"solver": {"lr": 0.005}})
    type_text(editor(widget, "solver.lr", NumberBox), "0.5")
    row = rows(widget)[("solver", "lr")]
    assert row._reset_button.toolTip() == "Back to 0.005"
    row._reset_button.click()
    assert widget.patch() == {}
    assert row.editor.value() == 0.005
    assert not row._reset_button.isVisibleTo(widget)


def test_a_number_or_a_word(form):
    widget = form(BACKEND)
    box = editor(widget, "solver.batch_sz", QComboBox)
    choose(box, "auto")
    assert widget.patch()["solver"]["batch_sz"] == "auto"
    choose(box, "a number")
    assert widget.patch() == {}  # 32 again
    pretrained = editor(widget, "model.pretrained", QComboBox)
    choose(pretrained, "if_available")
    assert widget.patch()["model"]["pretrained"] == "if_available"
    choose(pretrained, "no")
    assert widget.patch()["model"]["pretrained"] is False


def test_a_switch_and_an_optional_number(form):
    widget = form("solver")
    editor(widget, "one_cycle", QCheckBox).click()
    editor(widget, "ema_decay", QCheckBox).click()
    type_text(editor(widget, "ema_decay", NumberBox), "0.999")
    assert widget.patch() == {"one_cycle": False, "ema_decay": 0.999}
    editor(widget, "ema_decay", QCheckBox).click()
    assert widget.patch() == {"one_cycle": False}


def test_an_unset_number_is_not_wrong_before_it_is_typed(form):
    """Zero is no decay, but ticking the box has to lead somewhere: it says what is expected."""
    widget = form("solver")
    editor(widget, "ema_decay", QCheckBox).click()
    assert "It must be above 0." in texts(widget)
    assert widget.patch() == {}


def test_a_list_of_numbers(form):
    widget = form("solver")
    line = editor(widget, "class_loss_weights", QLineEdit)
    editor(widget, "class_loss_weights", QCheckBox).click()
    type_text(line, "1, 2.5")
    assert widget.patch() == {"class_loss_weights": [1.0, 2.5]}
    type_text(line, "1, x")
    assert any("'x' is no number" in text for text in texts(widget))


def test_choosing_a_kind_of_config_shows_its_fields(form):
    widget = form("solver")
    choose(editor(widget, "loss", QComboBox), "Focal loss")
    type_text(editor(widget, "loss.gamma", NumberBox), "3")
    assert widget.patch() == {"loss": {"type_hint": "focal_loss", "gamma": 3.0}}
    choose(editor(widget, "loss", QComboBox), "Dice loss")
    widget.finish_building()
    assert widget.patch() == {"loss": {"type_hint": "dice_loss"}}
    choose(editor(widget, "loss", QComboBox), "left out")
    assert widget.patch() == {}


def test_what_has_a_default_is_switched_off_and_on_again(form):
    """Left out, the steps would be shortened to 1 again, which is not what was chosen."""
    widget = form("solver")
    box = editor(widget, "max_grad_norm", QCheckBox)
    assert box.isChecked()
    box.click()
    assert widget.patch() == {"max_grad_norm": {"$value": None}}
    again = form("solver")
    again.apply_patch(widget.patch())
    assert not editor(again, "max_grad_norm", QCheckBox).isChecked()
    assert again.patch() == widget.patch()
    box.click()
    assert widget.patch() == {}
    given = form("solver", {"max_grad_norm": None})
    assert not editor(given, "max_grad_norm", QCheckBox).isChecked()


def test_json_is_checked_as_it_is_typed(form):
    widget = form(BACKEND)
    box = editor(widget, "model.extra_args", QPlainTextEdit)
    box.setPlainText('{"decoder": ')
    assert any(text.startswith("This is not JSON") for text in texts(widget))
    assert widget.patch() == {}
    box.setPlainText("[1]")
    assert any("An object such as" in text for text in texts(widget))
    box.setPlainText('{"depth": 4}')
    assert widget.patch()["model"]["extra_args"] == {"depth": 4}


def test_items_of_a_list_are_added_edited_moved_and_removed(form):
    widget = form(BACKEND)
    fold = widget._view.reveal(("data", "augmentors"))
    widget.finish_building()
    assert isinstance(fold, FieldFold)
    fold.set_open(True)
    view = fold.content
    assert view._items[0].findChild(QLabel).text() == "RandomRotate90"
    blur = next(a for a in view._add.menu().actions() if a.text() == "Blur")
    blur.trigger()
    usual = ["RandomRotate90", "HorizontalFlip", "VerticalFlip"]
    assert widget.patch()["data"]["augmentors"] == [*usual, {"type_hint": "blur"}]
    widget._view.reveal(("data", "augmentors", 3, "largest"))
    widget.finish_building()
    row = rows(widget)[("data", "augmentors", 3, "largest")]
    type_text(row.editor.findChild(NumberBox), "9")
    assert widget.patch()["data"]["augmentors"][3]["largest"] == 9
    view._items[3].buttons[0].click()  # up
    assert widget.patch()["data"]["augmentors"][2]["largest"] == 9
    view._items[2].buttons[2].click()  # remove
    assert widget.patch() == {}


def test_advanced_fields_are_folded_and_not_built(form):
    widget = form("solver")
    assert {path[-1] for path in rows(widget)} == {"lr", "num_epochs", "batch_sz"}
    fold = widget._view._fold
    assert not fold.is_open and fold.content is None
    assert fold.header.text() == "Advanced (24 more)"
    editor(widget, "pictures", QCheckBox).click()
    assert fold.is_open
    assert fold.header.text() == "Advanced (24 more, 1 changed)"


def test_the_search_finds_folded_fields_by_name_and_description(form):
    widget = form(BACKEND)
    widget.search("moving average")
    widget.finish_building()
    settle()
    visible = {path for path, row in rows(widget).items() if row._label.isVisibleTo(widget)}
    assert visible == {("solver", "ema_decay")}
    widget.search("no such thing")
    assert any("No option has these words" in text for text in texts(widget))
    widget.search("")
    assert label(widget, "solver.lr").isVisibleTo(widget)
    assert not label(widget, "solver.ema_decay").isVisibleTo(widget)


@pytest.mark.parametrize("words", ["probabilities", "curves", "reliability"])
def test_who_looks_for_curves_finds_what_they_are_drawn_from(form, words):
    config = {"predict_options": {"type_hint": "semantic_segmentation_predict_options"}}
    widget = form("semantic_segmentation", config, hidden=["dataset"], fixed=["predict_options"])
    widget.search(words)
    assert ("predict_options", "write_probabilities") in widget._context.found


def test_problems_stand_at_their_fields_and_the_first_is_gone_to(form):
    widget = form(BACKEND)
    widget.set_problems(
        [
            {"path": "solver.keep", "message": "keep is 'x'.", "hint": "Take 'best'."},
            {"path": "model.backbone", "message": "Slow.", "severity": "warning"},
        ]
    )
    widget.finish_building()
    row = rows(widget)[("solver", "keep")]
    deadline_s = time.monotonic() + 10
    while widget._target is not None and time.monotonic() < deadline_s:
        QApplication.processEvents()
    assert row._problem_label.text() == "keep is 'x'. Take 'best'."
    top = row._label.mapTo(widget._scroll, row._label.rect().topLeft()).y()
    assert 0 <= top < widget._scroll.height()
    folds = [fold.header.text() for fold in widget.findChildren(FieldFold)]
    assert "Model – with problems" in folds
    widget.set_problems([])
    assert not row._problem_label.isVisibleTo(widget)


def test_help_follows_the_cursor(form):
    widget = form(BACKEND)
    box = editor(widget, "solver.num_epochs", NumberBox)
    QApplication.sendEvent(box, QEvent(QEvent.Type.Enter))
    assert "How often all training chips are shown" in widget._help.text()
    assert box.accessibleName() == "Epochs"
    assert "How often" in label(widget, "solver.num_epochs").toolTip()


def test_hidden_fields_are_not_shown_and_not_found(form):
    widget = form("semantic_segmentation", {"dataset": {}}, hidden=["dataset"], fixed=["backend"])
    assert ("dataset",) not in rows(widget)
    widget.search("classes and the scenes")
    assert widget._context.found == frozenset()


def test_a_value_that_the_schema_does_not_know_is_shown_and_kept(form):
    widget = form("solver", {"optimizer": "from a plugin"})
    box = editor(widget, "optimizer", QComboBox)
    assert box.currentText() == '"from a plugin"'
    assert widget.patch() == {}


def test_a_patch_is_applied_as_if_the_user_had_done_it(form):
    widget = form("solver", {"lr": 0.001})
    widget.apply_patch({"lr": 0.5, "loss": {"type_hint": "focal_loss"}})
    widget.finish_building()
    assert widget.patch() == {"lr": 0.5, "loss": {"type_hint": "focal_loss"}}
    assert label(widget, "lr").font().bold()


def test_every_config_can_be_shown_and_changes_nothing(form, schema):
    for hint in schema["$defs"]["configs"]:
        widget = form(hint)
        if widget._view._fold is not None:
            widget._view._fold.set_open(True)
            widget.finish_building()
        assert widget.patch() == {}, hint
        widget.close()


def test_building_lets_go_of_the_main_thread(application, schema):
    """No piece of building computes long; other programs do not count."""
    from rv_studio.rv_qgis.forms import SchemaForm

    longest_s = 0.0
    for _ in range(3):
        widget = SchemaForm(schema, "semantic_segmentation_learner")
        widget.show()
        widget._view.reveal(("solver",))
        worst_s = 0.0
        while not widget.is_built:
            begun_s = time.thread_time()
            widget._context.queue._work()
            worst_s = max(worst_s, time.thread_time() - begun_s)
        widget.deleteLater()
        longest_s = worst_s if longest_s == 0 else min(longest_s, worst_s)
    assert longest_s < 0.05


@pytest.mark.parametrize(
    ("start", "up", "down"),
    [(1e-3, 2e-3, 5e-4), (2e-3, 5e-3, 1e-3), (0.5, 1.0, 0.2), (3.0, 5.0, 2.0)],
)
def test_arrows_step_through_sizes(application, start, up, down):
    box = NumberBox(minimum=0.0)
    for steps, expected in ((1, up), (-1, down)):
        box.setValue(start)
        box.stepBy(steps)
        assert box.value() == pytest.approx(expected, rel=1e-9)


def test_the_wheel_scrolls_the_form_and_changes_nothing(form):
    widget = form(BACKEND)
    box = editor(widget, "solver.num_epochs", NumberBox)
    box.clearFocus()
    assert widget._context.eventFilter(box, QEvent(QEvent.Type.Wheel))
    assert isinstance(rows(widget)[("solver", "lr")].editor, ChoiceEditor)
