"""metadata.txt is what QGIS and its plugin repository expect, and the one place of the version."""

import configparser
import re
import struct
from pathlib import Path

import pytest

import rv_engine

REPO = Path(__file__).resolve().parents[2]
REQUIRED = (
    "about",
    "author",
    "category",
    "description",
    "email",
    "hasProcessingProvider",
    "homepage",
    "icon",
    "name",
    "qgisMaximumVersion",
    "qgisMinimumVersion",
    "repository",
    "tags",
    "tracker",
    "version",
)


@pytest.fixture(scope="module")
def metadata():
    # The way QGIS reads it: with interpolation, so that a stray % would be an error.
    parser = configparser.ConfigParser()
    parser.optionxform = str
    parser.read(REPO / "metadata.txt", encoding="utf-8")
    return dict(parser["general"])


@pytest.mark.parametrize("key", REQUIRED)
def test_required_keys_have_values(metadata, key):
    assert metadata.get(key, "").strip()


def test_the_version_is_three_numbers_and_the_engine_has_the_same(metadata):
    assert re.fullmatch(r"\d+\.\d+\.\d+", metadata["version"])
    assert rv_engine.__version__ == metadata["version"]


def test_the_changelog_begins_with_this_version(metadata):
    changelog = (REPO / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE).group(1) == metadata["version"]
    assert metadata["changelog"].startswith(metadata["version"])


def test_no_version_stands_in_pyproject():
    text = (REPO / "pyproject.toml").read_text(encoding="utf-8")
    assert 'dynamic = ["version"]' in text
    assert not re.search(r"^version\s*=", text, re.MULTILINE)


def test_qgis_3_and_4_are_offered_the_plugin(metadata):
    assert metadata["qgisMinimumVersion"] == "3.22"
    assert metadata["qgisMaximumVersion"] == "4.99"
    # QGIS ignores it, and the plugin repository warns.
    assert "supportsQt6" not in metadata


def test_qgis_process_is_told_of_the_provider(metadata):
    assert metadata["hasProcessingProvider"] == "yes"


def test_texts_follow_the_repositorys_rules(metadata):
    assert "plugin" not in metadata["name"].lower()
    assert "\n" not in metadata["description"]
    assert "External dependencies" in metadata["about"]
    assert "/" not in metadata["author"]


def test_the_icon_is_a_png_of_64_px(metadata):
    content = (REPO / metadata["icon"]).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (64, 64)


def test_the_plugin_folder_has_another_name_than_its_packages():
    config = configparser.ConfigParser()
    config.read(REPO / "pb_tool.cfg", encoding="utf-8")
    assert config["plugin"]["name"] == "rv_studio"
    assert not (REPO / config["plugin"]["name"]).exists()
