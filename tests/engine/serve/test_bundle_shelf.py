import os
import shutil

import pytest

from rv_engine.errors import BundleError
from rv_engine.monitor import Monitor
from rv_engine.serve.bundle_shelf import BundleShelf


class Clock:
    now_s = 0.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bundles(finished_run, tmp_path):
    paths = [tmp_path / f"{name}.zip" for name in "abc"]
    for path in paths:
        shutil.copy(finished_run.bundle, path)
    return [str(path) for path in paths]


def loaded(shelf):
    return [entry["bundle"] for entry in shelf.describe()]


def test_a_bundle_is_loaded_once_until_its_file_changes(bundles, clock):
    shelf = BundleShelf(idle_s=60, most=2, clock=clock)
    first = shelf.predictor(bundles[0], "cpu", Monitor())
    assert shelf.predictor(bundles[0], "cpu", Monitor()) is first
    os.utime(bundles[0], (1, 1))
    assert shelf.predictor(bundles[0], "cpu", Monitor()) is not first


def test_the_one_that_was_not_asked_for_longest_makes_room(bundles, clock):
    shelf = BundleShelf(idle_s=60, most=2, clock=clock)
    for second, index in enumerate([0, 1, 0, 2]):
        clock.now_s = second
        shelf.predictor(bundles[index], "cpu", Monitor())
    assert loaded(shelf) == [bundles[0], bundles[2]]


def test_idle_bundles_are_put_away(bundles, clock):
    shelf = BundleShelf(idle_s=60, most=3, clock=clock)
    shelf.predictor(bundles[0], "cpu", Monitor())
    clock.now_s = 50
    shelf.predictor(bundles[1], "cpu", Monitor())
    clock.now_s = 61
    assert shelf.put_idle_away() == [bundles[0]]
    assert loaded(shelf) == [bundles[1]]


def test_a_relative_path_is_refused(clock):
    with pytest.raises(BundleError, match="relative path"):
        BundleShelf(idle_s=60, most=3, clock=clock).predictor("a.zip", None, Monitor())
