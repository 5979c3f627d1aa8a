import threading
import time

import pytest

from rv_engine.backend.window_stream import OneBehind, read_ahead


def test_items_come_in_order_however_long_each_takes():
    def read(number):
        time.sleep(0.002 * (number % 3))
        return number * 10

    read_items = list(read_ahead(range(20), read, threads=4, ahead=5))
    assert read_items == [(number, number * 10) for number in range(20)]


def test_no_more_than_asked_is_read_ahead():
    begun = []
    stream = read_ahead(range(1000), begun.append, threads=2, ahead=4)
    next(stream)
    time.sleep(0.05)
    assert len(begun) <= 6
    stream.close()


def test_an_error_is_raised_when_the_turn_of_its_item_comes():
    def read(number):
        if number == 3:
            raise OSError("damaged")
        return number

    seen = []
    with pytest.raises(OSError, match="damaged"):  # noqa: PT012 - some items come before
        for number, _ in read_ahead(range(10), read, threads=2, ahead=4):
            seen.append(number)
    assert seen == [0, 1, 2]


def test_closing_waits_for_what_is_being_read():
    running = threading.Semaphore(0)
    ended = []

    def read(number):
        running.release()
        time.sleep(0.05)
        ended.append(number)

    stream = read_ahead(range(100), read, threads=2, ahead=8)
    next(stream)
    stream.close()
    count = len(ended)
    time.sleep(0.15)
    assert len(ended) == count < 10


def test_calls_behind_run_in_order_and_all_before_the_end():
    done = []
    with OneBehind() as behind:
        for number in range(20):
            behind.submit(done.append, number)
    assert done == list(range(20))


def test_an_error_behind_is_raised_in_front():
    def fail():
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), OneBehind() as behind:
        behind.submit(fail)


def test_an_error_in_front_is_not_replaced_by_one_behind():
    def fail():
        raise OSError("disk full")

    with pytest.raises(ValueError, match="in front"), OneBehind() as behind:  # noqa: PT012
        behind.submit(fail)
        raise ValueError("in front")
