import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.outcomes import (
    Created,
    Existing,
    Fault,
    InDoubt,
    NotSent,
    Outcome,
    OutcomeName,
    Refused,
    Stop,
    Tally,
    Updated,
    exit_code_of,
    faults_of,
    graver,
    name_of,
)
from hubcli.errors import ExitCode

FAULT = Fault("no")


@pytest.mark.parametrize(
    ("outcome", "name", "faults"),
    [
        (Created("1"), "created", ()),
        (Created("1", warnings=(FAULT,)), "created", (FAULT,)),
        (Existing("1"), "existing", ()),
        (Updated("1", warnings=(FAULT,)), "updated", (FAULT,)),
        (Refused((FAULT,)), "refused", (FAULT,)),
        (InDoubt((FAULT,)), "inDoubt", (FAULT,)),
        (NotSent(), "notSent", ()),
    ],
)
def test_every_outcome_has_its_word_and_its_faults(
    outcome: Outcome, name: str, faults: tuple[Fault, ...]
) -> None:
    assert name_of(outcome) == name
    assert faults_of(outcome) == faults


def test_a_row_counts_as_one() -> None:
    tally = Tally()
    tally.add(OutcomeName.CREATED)
    assert (tally[OutcomeName.CREATED], tally.read) == (1, 1)


@given(st.lists(st.tuples(st.sampled_from(OutcomeName), st.integers(0, 100))))
def test_read_is_the_sum_of_all_outcomes(ends: list[tuple[OutcomeName, int]]) -> None:
    tally = Tally()
    for name, number in ends:
        tally.add(name, number)
    assert tally.read == sum(number for _, number in ends)
    good = ("created", "existing", "updated")
    assert tally.succeeded == sum(number for name, number in ends if name in good)
    assert tally.read == sum(tally[name] for name in OutcomeName)


def tally_of(**counts: int) -> Tally:
    tally = Tally()
    for name, number in counts.items():
        tally.add(OutcomeName(name), number)
    return tally


@pytest.mark.parametrize(
    ("counts", "stop", "code"),
    [
        ({}, None, 0),
        ({"created": 5, "existing": 1, "updated": 1, "notSent": 3}, None, 0),
        ({"created": 5, "refused": 1}, None, 3),
        ({"inDoubt": 1}, None, 7),
        ({"refused": 1, "inDoubt": 1}, None, 7),
        ({"refused": 1, "inDoubt": 1}, ExitCode.UNAVAILABLE, 6),
        ({"refused": 1, "inDoubt": 1}, ExitCode.UNUSABLE, 5),
        ({"refused": 1, "inDoubt": 1}, ExitCode.INTERRUPTED, 130),
        ({"refused": 1, "inDoubt": 1}, ExitCode.ACCOUNT, 4),
        ({"notSent": 9}, ExitCode.REFUSED, 3),
        ({"inDoubt": 1}, ExitCode.REFUSED, 7),
        ({"inDoubt": 1}, ExitCode.BUG, 1),
    ],
)
def test_the_code_that_asks_most_wins(
    counts: dict[str, int], stop: ExitCode | None, code: int
) -> None:
    assert exit_code_of(tally_of(**counts), Stop(stop, "why") if stop else None) == code


def test_of_two_reasons_to_stop_the_graver_is_told() -> None:
    limit, again = Stop(ExitCode.UNAVAILABLE, "limit"), Stop(ExitCode.UNAVAILABLE, "again")
    token, break_ = Stop(ExitCode.ACCOUNT, "token"), Stop(ExitCode.INTERRUPTED, "Ctrl-C")
    assert graver(None, limit) is limit
    assert graver(limit, token) is token
    assert graver(token, break_) is token
    assert graver(limit, break_) is break_
    assert graver(limit, again) is limit
