from typing import Any

import pytest

from hubcli.core.casts import BadCell
from hubcli.core.mapping import AssociationType
from hubcli.core.records import Association
from hubcli.core.rows import SourceRow
from hubcli.core.unfold import unfold


def unfolded(record: dict[str, Any], *paths: str) -> tuple[dict[str, Any], tuple[Association, ...]]:
    row = SourceRow(1, 2, tuple(record), tuple(record.values()))
    flat, links = unfold(row, frozenset(paths))
    assert (flat.number, flat.line) == (1, 2)
    return dict(flat.values), links


def test_paths_name_parts_of_a_cell() -> None:
    record = {"name": "Ada", "address": {"city": "Rom", "geo": {"lat": 1}}}
    flat, links = unfolded(record, "address.city", "address.geo.lat")
    assert flat == {"name": "Ada", "address.city": "Rom", "address.geo.lat": 1}
    assert links == ()


def test_what_a_path_does_not_find_is_nothing() -> None:
    record = {"address": {"city": "Rom", "geo": None}, "job": None}
    paths = ("address.city", "address.zip", "address.geo.lat", "tel.home", "job.title")
    flat, _ = unfolded(record, *paths)
    assert flat == {
        "address.city": "Rom",
        "address.zip": None,
        "address.geo.lat": None,
        "job": None,
    }


def test_parts_within_parts_must_be_named_too() -> None:
    record = {"a": {"b": {"c": "1", "d": "2"}}}
    assert unfolded(record, "a.b.c", "a.b.d")[0] == {"a.b.c": "1", "a.b.d": "2"}
    with pytest.raises(BadCell, match=r"no line of the mapping names a\.b\.d"):
        unfolded(record, "a.b.c")
    nothings: list[object] = [{}, {"c": None}, []]
    for part in nothings:
        with pytest.raises(BadCell, match=r"no line of the mapping names a\.b$"):
            unfolded({"a": {"b": part, "d": "1"}}, "a.d")


def test_a_key_of_ones_own_makes_it_an_ordinary_record() -> None:
    """`_note` is no column of ours: it is not left out as if it were."""
    record = {**HUBSPOT, "_note": "keep me"}
    assert unfolded(record)[0] == record


@pytest.mark.parametrize("path", ["city.name", "address.city.name"])
def test_a_value_where_an_object_should_be_is_not_dropped(path: str) -> None:
    with pytest.raises(BadCell, match=f"{path} leads nowhere: Rom is no object"):
        unfolded({"city": "Rom", "address": {"city": "Rom"}}, path)


def test_a_column_with_a_dot_in_its_name_is_itself() -> None:
    flat, _ = unfolded({"a.b": "x", "a": {"b": "y"}}, "a.b")
    assert flat == {"a.b": "x"}


def test_what_no_path_names_stays_nested() -> None:
    flat, _ = unfolded({"a": {"b": 1}, "c": {"d": 2}}, "a.b")
    assert flat == {"a.b": 1, "c": {"d": 2}}


HUBSPOT = {
    "properties": {"email": "a@b.co"},
    "associations": [
        {
            "to": {"id": 123},
            "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}],
        }
    ],
    "objectWriteTraceId": "x",
    "id": "9",
}


def test_a_record_in_hubspots_own_form() -> None:
    flat, links = unfolded(HUBSPOT)
    assert flat == {"email": "a@b.co"}
    assert links == (Association("123", (AssociationType("HUBSPOT_DEFINED", 279),)),)


@pytest.mark.parametrize("associations", [None, []])
def test_a_record_in_hubspots_own_form_may_have_no_links(associations: object) -> None:
    _, links = unfolded({"properties": {"a": "b"}, "associations": associations})
    assert links == ()


def test_what_hubcli_said_of_such_a_record_still_counts() -> None:
    flat, _ = unfolded({**HUBSPOT, "_outcome": "inDoubt", "_line": 7})
    assert flat == {"email": "a@b.co", "_outcome": "inDoubt", "_line": 7}


def test_other_keys_make_it_an_ordinary_record() -> None:
    record = {"properties": {"email": "a@b.co"}, "name": "x", "associations": "none"}
    assert unfolded(record)[0] == record


@pytest.mark.parametrize(
    "associations",
    [
        5,
        "x",
        [5],
        {"to": 1},
        [{"to": {"id": "1"}}],
        [{"to": {}, "types": []}],
        [{"to": {"id": None}, "types": []}],
        [{"to": {"id": "example.com"}, "types": []}],
        [{"to": {"id": 1}, "types": [{"associationCategory": "X"}]}],
        [{"to": {"id": 1}, "types": [{"associationCategory": "X", "associationTypeId": "y"}]}],
        [{"to": {"id": 1}, "types": [7]}],
    ],
)
def test_associations_that_are_none_are_refused(associations: object) -> None:
    with pytest.raises(BadCell) as bad:
        unfolded({"properties": {"a": "b"}, "associations": associations})
    assert bad.value.code == "INVALID_ASSOCIATION_IDENTIFIER"
    assert isinstance(bad.value.message, str)
