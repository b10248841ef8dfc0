"""Owners, pipelines and labels over real sockets: all of them, or why not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from hubcli.core.schema import AssociationLabel, Owner, Pipeline, Stage
from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from hubcli.hubspot.labels import read_labels
from hubcli.hubspot.owners import read_owners
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.pipelines import read_pipelines
from hubcli.hubspot.reading import Reading, why
from hubcli.hubspot.reads import Denied
from tests.hubspot.portals import Waits, session_at, started
from tests.hubspot.raw import answer, raw_server


@contextmanager
def _at(base_url: str, version: str = "2025-09") -> Iterator[Reading]:
    with session_at(base_url) as session:
        yield Reading(session, Paths(base_url, version), Waits())


@contextmanager
def _saying(*answers: Any) -> Iterator[Reading]:  # noqa: ANN401 - any JSON
    said = [answer("200 OK", json.dumps(one).encode(), "Connection: close") for one in answers]
    with raw_server(said) as raw, _at(raw.base_url) as reading:
        yield reading


def _post(emulator: RunningEmulator, path: str, body: dict[str, Any]) -> None:
    headers = {"authorization": "Bearer t"}
    httpx.post(
        emulator.base_url + path, json=body, headers=headers, verify=False
    ).raise_for_status()


def test_all_owners_by_their_e_mail() -> None:
    with started() as emulator, _at(emulator.base_url) as reading:
        owners = read_owners(reading)
    assert owners == (
        Owner("71000001", "ada.lovelace@example.com", "Ada Lovelace"),
        Owner("71000003", "alan.turing@example.com", "Alan Turing"),
        Owner("71000002", "grace.hopper@example.com", "Grace Hopper"),
    )


def test_owners_come_in_pages_and_archived_ones_are_left_out() -> None:
    pages = (
        {"results": [{"id": "2", "email": "b@x.co"}, {"id": "9", "archived": True}], "paging": {"next": {"after": "2&x"}}},
        {"results": [{"id": "1", "email": "a@x.co", "firstName": "Ada", "lastName": None}, {}, 7]},
    )  # fmt: skip
    said = [answer("200 OK", json.dumps(one).encode(), "Connection: close") for one in pages]
    with raw_server(said) as raw, _at(raw.base_url) as reading:
        assert read_owners(reading) == (Owner("1", "a@x.co", "Ada"), Owner("2", "b@x.co", ""))
    first, second = (request.split(b" ")[1] for request in raw.requests)
    assert first == b"/crm/owners/2025-09?limit=100&archived=false"
    assert second == first + b"&after=2%26x"


def test_pages_without_an_end_are_none() -> None:
    page = {"results": [], "paging": {"next": {"after": "1"}}}
    with _saying(page, page, page) as reading:
        found = read_owners(reading)
    assert isinstance(found, Denied)


@pytest.mark.parametrize(
    "paging", [None, [], {"next": None}, {"next": {}}, {"next": {"after": None}}]
)
def test_the_last_page_says_so_in_any_way(paging: object) -> None:
    with _saying({"results": [{"id": 5}], "paging": paging}) as reading:
        assert read_owners(reading) == (Owner("5", "", ""),)


@pytest.mark.parametrize("said", [{}, {"results": None}, {"results": {}}])
def test_an_answer_without_a_list(said: dict[str, object]) -> None:
    for read in (
        read_owners,
        lambda reading: read_pipelines(reading, "deals"),
        lambda reading: read_labels(reading, "deals", "contacts"),
    ):
        with _saying(said) as reading:
            found = read(reading)
        assert isinstance(found, Denied)
        assert why(found) == "HubSpot answered 200"


def test_pipelines_with_their_stages() -> None:
    with started() as emulator, _at(emulator.base_url) as reading:
        pipelines = read_pipelines(reading, "deals")
        assert not isinstance(pipelines, Denied)
        (found,) = pipelines
        assert (found.id, found.label, len(found.stages)) == ("default", "Sales Pipeline", 7)
        assert found.stages[5] == Stage("closedwon", "Closed Won")
        assert read_pipelines(reading, "contacts") == ()


def test_pipelines_come_as_people_see_them_without_archived_ones() -> None:
    stages = [
        {"id": "b", "label": "B", "displayOrder": 1},
        {"id": "a", "label": "A", "displayOrder": 0},
        {"id": "c", "archived": True},
        {"label": "no id"},
        None,
    ]
    pipelines = [
        {"id": "2", "label": "Second", "displayOrder": 1, "stages": None},
        {"id": "1", "label": "First", "displayOrder": 0, "stages": stages},
        {"id": "3", "archived": True},
        {"label": "no id"},
    ]
    with _saying({"results": pipelines}) as reading:
        assert read_pipelines(reading, "tickets") == (
            Pipeline("1", "First", (Stage("a", "A"), Stage("b", "B"))),
            Pipeline("2", "Second", ()),
        )


@pytest.mark.parametrize("version", ["2025-09", "2026-03", "2026-09", "v3"])
def test_labels_in_their_direction_in_every_version(version: str) -> None:
    label = {"name": "employer", "label": "Employer", "inverseLabel": "Employee"}
    with started() as emulator, _at(emulator.base_url, version) as reading:
        _post(emulator, "/crm/associations/2025-09/contacts/companies/labels", label)
        there = read_labels(reading, "contacts", "companies")
        back = read_labels(reading, "companies", "contacts")
        owners, pipelines = read_owners(reading), read_pipelines(reading, "deals")
    assert not isinstance(there, Denied)
    assert not isinstance(back, Denied)
    assert [(one.category, one.type_id, one.label) for one in there] == [
        ("HUBSPOT_DEFINED", 1, "Primary"),
        ("HUBSPOT_DEFINED", 279, None),
        ("HUBSPOT_DEFINED", 931, "Billing"),
        ("USER_DEFINED", 1, "Employer"),
    ]
    assert AssociationLabel("companies", "contacts", "USER_DEFINED", 2, "Employee") in back
    assert not isinstance(owners, Denied)
    assert not isinstance(pipelines, Denied)


def test_labels_that_make_no_sense_are_left_out() -> None:
    items = [
        {"category": "USER_DEFINED", "typeId": "7", "label": "A"},
        {"typeId": 7, "label": "A"},
        {"category": "USER_DEFINED", "typeId": 7},
        {"category": "USER_DEFINED", "typeId": 7, "label": None},
        None,
    ]
    with _saying({"results": items}) as reading:
        assert read_labels(reading, "a", "b") == (
            AssociationLabel("a", "b", "USER_DEFINED", 7, None),
        )


def test_a_scope_that_is_lacking_is_named() -> None:
    with started(tokens=(Token("t", frozenset()),)) as emulator, _at(emulator.base_url) as reading:
        owners = read_owners(reading)
        pipelines = read_pipelines(reading, "deals")
    assert isinstance(owners, Denied)
    assert why(owners) == "HubSpot answered 403; it needs crm.objects.owners.read"
    assert isinstance(pipelines, Denied)
    assert why(pipelines).startswith("HubSpot answered 403; it needs one of these scopes: crm.")
