import pickle

import pytest

from rv_engine import errors

CLASSES = [
    cls
    for cls in vars(errors).values()
    if isinstance(cls, type) and issubclass(cls, errors.RvError)
]


@pytest.mark.parametrize("cls", CLASSES)
def test_an_error_keeps_its_parts_on_the_way_between_processes(cls):
    error = pickle.loads(pickle.dumps(cls("message", hint="hint", where="where")))
    assert type(error) is cls
    assert (error.message, error.hint, error.where) == ("message", "hint", "where")
    assert error.args == ("message",)


def test_every_kind_of_error_has_a_code_of_its_own():
    codes = [cls.code for cls in CLASSES]
    assert len(set(codes)) == len(codes)


def test_the_text_is_what_a_person_reads():
    assert str(errors.RasterError("It is missing.", hint="Check it.")) == "It is missing. Check it."
    assert str(errors.RasterError("It is missing.")) == "It is missing."


@pytest.mark.parametrize(
    ("cls", "builtin"),
    [
        (errors.ConfigError, ValueError),
        (errors.RasterError, OSError),
        (errors.OutputError, OSError),
        (errors.MissingPackageError, ImportError),
    ],
)
def test_code_that_knows_only_the_builtin_error_can_catch_ours(cls, builtin):
    with pytest.raises(builtin):
        raise cls("x")
