"""The plugin in another language, with the file that Qt reads."""

import ast

import pytest
from qgis.core import QgsApplication, QgsSettings
from rv_studio.rv_engine.messages import Progress
from rv_studio.rv_qgis.engine_words import _units, in_words_of_the_user
from rv_studio.rv_qgis.places import PLUGIN_ROOT, TRANSLATIONS_FOLDER
from rv_studio.rv_qgis.processing.feedback_reporter import FeedbackReporter
from rv_studio.rv_qgis.progress_text import describe_progress
from rv_studio.rv_qgis.settings.settings import set_logs_in_english
from rv_studio.rv_qgis.translation import install_translator, remove_translator, tr

from tests.plugin.toolbox import Feedback

GERMAN = TRANSLATIONS_FOLDER / "rv_qgis_de.qm"
LOCALE = {"locale/overrideFlag": True, "locale/userLocale": ""}


@pytest.fixture
def use_locale():
    """Sets QGIS's language as its options do, and puts back what was there."""
    settings = QgsSettings()
    before = {key: settings.value(key) for key in LOCALE}

    def use(locale):
        for key, value in {**LOCALE, "locale/userLocale": locale}.items():
            settings.setValue(key, value)
        assert QgsApplication.instance().locale() == locale

    yield use
    for key, value in before.items():
        if value is None:
            settings.remove(key)
        else:
            settings.setValue(key, value)


@pytest.mark.skipif(
    not GERMAN.is_file(),
    reason=f"{GERMAN.name} is missing: scripts/make_translations.sh makes it, with Qt's lrelease",
)
@pytest.mark.parametrize("locale", ["de", "de_AT"])
def test_texts_are_german_in_a_german_qgis_until_the_translation_is_removed(use_locale, locale):
    use_locale(locale)
    translator = install_translator()
    try:
        assert tr("Train Model...") == "Modell trainieren..."
        text = tr("Layer '{layer}' has no field '{field}'.").format(layer="a", field="b")
        assert text == "Layer „a“ hat kein Feld „b“."
    finally:
        remove_translator(translator)
    assert tr("Train Model...") == "Train Model..."


@pytest.fixture
def german(use_locale):
    if not GERMAN.is_file():
        pytest.skip("no translation was made")
    use_locale("de")
    translator = install_translator()
    yield
    remove_translator(translator)


def test_the_engines_progress_is_told_in_the_users_language(german):
    message = Progress(3, 10, "windows", "Predicting 'my town'", None, 0.3)
    assert describe_progress(message) == "„my town“ wird kartiert: 3 von 10 Fenstern"
    of_several = Progress(0, 10, "parts", "run 2: Training, epoch 3 of 10", None, 0.3)
    assert describe_progress(of_several) == "run 2: Training, Epoche 3 von 10"
    unknown = Progress(1, 2, "stones", "Turning stones", None, 0.5)
    assert describe_progress(unknown) == "Turning stones: 1 von 2 stones"


@pytest.mark.parametrize("english", [True, False])
def test_logs_are_english_on_request(german, english):
    set_logs_in_english(english)
    feedback = Feedback()
    try:
        FeedbackReporter(feedback)(Progress(3, 10, "windows", "Reading the map", None, 0.3))
    finally:
        set_logs_in_english(False)
    expected = (
        "Reading the map: 3 of 10 windows" if english else "Karte wird gelesen: 3 von 10 Fenstern"
    )
    assert feedback.texts == [expected]
    # Only there: the window goes on speaking German.
    assert tr("Train Model...") == "Modell trainieren..."


def test_all_that_the_engine_says_of_its_progress_is_known():
    said, units = set(), set()
    for path in sorted((PLUGIN_ROOT / "rv_engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr == "progress" and len(node.args) == 4:
                unit, what = node.args[2:]
                if isinstance(unit, ast.Constant):
                    units.add(unit.value)
                if isinstance(what, (ast.Constant, ast.JoinedStr)):
                    said.add(_as_said(what))
    assert len(said) > 10
    assert {what for what in said if in_words_of_the_user(what) is what} == set()
    assert units - set(_units()) <= {"MB"}


def test_what_reports_say_is_known():
    said = set()
    for path in sorted((PLUGIN_ROOT / "rv_engine/evaluate").glob("*evaluator.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name, text = node.targets[0].id, node.value
                is_text = isinstance(text, (ast.Constant, ast.JoinedStr))
                if is_text and (name == "text" or name.endswith("NO_PROBABILITIES")):
                    said.add(_as_said(text))
    assert len(said) == 4
    said.add("3 missed, 1 false, 12 found")
    assert {text for text in said if in_words_of_the_user(text) is text} == set()


def test_a_wrong_cell_is_told_in_german(german):
    told = in_words_of_the_user("built-up, taken for forest (93 % sure)")
    assert told == "built-up, gehalten für forest (zu 93 % sicher)"


def _as_said(text):
    """A text of the engine with an x for each value."""
    if isinstance(text, ast.Constant):
        return text.value
    return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in text.values)


def test_texts_stay_english_in_a_language_without_a_translation(use_locale):
    use_locale("eo")
    assert install_translator() is None
    assert tr("Train Model...") == "Train Model..."
