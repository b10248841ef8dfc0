from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.mapping import Duplicates
from hubcli.core.records import comparable_key
from hubcli.core.rows import Value
from hubcli.pipeline.survey import survey
from tests.pipeline.sources import FakeSource, NestedSource

REFUSE = Duplicates.REFUSE


def key_of(cell: Value) -> str | None:
    return comparable_key("email", cell) if isinstance(cell, str) and cell.strip() else None


def test_all_rows_are_counted_broken_ones_too() -> None:
    sources = [
        FakeSource(["email"], ["a"], "broken", ["b"]),
        FakeSource(["email"], ["c"], name="more.csv"),
    ]
    found = survey(sources, ("email",), key_of, REFUSE)
    assert (found.rows, found.total) == ((3, 1), 4)
    assert (found.first_of(0), found.first_of(1)) == (1, 4)
    assert found.groups.groups == {}


def test_without_a_key_the_rows_are_only_counted() -> None:
    source = FakeSource(["email"], ["a"], ["a"])
    found = survey([source], (), key_of, REFUSE)
    assert found.rows == (2,)
    assert found.groups.groups == {}
    assert source.passes == 1


def test_one_reading_is_enough_where_all_keys_differ() -> None:
    source = FakeSource(["email"], ["a"], ["b"], [""], [""], "broken", "broken")
    survey([source], ("email",), key_of, REFUSE)
    assert source.passes == 1


def test_equal_keys_are_found_within_a_file_and_across_files() -> None:
    sources = [
        FakeSource(["email"], ["a"], ["b"], [" A "]),
        FakeSource(["email"], ["c"], ["a"], name="more.csv"),
    ]
    groups = survey(sources, ("email",), key_of, REFUSE).groups
    assert groups.others("a", 1) == "data.csv:4"
    assert groups.others("a", 3) == "data.csv:2"
    assert groups.others("a", 5) == "data.csv:2"
    assert groups.others("b", 2) is None
    assert groups.others("c", 4) is None


def test_each_file_may_spell_the_column_in_its_own_way() -> None:
    sources = [
        FakeSource(["Email"], ["a"], ["b"]),
        FakeSource(["x", "E-mail"], ["1", "A"], ["2", "c"], name="more.csv"),
        FakeSource(["none"], ["a"], name="none.csv"),
    ]
    groups = survey(sources, ("Email", "E-mail"), key_of, REFUSE).groups
    assert groups.others("a", 1) == "more.csv:2"
    assert groups.others("a", 3) == "data.csv:2"
    assert set(groups.groups) == {"a"}


def test_equal_keys_are_found_in_records_that_nest_them() -> None:
    source = NestedSource(["email"], ["a"], ["a"])
    groups = survey([source], ("email",), key_of, REFUSE).groups
    assert groups.others("a", 1) == "data.csv:3"


@pytest.mark.parametrize(("policy", "sent"), [(Duplicates.FIRST, 1), (Duplicates.LAST, 3)])
def test_one_row_of_each_group_is_sent(policy: Duplicates, sent: int) -> None:
    source = FakeSource(["email"], ["a"], ["a"], ["A"], ["b"])
    groups = survey([source], ("email",), key_of, policy).groups
    expected = [None if number == sent else sent for number in (1, 2, 3)]
    assert [groups.leader("a", number) for number in (1, 2, 3)] == expected
    assert groups.leader("b", 4) is None
    assert groups.others("a", 1) is None


@given(st.lists(st.sampled_from(["", "a", "A", "b", "c", "d "]), max_size=12), st.integers(0, 12))
def test_the_groups_are_the_keys_that_are_there_twice(cells: list[str], cut: int) -> None:
    sources = [
        FakeSource(["email"], *([cell] for cell in part), name=name)
        for name, part in (("1.csv", cells[:cut]), ("2.csv", cells[cut:]))
    ]
    found = survey(sources, ("email",), key_of, REFUSE)
    counted = Counter(key for cell in cells if (key := key_of(cell)))
    assert set(found.groups.groups) == {key for key, number in counted.items() if number > 1}
    for number, cell in enumerate(cells, 1):
        key = key_of(cell)
        other = found.groups.others(key, number) if key else None
        assert bool(other) == bool(key and counted[key] > 1)
