"""What is generated from the Configs is current, and forms can be made of it."""

import importlib.util
import re
from pathlib import Path

import pytest

from rv_engine.config.schema import config_schema

REPO = Path(__file__).resolve().parents[2]
CONFIGS = config_schema(built_in_only=True)["$defs"]["configs"]
# Names that say that a number is a size in pixels.
SIZES = re.compile(r"(^|_)(sz|px|size|stride|crop|padding)$")
NO_SIZES = {"batch_sz"}


@pytest.mark.parametrize("type_hint", CONFIGS)
def test_sizes_say_their_unit(type_hint):
    fields = CONFIGS[type_hint]["properties"].items()
    names = [name for name, _ in fields if SIZES.search(name) and name not in NO_SIZES]
    without = [name for name, field in fields if name in names and "unit" not in field]
    assert not without, 'Field(json_schema_extra=display(unit="px"))'


@pytest.fixture(scope="module")
def generated():
    """The texts of all generated files by their paths."""
    spec = importlib.util.spec_from_file_location("m", REPO / "scripts" / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.generated_files()


def test_the_schema_and_the_reference_are_current(generated):
    stale = [
        name for name, text in generated.items()
        if not (REPO / name).is_file() or (REPO / name).read_text(encoding="utf-8") != text
    ]  # fmt: skip
    assert not stale, "run scripts/update_schema.sh"


def test_no_page_is_left_of_what_is_no_more(generated):
    pages = {p.relative_to(REPO).as_posix() for p in (REPO / "docs" / "reference").glob("*.md")}
    assert pages <= set(generated), "run scripts/update_schema.sh"


def test_every_type_hint_has_a_place_in_the_reference(generated):
    text = "".join(text for name, text in generated.items() if name.endswith(".md"))
    for type_hint, config in CONFIGS.items():
        if not config["abstract"]:
            assert f'<a id="{type_hint}"></a>' in text
            for name, field in config["properties"].items():
                assert name == "type_hint" or field["description"].replace("|", "\\|") in text


def test_pages_and_tables_are_whole(generated):
    for name, text in generated.items():
        if name.endswith(".md"):
            for line in text.splitlines():
                columns = len(re.findall(r"(?<!\\)\|", line))
                assert not line.startswith("|") or columns in (4, 6), (name, line)
