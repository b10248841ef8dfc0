"""Changing records in batches, over real sockets."""

import pytest

from hubcli.core.replies import Answer
from hubcli.hubspot.client import Portal
from tests.hubspot.portals import portal_at, started
from tests.hubspot.records import record


def _made(portal: Portal) -> list[str]:
    reply = portal.create([record(1, name="One"), record(2, name="Two")])
    assert isinstance(reply, Answer)
    assert reply.body is not None
    return sorted(result.id for result in reply.body.results)


def test_records_are_changed_by_their_ids() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        one, two = _made(portal)
        pairs = [(one, record(1, city="Bonn")), (two, record(2, city="Rome")), ("9", record(3))]
        reply = portal.update(pairs)
        held = emulator.store.records("companies")
    assert isinstance(reply, Answer)
    assert reply.http_status == 207
    assert reply.body is not None
    changed = {result.id: result.properties["city"] for result in reply.body.results}
    assert changed == {one: "Bonn", two: "Rome"}
    assert [error.traces for error in reply.body.errors] == [("t-3",)]
    cities = {company.properties["name"]: company.properties["city"] for company in held}
    assert cities == {"One": "Bonn", "Two": "Rome"}


def test_an_id_that_is_there_twice_refuses_the_whole() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        one, _ = _made(portal)
        reply = portal.update([(one, record(1, city="Bonn")), (one, record(2, city="Rome"))])
    assert isinstance(reply, Answer)
    assert (reply.http_status, reply.body) == (400, None)
    assert reply.problem is not None
    assert "Duplicate IDs" in reply.problem.message


@pytest.mark.parametrize("fault", ["update/502-after", "update/cut-after"])
def test_a_change_whose_answer_is_lost_is_told_as_a_creation_is(fault: str) -> None:
    with started(fault) as emulator, portal_at(emulator.base_url) as portal:
        one, _ = _made(portal)
        reply = portal.update([(one, record(1, city="Bonn"))])
    assert not isinstance(reply, Answer) or (reply.http_status, reply.body) == (502, None)
