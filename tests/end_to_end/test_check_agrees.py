"""What `check` passes, HubSpot's stand-in takes, and the other way round: over properties and values of every type.

Neither side shares code with the other. Where they are meant to differ, the reason stands here.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hubcli.core.bad_cells import BadCell
from hubcli.core.cell_terms import USUAL_TERMS
from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import ColumnRule, MappingRules
from hubcli.core.plan import Planner
from hubcli.core.records import Record
from hubcli.core.required import REQUIRED
from hubcli.core.rows import SourceRow
from hubcli.core.schema import (
    External,
    ObjectSchema,
    Option,
    Owner,
    Pipeline,
    Property,
    Stage,
)
from hubcli.emulator.default_portal import default_document
from hubcli.emulator.portal import Portal
from hubcli.emulator.rules import RuleBook, Rules
from hubcli.emulator.values import Invalid, Outside, make_check
from hubcli.errors import Place

OWNERS = ("42", "77")
CURRENCIES = ("EUR", "NOK")
VALUES = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=6)
PLAIN_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d))?", re.ASCII
)
FAR = 253_402_300_800_000
"""The first millisecond of the year 10,000."""


@st.composite
def properties(draw: st.DrawFn) -> Property:
    """Any property that can be written."""
    options: tuple[Option, ...] = ()
    kind = draw(
        st.sampled_from(
            ["string", "number", "bool", "enumeration", "date", "datetime", "phone_number"]
        )
    )
    field, name, external = "text", "any", None
    if kind == "enumeration":
        name, external = draw(
            st.sampled_from(
                [
                    ("any", None),
                    ("any", None),
                    ("hubspot_owner_id", External.OWNER),
                    ("list", External.OTHER),
                    ("deal_currency_code", None),
                ]
            )
        )
        field = (
            draw(st.sampled_from(["select", "radio", "checkbox"])) if name == "any" else "select"
        )
        found = (
            CURRENCIES
            if name == "deal_currency_code"
            else draw(st.lists(VALUES, unique=True, max_size=4))
        )
        if external is None:
            options = tuple(
                Option(one, one.title(), draw(st.booleans())) for one in found if ";" not in one
            )
    if kind == "string" and draw(st.booleans()):
        name = "email"
    return Property(name, name, kind, field, options, external=external)  # fmt: skip


def cells(prop: Property) -> st.SearchStrategy[str]:
    """Texts, most of which are nearly what the property wants."""
    number = st.one_of(
        st.from_regex(r"[+-]?\d{0,4}[.,]?\d{0,4}([eE][+-]?\d{1,3})?", fullmatch=True),
        st.integers(300, 312).map(lambda length: "9" * length),
    )
    moment = st.one_of(
        st.datetimes().map(lambda one: one.isoformat()),
        st.datetimes().map(lambda one: f"{one.isoformat(timespec='milliseconds')}Z"),
        st.datetimes().map(lambda one: f"{one.isoformat(' ', 'minutes')}+02:00"),
        st.dates().map(str),
        st.dates().map(lambda one: one.strftime("%d.%m.%Y")),
        st.integers(-(10**14), 10**14).map(str),
        st.integers(-30_000, 30_000).map(lambda day: str(day * 86_400_000)),
        st.from_regex(r"\d{4}-?\d\d-?\d\d[T ]?(\d\d:?\d\d)?(Z|[+-]\d\d:?\d\d)?", fullmatch=True),
    )
    values = [option.value for option in prop.options] + list(OWNERS) + list(CURRENCIES)
    choice = st.lists(st.sampled_from([*values, "", "x"]), max_size=3).map(";".join)
    email = st.from_regex(r"[a-z. ]{0,4}@?[a-z.]{0,4}(\.com|\.no)?", fullmatch=True)
    near = {
        "number": number,
        "bool": st.sampled_from(["true", "false", "True", "yes", "1", ""]),
        "enumeration": choice,
        "date": moment,
        "datetime": moment,
        "string": email,
    }
    wanted = near.get(prop.type, st.text(max_size=8))
    spaced = st.tuples(wanted, st.sampled_from([" ", "\u00a0", "\u200b", "\n"])).map("".join)
    return st.one_of(wanted, wanted, wanted, spaced, st.text(max_size=8), st.just("x" * 65_537))


def checked(prop: Property, text: str) -> str | None:
    """hubcli's verdict on a cell that is to be sent as it is: None where it refuses it, empty where it leaves it out."""
    object_name = "deals" if prop.name == "deal_currency_code" else "contacts"
    schema = ObjectSchema(
        object_name,
        {prop.name: prop},
        owners=tuple(Owner(one, f"{one}@example.com", one) for one in OWNERS),
        currencies=CURRENCIES,
    )
    rules = MappingRules(columns=(ColumnRule("Cell", prop.name, Place("mapping.yaml")),))
    fed = Planner(rules, schema, USUAL_TERMS).reader_of_property(prop.name)
    assert fed is not None
    try:
        return fed[1](text) or ""
    except BadCell:
        return None


def taken(prop: Property, text: str) -> bool:
    """Whether the emulator takes the same text."""
    owner = {"referencedObjectType": "OWNER"} if prop.external is External.OWNER else {}
    definition: Mapping[str, Any] = {
        "name": prop.name,
        "type": prop.type,
        "fieldType": prop.field_type,
        "externalOptions": prop.external is not None,
        "options": [
            {"label": one.label, "value": one.value, "hidden": one.hidden} for one in prop.options
        ],
        **owner,
    }
    outside = Outside(
        object="deals" if prop.name == "deal_currency_code" else "contacts",
        owners=frozenset(OWNERS),
        currencies=frozenset(CURRENCIES),
        normalise=False,
    )
    return not isinstance(make_check(definition, outside)(text), Invalid)


def only_hubspot_knows(prop: Property, text: str) -> bool:
    """Where hubcli sends what the emulator refuses, and why."""
    match prop.type:
        case "string" if prop.name == "email":
            # api.md 2.1 and 13: which addresses are valid is not published, top-level domains among
            # them; hubcli refuses only what no mail system takes.
            return True
        case "date" | "datetime" if re.fullmatch(r"-?\d+", text, re.ASCII):
            # api.md 4.3: milliseconds; how many is nowhere said. The emulator ends with Python's years.
            return not -62_135_596_800_000 <= int(text) < FAR
        case "enumeration" if not (prop.options or prop.external is External.OWNER):
            # api.md 11.9: white space, also invisible; which signs that are is not said, and what
            # the values are is not known either.
            return not (text[0].isprintable() and text[-1].isprintable())
        case "datetime":
            # api.md 4.3: ISO 8601; only its usual form is shown to be taken, and no other refused.
            # The emulator takes the usual form alone.
            return not PLAIN_ISO.fullmatch(text) and _is_iso(text)
    return False


def _is_iso(text: str) -> bool:
    day, time, _ = text.partition("T")
    try:
        return bool(day and time) and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


@settings(max_examples=1_500, deadline=None)
@given(st.data())
def test_what_check_passes_hubspot_takes_and_the_other_way_round(data: st.DataObject) -> None:
    prop = data.draw(properties())
    text = data.draw(cells(prop))
    assume(text and not text.isspace())
    verdict = checked(prop, text)
    is_taken = taken(prop, text)
    if verdict is None:
        # api.md 1.6 says it of strings; no value of another type is so long.
        is_long = len(text) > LONGEST_TEXT
        assert is_long or not is_taken, f"check refuses what HubSpot takes: {prop.type} {text!r}"
    else:
        known = is_taken or only_hubspot_knows(prop, text)
        assert known, f"check passes what HubSpot refuses: {prop.type} {text!r}"
        assert verdict == text


NAMES = st.sampled_from(["default", "p2", "won", "new", "77", "nowhere"])
PIPELINES = st.dictionaries(NAMES, st.lists(NAMES, unique=True, min_size=1, max_size=3), min_size=1, max_size=3)  # fmt: skip
ROWS = st.fixed_dictionaries({"Deal": st.sampled_from(["A sale", ""]), "Pipeline": st.just("") | NAMES, "Stage": st.just("") | NAMES})  # fmt: skip
FEEDS = {"Deal": "dealname", "Pipeline": "pipeline", "Stage": "dealstage"}


@settings(deadline=None)
@given(PIPELINES, ROWS)
def test_rows_that_check_passes_hubspot_takes_and_the_other_way_round(
    pipelines: Mapping[str, list[str]], row: Mapping[str, str]
) -> None:
    found = Mapper(_columns(), _deals(pipelines))(SourceRow(1, 2, tuple(row), tuple(row.values())))
    assume(any(row.values()))
    sent = {FEEDS[column]: text for column, text in row.items() if text}
    rules = _rules_of(pipelines)
    is_taken = rules.missing(sent) is None and rules.stage_fault(sent) is None
    assert isinstance(found, Record) is is_taken
    if isinstance(found, Record):
        assert found.properties == sent


def _columns() -> MappingRules:
    place = Place("mapping.yaml")
    return MappingRules(columns=tuple(ColumnRule(one, name, place) for one, name in FEEDS.items()))


def _deals(pipelines: Mapping[str, list[str]]) -> ObjectSchema:
    return ObjectSchema(
        "deals",
        {
            "dealname": Property("dealname"),
            "pipeline": Property("pipeline", type="enumeration", external=External.PIPELINE),
            "dealstage": Property("dealstage", type="enumeration", external=External.STAGE),
        },
        required=REQUIRED["deals"],
        pipelines=tuple(
            Pipeline(name, name.title(), tuple(Stage(one, one.title()) for one in stages))
            for name, stages in pipelines.items()
        ),
    )


def _rules_of(pipelines: Mapping[str, list[str]]) -> Rules:
    document = default_document()
    document["pipelines"] = {
        "deals": [
            {"id": name, "archived": False, "stages": [{"id": one, "archived": False} for one in stages]}
            for name, stages in pipelines.items()
        ]
    }  # fmt: skip
    portal = Portal(document)
    kind = portal.find("deals")
    assert kind is not None
    return RuleBook(portal, (), ()).rules(kind, "2025-09")
