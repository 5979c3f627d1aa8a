"""What stands in a form: defaults, changes, and the smallest merge patch."""

import json

import pytest
from rv_studio.rv_qgis.forms.config_schema import ConfigSchema
from rv_studio.rv_qgis.forms.field_type import Kind
from rv_studio.rv_qgis.forms.form_values import FormValues
from rv_studio.rv_qgis.forms.merge_patch import is_same, merge_patch, patch_between

# The examples of RFC 7396, appendix A, that are about objects.
RFC_EXAMPLES = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), RFC_EXAMPLES)
def test_patches_are_applied_as_the_standard_says(target, patch, result):
    before = json.dumps(target)
    assert merge_patch(target, patch) == result
    assert json.dumps(target) == before


@pytest.mark.parametrize(("before", "_", "after"), RFC_EXAMPLES)
def test_a_patch_makes_the_one_of_the_other(before, _, after):
    assert merge_patch(before, patch_between(before, after)) == after


def test_a_patch_has_only_what_differs():
    before = {"solver": {"lr": 1e-4, "num_epochs": 10}, "model": {"backbone": "resnet18"}}
    after = {"solver": {"lr": 1e-3, "num_epochs": 10}, "model": {"backbone": "resnet18"}}
    assert patch_between(before, after) == {"solver": {"lr": 1e-3}}
    assert patch_between(before, before) == {}


def test_a_patch_can_say_that_something_is_to_be_null():
    before, after = {"a": 1, "b": {"c": 2}, "d": 3}, {"a": None, "b": {"c": None}, "e": None}
    patch = patch_between(before, after)
    assert merge_patch(before, patch) == after
    assert patch["d"] is None


def test_true_is_not_one():
    assert patch_between({"a": True}, {"a": 1}) == {"a": 1}
    assert is_same([1, {"a": 2.0}], [1.0, {"a": 2}])
    assert not is_same([False], [0])


@pytest.fixture
def values(schema):
    values = FormValues(ConfigSchema(schema), "pytorch_semantic_segmentation_backend")
    values.set_base({"solver": {"type_hint": "solver", "lr": 0.001}})
    return values


def test_what_is_left_out_has_its_default(values):
    assert values.value(("solver", "lr")) == 0.001
    assert values.value(("solver", "num_epochs")) == 10
    assert values.value(("model", "backbone")) == "resnet50"
    assert values.value(("solver", "no such field")) is None


def test_only_what_was_changed_is_in_the_patch(values):
    values.set(("model", "backbone"), "resnet18")
    values.set(("solver", "num_epochs"), 5)
    assert values.patch() == {
        "model": {"type_hint": "semantic_segmentation_model", "backbone": "resnet18"},
        "solver": {"num_epochs": 5},
    }
    assert values.is_changed(("solver", "num_epochs"))
    assert values.is_changed(("solver",))
    assert not values.is_changed(("solver", "lr"))


def test_going_back_leaves_no_trace(values):
    before = values.config()
    values.set(("model", "backbone"), "resnet18")
    values.set(("solver", "lr"), 0.5)
    values.set(("solver", "loss"), {"type_hint": "focal_loss"})
    values.set(("solver", "loss", "gamma"), 3)
    values.set(("model", "backbone"), "resnet50")
    values.reset(("solver", "lr"))
    values.reset(("solver", "loss"))
    assert values.patch() == {}
    assert values.config() == before


def test_another_kind_of_config_leaves_nothing_of_the_first(schema):
    values = FormValues(ConfigSchema(schema), "solver")
    values.set_base({"loss": {"type_hint": "focal_loss", "gamma": 4}})
    values.set(("loss",), {"type_hint": "dice_loss"})
    patch = values.patch()
    assert patch == {"loss": {"type_hint": "dice_loss", "gamma": None}}
    assert merge_patch({"loss": {"type_hint": "focal_loss", "gamma": 4}}, patch) == values.config()
    values.set(("loss",), {"type_hint": "focal_loss", "gamma": 4})
    assert values.patch() == {}


def test_items_of_lists_have_fields_too(schema):
    values = FormValues(ConfigSchema(schema), "combined_loss")
    values.set_base({"losses": [{"type_hint": "dice_loss"}, {"type_hint": "focal_loss"}]})
    assert values.value(("losses", 1, "gamma")) == 2
    values.set(("losses", 1, "gamma"), 5)
    losses = [{"type_hint": "dice_loss"}, {"type_hint": "focal_loss", "gamma": 5}]
    assert values.patch() == {"losses": losses}
    assert values.hint_at(("losses", 0)) == "dice_loss"


def test_the_usual_value_is_put_where_another_was_proposed(values):
    values.use_default(("solver", "lr"))
    assert values.patch() == {"solver": {"lr": 0.0001}}


def test_unknown_parts_of_a_config_are_kept(values):
    base = {"solver": {"type_hint": "solver", "from_the_future": 1}, "other": [1, 2]}
    values.set_base(base)
    values.set(("solver", "lr"), 0.01)
    assert values.config()["other"] == [1, 2]
    assert values.config()["solver"]["from_the_future"] == 1


def test_every_field_of_every_config_is_understood(schema):
    """Only a handful have no editor of their own."""
    read = ConfigSchema(schema)
    kinds = {}
    for hint in schema["$defs"]["configs"]:
        for field in read.definition(hint).fields:
            kinds.setdefault(field.type.kind, set()).add(field.name)
            assert field.title and field.description
    assert kinds[Kind.JSON] == {
        "class_bufs",
        "class_id_to_filter",
        "class_name_mapping",
        "entrypoint_args",
        "entrypoint_kwargs",
        "extra_args",
        "mapping",
        "scene_groups",
    }
    assert {"transformers", "augmentors", "losses", "train_scenes"} <= kinds[Kind.CONFIGS]
    assert {"aoi_uris", "names", "multi_stage"} <= kinds[Kind.LIST]
