from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hubcli.core.replies import Unreadable
from hubcli.hubspot.lookups import Lookups
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from tests.hubspot.portals import Waits, session_at, started
from tests.hubspot.raw import RESET, answer, raw_server


@contextmanager
def lookups_at(base_url: str, *, going: bool = True) -> Iterator[Lookups]:
    pace = Pace(lambda: 0.0, lambda _: going)
    with session_at(base_url) as session:
        paths = Paths(base_url, "2025-09")
        yield Lookups(session, paths, "contacts", pace, wait=Waits())


def test_ids_that_are_no_records_are_named() -> None:
    with started() as emulator, lookups_at(emulator.base_url) as lookups:
        assert lookups.missing("companies", ["1", "22"]) == frozenset({"1", "22"})
        assert lookups.find("email", ["ada@example.com"], ()) == {}
        assert {(one.method, one.path.rpartition("/")[2]) for one in emulator.requests} == {
            ("POST", "read")
        }


_MERGED = b'{"status": "COMPLETE", "results": [{"id": "9", "properties": {}}]}'
_SOME = b'{"results": [], "numErrors": 1, "errors": [null, {"context": 1}, {"context": {"ids": ["1", "5"]}}, {"context": {"ids": "2"}}]}'


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (answer("200 OK", _MERGED), frozenset()),
        (answer("207 Multi-Status", _SOME), frozenset({"1"})),
        (answer("200 OK", b"{}"), frozenset()),
    ],
)
def test_only_what_hubspot_names_is_missing(said: bytes, missing: frozenset[str]) -> None:
    with raw_server([said]) as raw, lookups_at(raw.base_url) as lookups:
        assert lookups.missing("companies", ["1", "2"]) == missing


@pytest.mark.parametrize(
    ("said", "again", "reason"),
    [
        (answer("403 Forbidden", b'{"message": "no", "errors": [{"message": "x", "context": {"requiredGranularScopes": ["crm.objects.companies.read"]}}]}'), False, "crm.objects.companies.read"),
        (answer("400 Bad", b'{"message": "no"}'), False, "reading companies was answered 400"),
        (answer("429 Too Many", b"{}"), True, "429"),
        (answer("502 Bad", b"<html>"), True, "502"),
        (answer("200 OK", b"<html>"), True, "reading companies was answered 200"),
        (RESET, True, ""),
    ],
)  # fmt: skip
def test_what_can_not_be_read(said: bytes, again: bool, reason: str) -> None:  # noqa: FBT001
    with raw_server([said]) as raw, lookups_at(raw.base_url) as lookups:
        found = lookups.missing("companies", ["1"])
    assert isinstance(found, Unreadable)
    assert found.again is again
    assert reason in found.reason


def test_nothing_is_asked_where_it_is_ending() -> None:
    with lookups_at("http://127.0.0.1:9", going=False) as lookups:
        assert lookups.missing("companies", ["1"]) == Unreadable("the check is ending", again=False)
