"""The plugin in another language, with the file that Qt reads."""

import pytest
from qgis.core import QgsApplication, QgsSettings
from rv_studio.rv_qgis.places import TRANSLATIONS_FOLDER
from rv_studio.rv_qgis.translation import install_translator, remove_translator, tr

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


def test_texts_stay_english_in_a_language_without_a_translation(use_locale):
    use_locale("eo")
    assert install_translator() is None
    assert tr("Train Model...") == "Train Model..."
