from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.duplicates import KeyGroups, KeyHashes
from hubcli.core.mapping import Duplicates


@given(st.lists(st.none() | st.sampled_from("abcdef") | st.text(max_size=3)))
def test_repeated_hashes_are_those_of_repeated_keys(keys: list[str | None]) -> None:
    hashes = KeyHashes()
    assert hashes.add_all(keys) == len(keys)
    repeated = {key for key, number in Counter(keys).items() if key is not None and number > 1}
    assert hashes.repeated() == {hash(key) for key in repeated}


def test_hashes_of_several_files_are_one_set() -> None:
    hashes = KeyHashes()
    assert hashes.add_all(["a", None]) == 2
    assert hashes.add_all([None, "a", "b"]) == 3
    assert hashes.repeated() == {hash("a")}


def grouped(policy: Duplicates) -> KeyGroups:
    groups = KeyGroups(policy)
    for number, key in enumerate(["a", "b", "a", "c", "a"], 1):
        groups.add(key, number, f"data.csv:{number + 1}")
    groups.settle()
    return groups


def test_keys_that_only_looked_repeated_are_dropped() -> None:
    groups = grouped(Duplicates.REFUSE)
    assert set(groups.groups) == {"a"}
    assert groups.groups["a"].rows == 3


def test_each_row_of_a_group_names_another() -> None:
    groups = grouped(Duplicates.REFUSE)
    places = [groups.others("a", number) for number in (1, 3, 5)]
    assert places == ["data.csv:4", "data.csv:2", "data.csv:2"]
    assert groups.leader("a", 3) is None
    assert groups.others("b", 2) is None


def test_a_leader_has_no_leader() -> None:
    first, last = grouped(Duplicates.FIRST), grouped(Duplicates.LAST)
    assert [first.leader("a", number) for number in (1, 3, 5)] == [None, 1, 1]
    assert [last.leader("a", number) for number in (1, 3, 5)] == [5, 5, None]
    assert first.leader("b", 2) is None
    assert last.others("a", 1) is None
