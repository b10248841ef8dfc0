"""Looking for records by search, over real sockets: what a hit is worth, and when nothing can be said."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from hubcli.core.replies import Result, Unreadable
from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from hubcli.hubspot.client import Portal
from tests.end_to_end.process import until
from tests.hubspot.portals import Waits, portal_at, started
from tests.hubspot.raw import answer, raw_server
from tests.hubspot.records import record

_ACME = {"name": "Acme Rockets", "city": "Köln", "domain": "acme.example"}
_BAD = answer(
    "400 Bad", b'{"message": "There was a problem with the request."}', "Connection: close"
)


def _searches(emulator: RunningEmulator) -> int:
    return sum(request.path.endswith("/search") for request in emulator.requests)


def _seek(portal: Portal, since: datetime, values: Mapping[str, str] = _ACME) -> tuple[Result, ...]:
    found = portal.seek(values, since)
    assert not isinstance(found, Unreadable), found.reason
    return found


def _now() -> datetime:
    return datetime.now(UTC)


def test_a_record_is_found_with_all_values_as_they_are_held() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        since = _now()
        portal.create([record(1, **_ACME), record(2, name="Other")])
        (found,) = _seek(portal, since)
    assert {name: found.properties[name] for name in _ACME} == _ACME
    assert found.created_at


def test_the_second_counts_whole_and_older_records_are_not_found() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        portal.create([record(1, **_ACME)])
        now = _now()
        assert len(_seek(portal, now.replace(microsecond=999_999) - timedelta(seconds=1))) == 1
        assert _seek(portal, now + timedelta(seconds=2)) == ()


def test_every_record_that_may_be_it_is_given() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        since = _now()
        portal.create([record(number, **_ACME) for number in range(3)])
        assert len(_seek(portal, since)) == 3


@pytest.mark.parametrize("kind", ["tickets", "notes", "products"])
def test_objects_with_either_name_for_the_time_of_creation(kind: str) -> None:
    values = {
        "tickets": {"subject": "Broken rocket", "hs_pipeline_stage": "1"},
        "notes": {"hs_note_body": "Call them", "hs_timestamp": "2026-01-01T00:00:00Z"},
        "products": {"name": "Rocket engine"},
    }[kind]
    with started() as emulator, portal_at(emulator.base_url, kind=kind) as portal:
        since = _now()
        portal.create([record(1, **values)])
        assert len(_seek(portal, since, values)) == 1
        until(lambda: len(emulator.requests) == 3)
        assert _searches(emulator) == 1


def test_what_its_values_do_not_find_is_looked_for_by_its_time() -> None:
    """The index may hold a text in another form than it was sent: here it was changed meanwhile."""
    with started() as emulator, portal_at(emulator.base_url) as portal:
        since = _now()
        portal.create([record(1, **_ACME)])
        (found,) = _seek(portal, since, {"name": "Acme Rockets GmbH"})
        assert found.properties["name"] == "Acme Rockets"


def test_values_that_tell_nothing_leave_the_time_alone() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        since = _now()
        portal.create([record(1, **_ACME)])
        assert len(_seek(portal, since, {"domain": "acme.example"})) == 1
        until(lambda: len(emulator.requests) == 3)
        assert _searches(emulator) == 1


def test_the_index_lags_so_nothing_found_is_no_absence() -> None:
    with started(search_lag=60.0) as emulator, portal_at(emulator.base_url) as portal:
        since = _now()
        portal.create([record(1, **_ACME)])
        assert _seek(portal, since) == ()


def test_too_many_that_may_be_it() -> None:
    same = [record(number, name="Acme") for number in range(100)]
    with started() as emulator, portal_at(emulator.base_url) as portal:
        since = _now()
        portal.create(same)
        assert len(_seek(portal, since, {"name": "Acme"})) == 100
        portal.create(same[:1])
        by_values = portal.seek({"name": "Acme"}, since)
        by_time = portal.seek({"name": "Somebody else"}, since)
    assert isinstance(by_values, Unreadable)
    assert isinstance(by_time, Unreadable)
    assert "more than 100" in by_values.reason
    assert (by_values.again, by_time.again) == (False, True)


def test_the_limit_of_searches_is_waited_out() -> None:
    waits = Waits()
    with (
        started("search/429-secondly:1-2") as emulator,
        portal_at(emulator.base_url, waits=waits) as portal,
    ):
        portal.create([record(1, **_ACME)])
        assert len(_seek(portal, _now() - timedelta(seconds=5))) == 1
    assert waits.seconds == [0.2, 1.0, 1.0]


@pytest.mark.parametrize(("fault", "searches"), [("429-secondly", 5), ("429-daily", 1), ("502", 1), ("cut-before", 1), ("html", 1), ("truncate", 1)])  # fmt: skip
def test_a_search_that_tells_nothing_may_tell_later(fault: str, searches: int) -> None:
    with started(f"search/{fault}") as emulator, portal_at(emulator.base_url) as portal:
        found = portal.seek(_ACME, _now())
        assert isinstance(found, Unreadable)
        assert found.again
        until(lambda: _searches(emulator) == searches)


def test_a_search_that_lacks_a_scope_names_it() -> None:
    tokens = (Token("t", frozenset({"crm.objects.contacts.read"})),)
    with started(tokens=tokens) as emulator, portal_at(emulator.base_url) as portal:
        found = portal.seek(_ACME, _now())
    assert isinstance(found, Unreadable)
    assert not found.again
    assert "crm.objects.companies.read" in found.reason


def test_a_refused_question_is_put_with_the_other_name_and_then_by_time_alone() -> None:
    good = answer("200 OK", b'{"total":0,"results":[]}', "Connection: close")
    with raw_server([_BAD, _BAD, _BAD, good]) as raw, portal_at(raw.base_url) as portal:
        assert portal.seek(_ACME, _now()) == ()
    names = [b"hs_createdate" in request for request in raw.requests]
    assert names == [False, True, False, True]
    assert [b'"EQ"' in request for request in raw.requests] == [True, True, False, False]


def test_an_object_that_can_not_be_searched() -> None:
    with raw_server([_BAD] * 4) as raw, portal_at(raw.base_url) as portal:
        found = portal.seek(_ACME, _now())
    assert found == Unreadable(
        "search was refused (There was a problem with the request.)", again=False
    )


def test_a_hit_that_can_not_be_read_back_is_nothing_to_rely_on() -> None:
    hit = answer("200 OK", b'{"total":1,"results":[{"id":"7"}]}', "Connection: close")
    empty = answer("207 Multi-Status", b'{"results":[],"errors":[],"numErrors":1}')
    with raw_server([hit, empty]) as raw, portal_at(raw.base_url) as portal:
        found = portal.seek(_ACME, _now())
    assert isinstance(found, Unreadable)
    assert found.again
    with started("read/502") as emulator, portal_at(emulator.base_url) as portal:
        portal.create([record(1, **_ACME)])
        found = portal.seek(_ACME, _now() - timedelta(seconds=5))
    assert found == Unreadable("reading it back was answered 502", again=True)


def test_nothing_is_searched_when_the_run_ends() -> None:
    with started() as emulator:
        with portal_at(emulator.base_url, waits=Waits(0)) as portal:
            assert isinstance(portal.seek(_ACME, _now()), Unreadable)
        with portal_at(emulator.base_url, going=False) as portal:
            portal.create([record(1, **_ACME)])
            found = portal.seek(_ACME, _now() - timedelta(seconds=5))
        assert isinstance(found, Unreadable)
        assert "ending" in found.reason
