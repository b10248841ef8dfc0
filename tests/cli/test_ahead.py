"""Reading ahead in a second process changes nothing of what is read."""

import signal
from collections.abc import Iterator
from contextlib import closing

import pytest

from hubcli.cli.ahead import Ahead, may_fork
from hubcli.core.outcomes import Fault
from hubcli.core.packed import Packed
from hubcli.core.records import Batch, Follower, RefusedRow
from hubcli.errors import Place, SourceError, UnusableError
from hubcli.hubspot.wire import encode_create
from hubcli.pipeline.prepare import Followers, Prepared, Refusals
from tests.pipeline.builders import batch_of, records


def items() -> list[Prepared]:
    return [
        batch_of(records(3)),
        Refusals("data.csv", (RefusedRow(4, 5, (Fault("ragged", "RAGGED_ROW"),)),)),
        Followers("data.csv", (Follower(5, 6, 1),)),
        batch_of(records(100, first=6), 2),
    ]


def test_everything_comes_in_its_order_and_as_it_was() -> None:
    with closing(Ahead(iter(items()), encode_create)) as ahead:
        read = list(ahead)
    for one, expected in zip(read, items(), strict=True):
        if isinstance(one, Batch) and isinstance(expected, Batch):
            assert isinstance(one.records, Packed)
            assert encode_create(one.records) == encode_create(expected.records)
            assert (one.number, one.file) == (expected.number, expected.file)
            assert list(one.records) == list(expected.records)
        else:
            assert one == expected


def test_what_a_source_says_is_said_here() -> None:
    def prepared() -> Iterator[Prepared]:
        yield items()[0]
        raise SourceError(Place("data.csv", 7), "the input changed", "Put it back.")

    with closing(Ahead(prepared(), encode_create)) as ahead:
        next(ahead)
        with pytest.raises(UnusableError, match=r"data\.csv:7: the input changed") as raised:
            next(ahead)
    assert raised.value.hint == "Put it back."


def test_a_bug_there_is_a_bug_here_and_holds_no_cell() -> None:
    cell = "Ada's salary"

    def prepared() -> Iterator[Prepared]:
        yield items()[0]
        int(cell)

    with closing(Ahead(prepared(), encode_create)) as ahead:
        next(ahead)
        with pytest.raises(RuntimeError, match="ValueError") as raised:
            next(ahead)
    (note,) = raised.value.__notes__
    assert "in prepared" in note
    assert cell not in f"{note} {raised.value}"


def test_a_process_that_dies_is_no_end_of_the_input() -> None:
    def prepared() -> Iterator[Prepared]:
        yield items()[0]
        signal.raise_signal(signal.SIGKILL)

    with closing(Ahead(prepared(), encode_create)) as ahead, pytest.raises(RuntimeError):
        list(ahead)


def test_it_can_be_left_before_the_end() -> None:
    def prepared() -> Iterator[Prepared]:
        for number in range(1, 10_000):
            yield batch_of(records(100, first=number * 100), number)

    ahead = Ahead(prepared(), encode_create)
    next(ahead)
    ahead.close()
    ahead.close()
    assert list(ahead) == []


def test_a_second_process_is_for_many_rows() -> None:
    assert not may_fork(100)
