"""The files of translations: complete, current, and with the same values to be put in."""

import ast
import string
from pathlib import Path

import pytest

from scripts.update_translations import FOLDER, plugin_texts, read_translations, translates, written

FILES = sorted(FOLDER.glob("*.ts"))
ROOT = FOLDER.parent


def values_in(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_translation_has_each_text_of_the_plugin_and_no_other(path: Path) -> None:
    translations = read_translations(path)
    texts = plugin_texts()
    language = path.stem.removeprefix("rv_qgis_")
    assert sorted(texts.keys() - translations.keys()) == []
    # Run scripts/update_translations.py when this is not so.
    assert path.read_text(encoding="utf-8") == written(texts, translations, language)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_translation_takes_the_same_values(path: Path) -> None:
    for source, translation in read_translations(path).items():
        assert values_in(source) == values_in(translation), source
        assert source[:1].isspace() == translation[:1].isspace(), source
        assert source[-1:].isspace() == translation[-1:].isspace(), source


def test_only_plain_texts_are_translated() -> None:
    """`tr(f"...")` and `tr(variable)` would never be found by who translates."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "rv_qgis").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and translates(node.func)
        and not (
            len(node.args) == 1
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        )
    ]
    assert wrong == []
