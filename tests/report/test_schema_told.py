"""What the schema commands tell: lines that grep finds, tables that fit, documents for programs."""

import json
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from hubcli.core.schema import (
    AssociationLabel,
    External,
    ObjectSchema,
    Option,
    Owner,
    Pipeline,
    PortalAccount,
    PortalSchema,
    Property,
    Stage,
)
from hubcli.core.schema_diff import Change, Difference
from hubcli.report.schema_changes import DriftTold, change_line, tell_drift
from hubcli.report.schema_pulled import PullTold, tell_pull
from hubcli.report.schema_shown import ShownObject, tell_object
from tests.report.builders import written

_MANY = tuple(Option(f"value_{number}", f"Value {number}") for number in range(30))
_DEALS = ObjectSchema(
    "deals",
    {
        "dealname": Property("dealname", "Deal Name"),
        "a_property_whose_name_is_long_and_must_stay_whole": Property(
            "a_property_whose_name_is_long_and_must_stay_whole", "Long", "number", unique=True
        ),
        "dealstage": Property("dealstage", "Stage", "enumeration", external=External.STAGE),
        "colours": Property("colours", "Farben \x1b[2J", "enumeration", "checkbox", _MANY),
        "days": Property("days", "Days", "number", read_only=True, calculated=True),
        "made": Property("made", "Made", "datetime", read_only=True),
    },
    type_id="0-3",
    required=("dealname", "dealstage"),
    required_any=("colours", "made"),
    pipelines=(
        Pipeline("default", "Sales Pipeline", (Stage("won", "Won"), Stage("lost", "Lost"))),
        Pipeline("empty", "Empty", ()),
    ),
)
_SHOWN = ShownObject(
    _DEALS, "portal 4242 (STANDARD)", 4242, "2025-09", None, rehearsal=False, unread=()
)
_CHANGES = (
    Difference(Change.CHANGED, "option label", "deals.stage", "lead", "Lead", "Hot\x1b[31m"),
    Difference(Change.ADDED, "property", "deals.amount", now="Amount (number)"),
    Difference(Change.REMOVED, "association", "deals.contacts", "HUBSPOT_DEFINED 3"),
    Difference(Change.REMOVED, "object", "2-7"),
)
_DRIFT = DriftTold(
    file="hubspot.lock.json",
    where="portal 4242 (STANDARD)",
    portal_id=4242,
    api_version="2025-09",
    rehearsal=False,
    changes=_CHANGES,
    not_compared=("the owners (HubSpot answered 403)",),
)
_PORTAL = PortalSchema(
    "2025-09",
    PortalAccount(4242, "STANDARD"),
    {"deals": _DEALS},
    owners=(Owner("1", "", ""),),
    associations=(AssociationLabel("deals", "deals", "HUBSPOT_DEFINED", 451, None),),
    not_pulled=("the custom objects (HubSpot answered 403)",),
)
_PULLED = PullTold("my.json", "portal 4242 (STANDARD)", _PORTAL, rehearsal=False, changes=None)

_FIGURES = "1 object, 6 properties, 2 pipelines, 1 owner, 1 association type"


@pytest.mark.parametrize("width", [80, 120])
def test_an_object_on_a_terminal(width: int, snapshot: SnapshotAssertion) -> None:
    to = written(terminal=True, width=width)
    tell_object(_SHOWN, to.streams, json=False)
    said = to.out.getvalue()
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) <= width
    assert said == snapshot


def test_an_object_for_programs() -> None:
    to = written()
    tell_object(replace(_SHOWN, unread=("the pipelines",)), to.streams, json=False)
    lines = to.out.getvalue().splitlines()
    assert lines[0].split("\t") == [
        "property",
        "a_property_whose_name_is_long_and_must_stay_whole",
        "Long",
        "number",
        "-",
        "unique",
    ]
    assert lines[1].split("\t")[2:4] == ["Farben \\x1b[2J", "enumeration"]
    assert lines[1].split("\t")[4].endswith("value_28, value_29")
    assert lines[1].split("\t")[5] == "one of these, several"
    assert [line.split("\t")[5] for line in lines[2:6]] == ["calculated", "required", "required", "one of these, read-only"]  # fmt: skip
    assert lines[6:] == ["stage\tdefault\tSales Pipeline\twon\tWon", "stage\tdefault\tSales Pipeline\tlost\tLost"]  # fmt: skip
    assert to.err.getvalue() == "hubcli: Could not read: the pipelines.\n"


def test_the_document_of_an_object() -> None:
    to = written()
    shown = replace(_SHOWN, schema=replace(_DEALS, pipelines=None), lock="my.json")
    tell_object(shown, to.streams, json=True)
    found = json.loads(to.out.getvalue())
    assert (found["command"], found["exitCode"], found["lock"]) == ("schema show", 0, "my.json")
    assert (found["pipelines"], found["objectTypeId"], found["name"]) == (None, "0-3", None)
    assert found["properties"][1]["options"][0] == {
        "value": "value_0",
        "label": "Value 0",
        "hidden": False,
    }


def test_an_object_of_which_nothing_is_known() -> None:
    to = written(terminal=True)
    tell_object(
        replace(_SHOWN, schema=ObjectSchema("2-7", own_name="cars")), to.streams, json=False
    )
    assert to.out.getvalue() == "2-7 (cars) of portal 4242 (STANDARD): 0 properties.\n"


def test_each_difference_is_a_line() -> None:
    to = written()
    tell_drift(_DRIFT, to.streams, json=False, quiet=False)
    assert to.out.getvalue().splitlines() == [
        '~ deals.stage: option label "lead": "Lead" became "Hot\\x1b[31m"',
        '+ deals.amount: property added, "Amount (number)"',
        '- deals.contacts: association "HUBSPOT_DEFINED 3" removed',
        "- 2-7: object removed",
        "hubspot.lock.json against portal 4242 (STANDARD): 1 added, 2 removed, 1 changed.",
        "`hubcli schema pull` writes it down as it is now.",
        "Could not compare: the owners (HubSpot answered 403).",
    ]
    quiet = written()
    tell_drift(_DRIFT, quiet.streams, json=False, quiet=True)
    assert len(quiet.out.getvalue().splitlines()) == 4


def test_no_difference() -> None:
    to = written()
    tell_drift(replace(_DRIFT, changes=(), not_compared=()), to.streams, json=False, quiet=False)
    assert to.out.getvalue() == (
        "hubspot.lock.json against portal 4242 (STANDARD): nothing is different.\n"
    )


def test_the_document_of_a_drift() -> None:
    to = written()
    tell_drift(_DRIFT, to.streams, json=True, quiet=True)
    found = json.loads(to.out.getvalue())
    assert (found["status"], found["exitCode"]) == ("failure", 3)
    assert found["rows"] == {"added": 1, "removed": 2, "changed": 1}
    assert found["changes"][1] == {
        "change": "added",
        "what": "property",
        "name": "deals.amount",
        "item": None,
        "was": None,
        "now": "Amount (number)",
    }
    assert found["changesOmitted"] == 0


def test_a_first_pull() -> None:
    to = written()
    tell_pull(_PULLED, to.streams, json=False, quiet=False)
    assert to.out.getvalue().splitlines() == [
        f"my.json holds portal 4242 (STANDARD): {_FIGURES}.",
        "Could not read: the custom objects (HubSpot answered 403).",
    ]


def test_a_pull_names_the_first_changes() -> None:
    to = written()
    tell_pull(replace(_PULLED, changes=_CHANGES * 3), to.streams, json=False, quiet=False)
    lines = to.out.getvalue().splitlines()
    assert lines[1] == "Since it was pulled last: 3 added, 6 removed, 3 changed."
    assert lines[2] == f"  {change_line(_CHANGES[0])}"
    assert lines[12] == "  and 2 more; `git diff my.json` shows all of them"


def test_the_document_of_a_pull() -> None:
    to = written()
    bare = replace(_PORTAL, account=None, owners=None, associations=None)
    tell_pull(replace(_PULLED, portal=bare), to.streams, json=True, quiet=False)
    found = json.loads(to.out.getvalue())
    assert (found["portalId"], found["owners"], found["associations"]) == (None, None, None)
    assert found["objects"] == [{"object": "deals", "properties": 6, "pipelines": 2}]
    plain = written()
    tell_pull(replace(_PULLED, portal=bare), plain.streams, json=False, quiet=False)
    assert plain.out.getvalue().startswith("my.json holds portal 4242 (STANDARD): 1 object, 6 properties, 2 pipelines.\n")  # fmt: skip
