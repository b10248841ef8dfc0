from queue import SimpleQueue
from threading import current_thread

from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.workers import Crowd, employ


def test_one_worker_is_enough_while_requests_are_quick() -> None:
    crowd = Crowd(8)
    assert crowd.size(100.0) == 1
    crowd.took(0.03, 100.0)
    assert crowd.size(100.0) == 1


def test_all_take_part_once_a_request_has_to_be_waited_for() -> None:
    crowd = Crowd(8)
    crowd.took(0.15, 100.0)
    assert crowd.size(100.0) == 8
    assert crowd.size(100.499) == 8
    assert crowd.size(100.5) == 1


def test_what_is_slow_in_a_crowd_proves_nothing() -> None:
    crowd = Crowd(8)
    crowd.took(0.15, 100.0)
    crowd.took(0.15, 100.4)
    crowd.took(0.15, 100.6)
    assert crowd.size(100.6) == 1


def test_where_one_alone_is_slow_again_and_again_all_take_part_for_longer() -> None:
    crowd, now, lengths = Crowd(8), 100.0, []
    for _ in range(8):
        crowd.took(0.15, now)
        until = now
        while crowd.size(until) == 8:
            until += 0.125
        lengths.append(until - now)
        now = until + 0.25
    assert lengths == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    now += 100.0
    crowd.took(0.15, now)
    assert (crowd.size(now + 0.4), crowd.size(now + 0.5)) == (8, 1)


def test_a_crowd_counts_as_ended_at_its_very_end() -> None:
    crowd = Crowd(8)
    crowd.took(0.25, 100.0)
    crowd.took(0.25, 100.75)
    assert (crowd.size(101.5), crowd.size(101.75)) == (8, 1)


def test_one_alone_that_was_quick_for_as_long_as_the_crowd_was_there_starts_anew() -> None:
    crowd = Crowd(8)
    crowd.took(0.25, 100.0)
    crowd.took(0.25, 101.25)
    assert (crowd.size(101.5), crowd.size(101.75)) == (8, 1)


def test_a_single_worker_is_all_there_are() -> None:
    crowd = Crowd(1)
    assert crowd.size(100.0) == 1


def test_nobody_has_to_wait_for_a_worker_that_hangs() -> None:
    """A thread that is no daemon would keep the process alive after the second Ctrl-C."""
    seen = SimpleQueue[tuple[int, bool]]()

    def take(worker: int) -> None:
        seen.put((worker, current_thread().daemon))

    def work(delivery: Delivery) -> None:
        raise AssertionError("there is nothing to do")

    employ(2, take, work)
    assert {seen.get(timeout=10), seen.get(timeout=10)} == {(0, True), (1, True)}
