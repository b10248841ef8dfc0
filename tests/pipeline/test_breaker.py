from hubcli.pipeline.breaker import Breaker


def tripped(max_wait: float = 300.0) -> Breaker:
    breaker = Breaker(max_wait)
    for _ in range(3):
        breaker.heard(1, now=100.0)
    return breaker


def test_two_losses_change_nothing() -> None:
    breaker = Breaker(300.0)
    breaker.heard(1, now=100.0)
    breaker.heard(1, now=100.0)
    assert breaker.allows(in_flight=5, now=100.0)


def test_the_third_loss_running_makes_a_pause_and_then_one_batch_at_a_time() -> None:
    breaker = tripped()
    assert not breaker.allows(in_flight=0, now=101.9)
    assert breaker.allows(in_flight=0, now=102.0)
    assert not breaker.allows(in_flight=1, now=102.0)


def test_what_is_lost_during_a_pause_is_the_same_outage() -> None:
    breaker = tripped(max_wait=2.0)
    for _ in range(20):
        breaker.heard(1, now=101.0)
    assert breaker.allows(in_flight=0, now=102.0)
    assert not breaker.given_up


def test_an_answer_ends_it() -> None:
    breaker = tripped()
    breaker.heard(0, now=100.0)
    assert breaker.allows(in_flight=5, now=100.0)
    breaker.heard(1, now=100.0)
    breaker.heard(1, now=100.0)
    assert breaker.allows(in_flight=5, now=100.0)
    breaker.heard(1, now=100.0)
    assert not breaker.allows(in_flight=5, now=100.0)


def test_pauses_double_up_to_a_minute() -> None:
    breaker = tripped(max_wait=10_000.0)
    now = 100.0
    for pause in (2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0):
        assert not breaker.allows(in_flight=0, now=now + pause - 0.1)
        now += pause
        assert breaker.allows(in_flight=0, now=now)
        breaker.heard(1, now=now)


def test_it_gives_up_when_the_pauses_are_too_long_in_sum() -> None:
    breaker = tripped(max_wait=6.0)
    breaker.heard(1, now=200.0)
    assert not breaker.given_up
    breaker.heard(1, now=300.0)
    assert breaker.given_up


def test_no_single_pause_has_to_be_that_long() -> None:
    breaker = tripped(max_wait=13.0)
    breaker.heard(1, now=200.0)
    assert not breaker.given_up
    breaker.heard(1, now=300.0)
    assert breaker.given_up


def test_an_answer_makes_the_pauses_short_again() -> None:
    breaker = tripped(max_wait=2.0)
    breaker.heard(0, now=100.0)
    for _ in range(3):
        breaker.heard(1, now=200.0)
    assert breaker.allows(in_flight=0, now=202.0)
    assert not breaker.given_up
