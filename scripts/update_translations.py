"""Brings the files of translations up to date with the texts in the plugin.

Texts that are new get an empty translation, those that are gone are dropped, all others keep theirs.

Usage: python scripts/update_translations.py [LANGUAGE...]   (a new language makes a new file)
"""

import ast
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
FOLDER = REPO / "i18n"
# Of `tr` in rv_qgis/translation.py.
CONTEXT = "RvStudio"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'


def plugin_texts(folder: Path = REPO / "rv_qgis") -> dict[str, str]:
    """The texts that the plugin shows, each with the first file that has it."""
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        for text in _texts_in(ast.parse(path.read_text(encoding="utf-8"))):
            texts.setdefault(text, path.relative_to(REPO).as_posix())
    return texts


def read_translations(path: Path) -> dict[str, str]:
    """The translations in a file; those that are empty or unfinished are left out."""
    if not path.exists():
        return {}
    messages = ET.parse(path).getroot().iter("message")
    pairs = ((one.findtext("source", ""), one.find("translation")) for one in messages)
    return {
        source: translation.text
        for source, translation in pairs
        if translation is not None and translation.text and translation.get("type") is None
    }


def written(texts: dict[str, str], translations: dict[str, str], language: str) -> str:
    """The content of a file of translations."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for source, file in sorted(texts.items(), key=lambda item: (item[1], item[0])):
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "location", filename=f"../{file}")
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        if source in translations:
            translation.text = translations[source]
        else:
            translation.set("type", "unfinished")
    ET.indent(root, "  ")
    return _HEAD + ET.tostring(root, encoding="unicode") + "\n"


def _texts_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and translates(node.func)
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.args[0].value


def translates(function: ast.expr) -> bool:
    """Whether a function that is called is `tr`, also as `services.tr` or `self._tr`."""
    if isinstance(function, ast.Attribute):
        return function.attr in ("tr", "_tr")
    return isinstance(function, ast.Name) and function.id == "tr"


def main(languages: list[str]) -> None:
    """Writes the files of all languages."""
    texts = plugin_texts()
    paths = {*FOLDER.glob("rv_qgis_*.ts"), *(FOLDER / f"rv_qgis_{one}.ts" for one in languages)}
    for path in sorted(paths):
        language = path.stem.removeprefix("rv_qgis_")
        translations = read_translations(path)
        path.write_text(written(texts, translations, language), encoding="utf-8")
        missing = len(texts.keys() - translations.keys())
        print(f"{path.name}: {len(texts)} texts, {missing} without a translation")


if __name__ == "__main__":
    main(sys.argv[1:])
