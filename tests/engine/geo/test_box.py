import pytest

from rv_engine.geo import Box


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (Box(10, 10, 20, 20), Box(10, 10, 20, 20)),
        (Box(-3, 45, 7, 55), Box(0, 40, 10, 50)),
        (Box(95, -1, 105, 9), Box(90, 0, 100, 10)),
        (Box(5, 20, 205, 80), Box(0, 0, 200, 60)),
    ],
)
def test_a_window_is_moved_inside_as_little_as_needed(window, expected):
    assert window.moved_inside(Box(0, 0, 100, 50)) == expected


def test_a_window_is_moved_inside_of_a_part_of_an_image():
    assert Box(0, 0, 10, 10).moved_inside(Box(5, 7, 50, 50)) == Box(5, 7, 15, 17)
