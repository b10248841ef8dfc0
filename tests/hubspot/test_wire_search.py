"""What is asked of search: which values, in which form; and its answers in every form."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.hubspot.wire_search import Hits, created_names, encode_search, hits_of, telling

_SINCE = datetime(2026, 11, 23, 10, 0, 5, 987_654, tzinfo=UTC)


def test_a_search_is_for_the_whole_second_and_for_values_in_one_group() -> None:
    body = json.loads(encode_search("createdate", _SINCE, {"name": "Acme"}))
    assert body == {
        "filterGroups": [
            {
                "filters": [
                    {"propertyName": "createdate", "operator": "GTE", "value": "1795428005000"},
                    {"propertyName": "name", "operator": "EQ", "value": "Acme"},
                ]
            }
        ],
        "sorts": [],
        "properties": ["createdate"],
        "limit": 100,
        "after": "0",
    }


@pytest.mark.parametrize(
    ("kind", "likely"),
    [
        ("contacts", "createdate"), ("0-1", "createdate"), ("companies", "createdate"), ("Deal", "createdate"),
        ("tickets", "createdate"), ("notes", "hs_createdate"), ("2-7", "hs_createdate"), ("p1_pets", "hs_createdate"),
    ],
)  # fmt: skip
def test_the_time_of_creation_has_two_names(kind: str, likely: str) -> None:
    names = created_names(kind)
    assert (names[0], set(names)) == (likely, {"createdate", "hs_createdate"})


def test_plain_words_and_long_texts_tell_most() -> None:
    values = {
        "city": "Köln",
        "name": "Acme & Sons",
        "address": "Long Street 12",
        "state": "NRW",
        "zip": "50667",
    }
    assert list(telling(values)) == ["address", "city", "state"]
    assert list(telling({"name": "Acme & Sons", "city": "Köln"})) == ["city", "name"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""), ("name", "x"), ("name", " Acme"), ("name", "Acme\nSons"), ("name", "A" * 201), ("name", "Acme*"),
        ("score", "12.50"), ("day", "2026-01-31"), ("at", "2026-01-31T10:00:00Z"), ("choices", "red;green"),
        ("rich", "<p>Hi</p>"), ("domain", "acme.example"), ("website", "acme.example"), ("phone", "call me"), ("b", "true"),
    ],
)  # fmt: skip
def test_what_the_index_may_hold_in_another_form_is_not_asked_for(name: str, value: str) -> None:
    assert telling({name: value}) == {}


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=300), max_size=12))
def test_never_more_than_a_group_takes_and_only_what_was_sent(values: dict[str, str]) -> None:
    chosen = telling(values)
    assert len(chosen) <= 3
    assert chosen.items() <= values.items()
    assert len(encode_search("createdate", _SINCE, {name: chosen[name] for name in chosen})) > 0


_PAGED = {"next": {"after": "100"}}


@pytest.mark.parametrize(
    ("data", "hits", "too_many"),
    [
        ({"total": 0, "results": []}, Hits((), 0), False),
        ({"total": 2, "results": [{"id": "1"}, {"id": "2"}]}, Hits(("1", "2"), 2), False),
        ({"total": 5, "results": [{"id": "1"}]}, Hits(("1",), 5), True),
        ({"results": [{"id": "1"}]}, Hits(("1",), 1), False),
        ({"results": [{"id": "1"}], "paging": _PAGED}, Hits(("1",), 2), True),
        ({"total": 1, "results": [{"id": "1"}], "paging": _PAGED}, Hits(("1",), 2), True),
        ({"total": 0, "results": [{"id": "1"}], "paging": None}, Hits(("1",), 1), False),
    ],
)
def test_what_was_found(data: object, hits: Hits, *, too_many: bool) -> None:
    found = hits_of(data)
    assert found == hits
    assert found is not None
    assert found.too_many is too_many


@pytest.mark.parametrize(
    "data",
    [None, [], 7, {}, {"results": {}}, {"results": [7]}, {"results": [{"id": 7}]}, {"results": [{"id": ""}]}, {"total": 0}],
)  # fmt: skip
def test_what_can_not_be_read_to_the_last_hit_is_no_answer(data: Any) -> None:  # noqa: ANN401
    assert hits_of(data) is None
