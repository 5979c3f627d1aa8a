"""What is generated from the Configs is current, and forms can be made of it."""

import re

import pytest

from rv_engine.config.schema import config_schema

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
