"""What a record gets back, and what was changed since."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from hubcli.core.outcomes import Fault
from hubcli.core.overwrites import Cell as Written
from hubcli.core.overwrites import Overwrite
from hubcli.core.put_back import Cell, Changed, PutBack, changed_of, put_back
from hubcli.core.schema import ObjectSchema, Property
from hubcli.core.undo import Held, Past

SCHEMA = ObjectSchema("contacts", {"score": Property("score", type="number")})
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PERSON = Past(AT, "CRM_UI", "userId:1")
APP = Past(AT, "INTEGRATION", "5")


def back(
    now: Mapping[str, str | None],
    cells: Mapping[str, Cell],
    history: Mapping[str, Sequence[Past]] | None = None,
    *,
    even_changed: bool = False,
) -> PutBack:
    return put_back(Held("1", now, history), cells, SCHEMA, even_changed=even_changed)


def test_what_is_still_ours_gets_what_was_there() -> None:
    cells = {"city": Cell("Oslo", ("Bergen",)), "phone": Cell(None, ("1",))}
    assert back({"city": "Bergen", "phone": "1"}, cells) == PutBack({"city": "Oslo", "phone": ""})


def test_normalisation_is_no_change() -> None:
    assert back({"score": "7.0"}, {"score": Cell("5", ("7",))}).values == {"score": "5"}


def test_what_was_cleared_is_filled_again() -> None:
    assert back({"city": None}, {"city": Cell("Oslo", ("",))}).values == {"city": "Oslo"}


@pytest.mark.parametrize("before", ["Oslo", None])
def test_what_holds_it_already_needs_nothing(before: str | None) -> None:
    assert back({"city": before}, {"city": Cell(before, ("Bergen",))}) == PutBack()


def test_each_value_that_the_run_wrote_is_ours() -> None:
    cells = {"city": Cell("Oslo", ("Bergen", "Voss"))}
    assert back({"city": "Bergen"}, cells).values == {"city": "Oslo"}


def test_what_was_changed_since_is_left_and_all_of_it_is_named() -> None:
    cells = {name: Cell("old", ("new",)) for name in ("a", "b", "c")}
    done = back({"a": "new", "b": "x", "c": None}, cells, {"b": [PERSON], "c": [APP, PERSON]})
    assert done.values == {"a": "old"}
    assert done.fault == Fault(
        "b was set by a person (CRM_UI userId:1) at 2026-11-23 10:00:00 UTC;"
        " c was set by another app (INTEGRATION 5) at 2026-11-23 10:00:00 UTC",
        "CHANGED_BY_PERSON",
        property="b",
    )
    assert done.changed.keys() == {"b", "c"}


@pytest.mark.parametrize("history", [None, {}, {"a": []}])
def test_who_did_it_need_not_be_known(history: Mapping[str, Sequence[Past]] | None) -> None:
    done = back({"a": "x"}, {"a": Cell("old", ("new",))}, history)
    assert done.fault == Fault(
        "a holds another value than the one written", "CHANGED", property="a"
    )


def test_even_changed_takes_it_and_says_why_it_should_not() -> None:
    done = back({"a": "x"}, {"a": Cell("old", ("new",))}, even_changed=True)
    assert done.values == {"a": "old"}
    assert done.fault is not None


def test_the_first_value_found_and_all_values_written() -> None:
    rows = [
        (9, Overwrite("1", {"a": Written("old", "x")})),
        (4, Overwrite("1", {"a": Written("x", "y"), "b": Written(None, "z")})),
        (5, Overwrite("2", {"a": Written("q", "r")})),
    ]
    assert list(changed_of(rows)) == [
        Changed(4, "1", None, {"a": Cell("old", ("x", "y")), "b": Cell(None, ("z",))}),
        Changed(5, "2", None, {"a": Cell("q", ("r",))}),
    ]
    assert list(changed_of([])) == []
