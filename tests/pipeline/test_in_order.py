from collections.abc import Callable, Iterator
from threading import Event

import pytest

from hubcli.pipeline.in_order import in_order

_SECONDS = 10


def test_items_come_in_their_order_with_their_answers() -> None:
    def ask(number: int) -> Callable[[], str] | None:
        return (lambda: f"answer {number}") if number % 3 else None

    found = list(in_order(range(100), ask, 4))
    assert found == [(n, f"answer {n}" if n % 3 else None) for n in range(100)]


def test_several_questions_are_asked_at_a_time() -> None:
    first, second = Event(), Event()

    def ask(number: int) -> Callable[[], bool]:
        """Each waits until the other one is asked."""
        mine, other = (first, second) if number == 0 else (second, first)

        def question() -> bool:
            mine.set()
            return other.wait(_SECONDS)

        return question

    assert list(in_order([0, 1], ask, 2)) == [(0, True), (1, True)]


def test_no_more_is_read_than_is_needed() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    pairs = in_order(items(), lambda number: lambda: number, 3)
    assert next(pairs) == (0, 0)
    assert len(read) == 7
    pairs.close()  # type: ignore[attr-defined]
    assert len(read) == 7


def test_a_bug_in_a_question_is_raised_where_its_answer_is_taken() -> None:
    def ask(number: int) -> Callable[[], float]:
        return lambda: 1 / number

    pairs = in_order([1, 0, 2], ask, 1)
    assert next(pairs) == (1, 1.0)
    with pytest.raises(ZeroDivisionError):
        next(pairs)
