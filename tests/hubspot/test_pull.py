"""A whole portal, read by several at a time: all of it, in its order, within the rate limit."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from hubcli.core.schema import PortalAccount
from hubcli.core.schema_diff import Unread
from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Rate, Token
from hubcli.errors import AccountError, UnavailableError
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.pull import Pull, Pulled, Wanted
from hubcli.hubspot.reading import Reading
from tests.hubspot.portals import Waits, session_at, started

_USUAL = ("contacts", "companies", "deals", "tickets", "products", "line_items")
_ACCOUNT = PortalAccount(4242, "STANDARD")


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return True


@contextmanager
def _pull(emulator: RunningEmulator, workers: int = 4, *, paced: bool = False) -> Iterator[Pull]:
    with session_at(emulator.base_url) as session:
        pace = Pace(time.monotonic, _sleep) if paced else None
        wait = _sleep if paced else Waits()
        yield Pull(Reading(session, Paths(emulator.base_url, "2025-09"), wait, pace), workers)


def _pulled(emulator: RunningEmulator, names: Sequence[str] = _USUAL, workers: int = 4) -> Pulled:
    with _pull(emulator, workers) as pull:
        return pull.portal(_ACCOUNT, [Wanted(name) for name in names], ("told before",))


def test_all_of_it() -> None:
    with started() as emulator:
        found = _pulled(emulator)
    portal = found.schema
    assert found.unread == Unread(frozenset(), frozenset())
    assert (portal.account, portal.api_version) == (_ACCOUNT, "2025-09")
    assert tuple(portal.objects) == _USUAL
    assert portal.not_pulled == ("told before",)
    assert len(portal.owners or ()) == 3
    pairs = {(one.from_object, one.to_object) for one in portal.associations or ()}
    assert {("contacts", "companies"), ("companies", "contacts"), ("companies", "companies")} <= pairs  # fmt: skip
    pipelines = {name: one.pipelines and len(one.pipelines) for name, one in portal.objects.items()}
    assert pipelines == {**dict.fromkeys(_USUAL, ()), "deals": 1, "tickets": 1}


def test_how_many_read_at_a_time_makes_no_difference() -> None:
    with started() as emulator:
        assert _pulled(emulator, workers=1) == _pulled(emulator, workers=8)


def test_what_can_not_be_read_is_named_with_its_scope_and_stops_nothing() -> None:
    scopes = frozenset({"crm.schemas.deals.read", "crm.objects.contacts.read"})
    with started(tokens=(Token("t", scopes),)) as emulator:
        found = _pulled(emulator, ("contacts", "deals", "companies"))
    portal = found.schema
    assert set(portal.objects) == {"contacts", "deals"}
    assert portal.owners is None
    assert found.unread.objects == {"companies"}
    assert found.unread.pairs == {("deals", "contacts"), ("deals", "deals")}
    assert [text.partition(" (")[0] for text in portal.not_pulled[1:]] == [
        "the properties of companies",
        "the owners",
        "the associations of deals to contacts, deals to deals",
    ]
    assert "crm.objects.owners.read" in portal.not_pulled[2]
    assert {one.from_object for one in portal.associations or ()} == {"contacts"}


def test_nothing_can_be_read() -> None:
    with started(tokens=(Token("t", frozenset()),)) as emulator:
        found = _pulled(emulator, ("contacts", "deals"))
    assert (found.schema.objects, found.schema.associations) == ({}, ())
    assert found.unread.objects == {"contacts", "deals"}


def test_pipelines_and_associations_that_can_not_be_read() -> None:
    with started("pipelines/403", "associations/404") as emulator:
        found = _pulled(emulator, ("deals", "contacts", "companies"))
    portal = found.schema
    assert portal.objects["deals"].pipelines is None
    assert portal.objects["contacts"].pipelines == ()
    assert portal.associations is None
    assert len(found.unread.pairs) == 9
    said = portal.not_pulled[-1]
    assert said.startswith("the associations of deals to deals, deals to contacts, deals to companies and 6 other pairs (HubSpot answered 404")  # fmt: skip


def test_a_limit_is_kept() -> None:
    with started(rate=Rate(20, 0.5)) as emulator, _pull(emulator, 8, paced=True) as pull:
        found = pull.portal(None, [Wanted(name) for name in _USUAL])
        refused = [one for one in emulator.requests if one.status == 429]
    assert len(found.schema.objects) == 6
    # Before the first answer nobody knows the limit; from then on it is kept.
    assert len(refused) <= 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [("associations/401", AccountError), ("associations/502-before", UnavailableError)],
)
def test_a_failure_ends_it_at_once(fault: str, error: type[Exception]) -> None:
    with started(fault) as emulator:
        with pytest.raises(error):
            _pulled(emulator)
        asked = len([one for one in emulator.requests if "associations" in one.path])
    assert asked < 36 * 4
    assert not [one for one in threading.enumerate() if one.name.startswith("ThreadPool")]
