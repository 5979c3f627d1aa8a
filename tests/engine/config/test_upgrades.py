from __future__ import annotations

from typing import Any

import pytest

from rv_engine.config import Registry
from rv_engine.config.plugin_origin import PluginOrigin
from rv_engine.config.upgrades import Upgrades, parts_of
from rv_engine.errors import ConfigError, PluginError


def lr_to_rate(content: dict[str, Any]) -> dict[str, Any]:
    for solver in parts_of(content, "solver"):
        solver["rate"] = solver.pop("lr")
    return content


def rate_to_percent(content: dict[str, Any]) -> dict[str, Any]:
    for solver in parts_of(content, "solver"):
        solver["percent"] = solver.pop("rate") * 100
    return content


@pytest.fixture
def upgrades() -> Upgrades:
    upgrades = Upgrades()
    upgrades.add("rv_engine", 1, lr_to_rate)
    upgrades.add("rv_engine", 2, rate_to_percent)
    return upgrades


def content(version: Any = None, **solver: float) -> dict[str, Any]:
    stamp = {} if version is None else {"schema_version": version}
    return {**stamp, "backends": [{"type_hint": "solver", **solver}]}


@pytest.mark.parametrize(
    ("version", "solver"), [(1, {"lr": 0.5}), (2, {"rate": 0.5}), (3, {"percent": 50.0})]
)
def test_a_file_of_any_version_becomes_one_of_today(upgrades, version, solver) -> None:
    before = content(version, **solver)
    assert upgrades.apply(before, "a.json") == content(percent=50.0)
    assert before == content(version, **solver)


def test_what_a_person_wrote_without_a_version_is_for_today(upgrades) -> None:
    assert upgrades.apply(content(percent=1.0), "a.json") == content(percent=1.0)


def test_what_only_the_engine_writes_is_of_the_first_version_when_it_names_none(upgrades) -> None:
    upgraded = upgrades.apply(content(lr=0.5), "bundle.json", may_be_by_hand=False)
    assert upgraded == content(percent=50.0)


@pytest.mark.parametrize("version", [0, 4, "1", 1.0, True, [1]])
def test_a_version_that_is_not_known_is_refused(upgrades, version) -> None:
    with pytest.raises(ConfigError, match="this engine knows versions 1 to 3") as caught:
        upgrades.apply(content(version), "a.json")
    assert caught.value.hint == "Update RV Studio."


def test_a_file_that_cannot_be_upgraded_says_from_which_version(upgrades) -> None:
    with pytest.raises(ConfigError, match="'a.json' cannot be upgraded from version 2: KeyError"):
        upgrades.apply(content(2), "a.json")


def test_a_plugin_has_versions_of_its_own(upgrades) -> None:
    upgrades.add("camera", 1, lambda values: {**values, "camera": "new"})
    assert upgrades.stamp() == {"schema_version": 3, "plugin_schema_versions": {"camera": 2}}
    old = content(3, percent=1.0)
    assert upgrades.apply(old, "a.json")["camera"] == "new"
    assert "camera" not in upgrades.apply(old | upgrades.stamp(), "a.json")
    assert "camera" not in upgrades.apply(content(percent=1.0), "a.json")
    newer = old | {"plugin_schema_versions": {"camera": 9}}
    with pytest.raises(ConfigError, match="'camera' knows versions 1 to 2") as caught:
        upgrades.apply(newer, "a.json")
    assert caught.value.hint == "Update the plugin."
    with pytest.raises(ConfigError, match="plugin_schema_versions in 'a.json' is no object"):
        upgrades.apply(old | {"plugin_schema_versions": [1]}, "a.json")


def test_a_plugin_that_is_not_loaded_does_no_harm(upgrades) -> None:
    old = content(3, percent=1.0) | {"plugin_schema_versions": {"unknown": 7}}
    assert upgrades.apply(old, "a.json") == content(percent=1.0)


def test_upgrades_are_registered_one_a_version_and_in_order(upgrades) -> None:
    for version in (1, 5):
        with pytest.raises(PluginError, match="the next one is from version 3"):
            upgrades.add("rv_engine", version, lr_to_rate)


def test_inner_parts_come_before_outer_ones() -> None:
    values = {"type_hint": "a", "x": [{"type_hint": "b", "y": {"type_hint": "a"}}]}
    assert [part.get("x") is not None for part in parts_of(values, "a")] == [False, True]
    assert len(list(parts_of(values, "a", "b"))) == 3
    assert list(parts_of("text", "a")) == []


def test_an_old_type_hint_stands_for_the_new_one() -> None:
    registry = Registry()
    from rv_engine.learner.solver_config import SolverConfig

    registry.add_config(SolverConfig)
    registry.add_renamed_type_hint("optimiser", "trainer")
    registry.add_renamed_type_hint("trainer", "solver")
    assert registry.config_class("optimiser") is SolverConfig
    assert registry.origin_of("optimiser") == registry.origin_of("solver")
    with pytest.raises(PluginError, match="'trainer' cannot stand for 'other'"):
        registry.add_renamed_type_hint("trainer", "other")
    registry.add_renamed_type_hint("solver", "optimiser")
    with pytest.raises(PluginError, match="lead in a circle"):
        registry.config_class("optimiser")


def test_a_plugin_that_fails_while_it_is_loaded_leaves_no_upgrades() -> None:
    registry = Registry()

    def load() -> None:
        with registry.loading(PluginOrigin("file", "a.py", "a", "a.py")):
            registry.add_upgrade("a", 1, lr_to_rate)
            registry.add_renamed_type_hint("x", "y")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        load()
    assert registry.upgrades.version("a") == 1
    assert registry.upgrades.current_type_hint("x") == "x"
