"""Forty kinds of bad cell: found before anything is sent, live and offline alike, and refused when they are sent."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest

from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from tests.end_to_end.bad_cells import COLUMNS, KINDS, USUAL, Kind, portal_document
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import TOKEN, InProcess

Inside = Callable[[RunningEmulator | str | None], InProcess]
OBJECTS = ("contacts", "companies", "deals")
_NOBODY = "http://127.0.0.1:9"


def _rows(of: str) -> Iterator[tuple[Kind, Mapping[str, str]]]:
    """Each row is well but for one cell."""
    for number, kind in enumerate(KINDS):
        if kind.object == of:
            email = {"E-mail": f"person{number}@example.com"} if of == "contacts" else {}
            yield kind, {**USUAL[of], **email, **kind.beside, kind.column: kind.value}


def _file(of: str) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS[of]), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for _, row in _rows(of))
    return out.getvalue()


def _mapping(of: str) -> str:
    columns = [f"  {name}: {prop}" for name, prop in COLUMNS[of].items() if prop]
    end = ["associations:", "  - {to: companies, column: Company}"] if of == "contacts" else []
    return "\n".join([f"object: {of}", "columns:", *columns, *end, ""])


def _expected(of: str) -> list[dict[str, Any]]:
    return [
        {
            "file": f"{of}.csv",
            "line": line,
            "outcome": "refused",
            "code": kind.code,
            "property": kind.property,
            "column": kind.column if kind.is_named else None,
            "value": kind.value if kind.is_named else None,
            "proposal": kind.proposal,
        }
        for line, (kind, _) in enumerate(_rows(of), 2)
    ]


def _told(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys = ("file", "line", "outcome", "code", "property", "column", "value", "proposal")
    return [{key: error[key] for key in keys} for error in document["errors"]]


@pytest.fixture
def hubspot(portal: Portal) -> RunningEmulator:
    return portal(portal=portal_document())


def test_there_are_forty_and_each_stands_on_a_fact() -> None:
    assert len(KINDS) == 40
    assert len({(kind.object, kind.column, kind.value) for kind in KINDS}) == 40
    assert all(kind.why and kind.fact and kind.proposal for kind in KINDS)


@pytest.mark.parametrize("of", OBJECTS)
def test_check_finds_them_live_and_offline_alike(
    of: str, hubspot: RunningEmulator, inside: Inside
) -> None:
    hubcli = inside(hubspot)
    hubcli.put(f"{of}.csv", _file(of))
    hubcli.put(f"{of}.yaml", _mapping(of))
    assert hubcli("schema", "pull", "contacts", "companies", "deals").code == 0
    asked = ("check", of, f"{of}.csv", "-m", f"{of}.yaml", "--json")
    live = hubcli(*asked)
    assert live.code == 3
    assert _told(live.document) == _expected(of)
    offline = inside(_NOBODY).with_env({}, without="HUBSPOT_ACCESS_TOKEN")
    locked = offline(*asked, "--lock", "hubspot.lock.json")
    assert locked.code == 3
    assert locked.document["errors"] == live.document["errors"]
    assert all(one.method == "GET" or one.path.endswith("/batch/read") for one in hubspot.requests)
    assert hubspot.store.records(of) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.column}: {kind.why}")
def test_hubspot_refuses_the_cell_as_it_stands(kind: Kind, every: httpx.Client) -> None:
    ((_, row),) = ((one, row) for one, row in _rows(kind.object) if one is kind)
    names = COLUMNS[kind.object]
    properties = {names[column]: text for column, text in row.items() if text and names[column]}
    body: dict[str, Any] = {"properties": properties, "associations": []}
    if kind.object == "contacts" and (company := row.get("Company")):
        types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]
        body["associations"] = [{"to": {"id": company}, "types": types}]
    if kind.code == "DUPLICATE_KEY":
        other = {"properties": {"email": kind.value.lower()}, "associations": []}
        assert every.post("/crm/objects/2025-09/contacts", json=other).status_code == 201
    answer = every.post(f"/crm/objects/2025-09/{kind.object}", json=body)
    assert answer.status_code in {400, 409}, answer.text
    if kind.hubspot:
        assert [error["code"] for error in answer.json()["errors"]] == [kind.hubspot]
    well = {**body, "properties": {**properties, **_mended(kind)}, "associations": []}
    assert every.post(f"/crm/objects/2025-09/{kind.object}", json=well).status_code == 201


def _mended(kind: Kind) -> Mapping[str, str]:
    """The same row with nothing bad in it, so that it was this cell that was refused."""
    if kind.object == "contacts":
        good = {"email": f"mended{KINDS.index(kind)}@example.com", "firstname": "Ada"}
        return good | ({} if kind.property in {None, *good} else {str(kind.property): ""})
    if kind.object == "companies":
        return {"name": "Acme"}
    good = {"dealname": "A sale", "dealstage": "closedwon", "pipeline": "default"}
    return {**good, "deal_currency_code": "EUR"}


@pytest.fixture(scope="module")
def every() -> Iterator[httpx.Client]:
    """A plain client of a portal for all cells."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with (
        start(Switches(rate=None, portal=portal_document())) as emulator,
        httpx.Client(base_url=emulator.base_url, headers=headers) as client,
    ):
        yield client
