from hubcli.pipeline.workers import Crowd


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


def test_a_single_worker_is_all_there_are() -> None:
    crowd = Crowd(1)
    assert crowd.size(100.0) == 1
