from hubcli.pipeline.workers import Crowd


def test_one_worker_is_enough_while_requests_are_quick() -> None:
    crowd = Crowd(8)
    assert crowd.size(100.0) == 1
    crowd.took(0.001, 100.0)
    assert crowd.size(100.0) == 1


def test_all_take_part_once_a_request_has_to_be_waited_for_and_until_that_is_over() -> None:
    crowd = Crowd(8)
    crowd.took(0.15, 100.0)
    assert crowd.size(100.0) == 8
    crowd.took(0.15, 100.4)
    assert crowd.size(100.6) == 8
    assert crowd.size(101.0) == 1


def test_a_single_worker_is_all_there_are() -> None:
    crowd = Crowd(1)
    assert crowd.size(100.0) == 1
