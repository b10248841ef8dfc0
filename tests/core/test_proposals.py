from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.mapping import Cast, ColumnRule, Kind, MappingRules
from hubcli.core.outcomes import Fault
from hubcli.core.proposals import (
    Advice,
    SetCast,
    SetKey,
    SetProperty,
    SetValues,
    mender,
    propose,
    rule_of,
    said,
)
from hubcli.core.schema import ObjectSchema
from tests.core.proposing import AT, SCHEMA, faults_of, portal, proposed, ruled

RULE = ColumnRule("Cell", "industry", AT)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("amount", " 5", "{property: amount, as: number}"),
        ("amount", "12,5", '{property: amount, as: number, decimal: ","}'),
        ("amount", "1.234,5", '{property: amount, as: number, decimal: ",", thousands: "."}'),
        ("amount", "1,234.50", '{property: amount, as: number, thousands: ","}'),
        ("amount", "1 234,5", '{property: amount, as: number, decimal: ",", thousands: " "}'),
        ("amount", "12'500.5", '{property: amount, as: number, thousands: "\'"}'),
        ("amount", "1.25E+05", '{property: amount, values: {"1.25E+05": "125000"}}'),
        ("won", "Yes", "{property: won, as: boolean}"),
        ("won", "nei", "{property: won, as: boolean}"),
        ("due", "2026-03-31 ", "{property: due, as: date}"),
        ("due", "31.03.2026", "{property: due, as: date, format: dd.mm.yyyy}"),
        ("due", "31/03/26", "{property: due, as: date, format: dd/mm/yy}"),
        ("due", "03/31/2026", "{property: due, as: date, format: mm/dd/yyyy}"),
        ("due", "31 Mar 2026", "{property: due, as: date, format: dd mmm yyyy}"),
        ("due", "2026-03-31 10:00", '{property: due, as: date, format: "yyyy-mm-dd HH:MM"}'),
        ("called", "2026-03-31T12:00:00.123456Z", "{property: called, as: datetime}"),
        ("called", "31.03.2026 12:00+0200", '{property: called, as: datetime, format: "%d.%m.%Y %H:%M%z"}'),
        ("industry", "Enterprise", "{property: industry, as: enumeration}"),
        ("industry", "smb ", "{property: industry, as: enumeration}"),
        ("industry", "Enterprse", "{property: industry, values: {Enterprse: ENTERPRISE}}"),
        ("colours", "Red;Green", "{property: colours, as: enumerations}"),
        ("colours", "Red, Green", '{property: colours, as: enumerations, separator: ","}'),
        ("colours", "r;Gren", '{property: colours, values: {"r;Gren": "r;g"}}'),
        ("deal_currency_code", "nok", "{property: deal_currency_code, as: enumeration}"),
        ("hubspot_owner_id", "ada@example.com", "{property: hubspot_owner_id, as: enumeration}"),
        ("hubspot_owner_id", "Ada Lovlace", '{property: hubspot_owner_id, values: {Ada Lovlace: "42"}}'),
        ("pipeline", "Partners", "{property: pipeline, as: enumeration}"),
        ("dealstage", "Closed Won", "{property: dealstage, as: enumeration}"),
        ("dealstage", "Close Won", "{property: dealstage, values: {Close Won: won}}"),
    ],
)  # fmt: skip
def test_a_change_of_the_mapping(name: str, text: str, line: str) -> None:
    assert proposed(name, text) == f"Cell: {line}"


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        ("amount", "1,234", 'it can be 1234 or 1.234; say which: `Cell: {property: amount, as: number, thousands: ","}` or `Cell: {property: amount, as: number, decimal: ","}`'),
        ("amount", "kr 12", 'take "kr" out: a number property takes digits only'),
        ("amount", "12,50 €", 'take "€" out: a number property takes digits only'),
        ("amount", "12%", "take the % out; HubSpot shows 0.25 as 25% where a property is a percentage"),
        ("amount", "many", "a number property takes digits and one decimal point: correct the cell"),
        ("amount", "1e400", "write the number out, if it can be: no number property holds so many digits"),
        ("amount", "9" * 400, "no number property holds so much: correct the cell"),
        ("won", "maybe", 'say what it means: `Cell: {property: won, values: {maybe: "true"}}`, or false'),
        ("due", "03/04/2026", "day and month can be either way; say which: `Cell: {property: due, as: date, format: dd/mm/yyyy}` or `Cell: {property: due, as: date, format: mm/dd/yyyy}`"),
        ("due", "31.02.2026", "no such day or time in a form that is known: write YYYY-MM-DD, or say its `format:` in the mapping"),
        ("due", "1606768561954", "only the milliseconds of a midnight in UTC are a date: write YYYY-MM-DD"),
        ("called", "2024-01-30T01:07:09", "the time names no zone; say the one it was written in: `Cell: {property: called, as: datetime, zone: UTC}`"),
        ("called", "31.03.2026 12:00", 'the time names no zone; say the one it was written in: `Cell: {property: called, as: datetime, format: "dd.mm.yyyy HH:MM", zone: UTC}`'),
        ("called", "soon", "no such day or time in a form that is known: write it as 2026-03-31T12:00:00Z, or say its `format:` and `zone:` in the mapping"),
        ("industry", "Farming", "say which is meant of ENTERPRISE (Enterprise), SMB (Small Business), as in `Cell: {property: industry, values: {Farming: ENTERPRISE}}`"),
        ("colours", "r;purple", 'say which is meant of r (Red), g (Green), b (Blue), as in `Cell: {property: colours, values: {"r;purple": r}}`'),
        ("deal_currency_code", "USD", "say which is meant of NOK, as in `Cell: {property: deal_currency_code, values: {USD: NOK}}`"),
        ("dealstage", "Signed", "it is a stage of Partners: say so in pipeline, or correct the stage"),
    ],
)  # fmt: skip
def test_advice(name: str, text: str, advice: str) -> None:
    assert proposed(name, text) == advice


def test_a_reading_that_the_mapping_has_already_is_not_proposed() -> None:
    for name, text, cast, told in (
        ("amount", "1,5", Cast(Kind.NUMBER), 'as: number, decimal: ","'),
        ("amount", "1,234.5", Cast(Kind.NUMBER, decimal=","), 'decimal: ",", values: {"1,234.5": "1234,5"}}'),
        ("amount", "12 kr", Cast(Kind.NUMBER, decimal=","), 'take "kr" out'),
        ("due", "31.03.2026", Cast(Kind.DATE, "%d/%m/%Y"), 'dd/mm/yyyy, values: {"31.03.2026": "31/03/2026"}}'),
        ("due", "2026-03-31", Cast(Kind.DATE, "%d/%m/%Y"), 'dd/mm/yyyy, values: {"2026-03-31": "31/03/2026"}}'),
        ("due", "31.03.2026", Cast(Kind.DATE, "%d/%m"), "other cells are read so: `Cell: {property: due, as: date, format: dd/mm}`"),
        ("called", "31.03.2026 10:00+0100", Cast(Kind.DATETIME, "%d/%m/%Y", zone="UTC"), "correct this one"),
        ("colours", "r;Gren", Cast(Kind.ENUMERATIONS, separator=","), 'values: {"r;Gren": "r,g"}}'),
        ("due", "32.13.2026", Cast(Kind.DATE), "no such day"),
        ("due", "29.02.2023", Cast(Kind.DATE, "%d.%m.%Y"), "other cells are read so: `Cell: {property: due, as: date, format: dd.mm.yyyy}`; correct this one"),
        ("amount", "many", Cast(Kind.NUMBER, decimal=","), 'one decimal point (in this column ","): correct'),
        ("called", "2026-10-25T02:30", Cast(Kind.DATETIME, zone="Europe/Oslo"), "write the time with its offset"),
        ("called", "25.10.2026 02:30", Cast(Kind.DATETIME, "%d.%m.%Y %H:%M", zone="Europe/Oslo"), "and the format a %z"),
        ("called", "03/04/2026 10:00", Cast(Kind.DATETIME, zone="UTC"), "say which"),
        ("called", "31.03.2026 10:00", Cast(Kind.DATETIME, zone="Europe/Oslo"), "zone: Europe/Oslo}"),
        ("industry", "Enterprse", Cast(Kind.ENUMERATION), "as: enumeration, values: {Enterprse"),
        ("colours", "Red,Green", Cast(Kind.ENUMERATIONS), 'separator: ","'),
        ("won", "perhaps", Cast(Kind.BOOLEAN), "say what it means"),
    ):  # fmt: skip
        assert told in (proposed(name, text, cast) or "")


def test_options_that_are_alike_are_told_and_none_is_chosen() -> None:
    text = proposed("dealstage", "Closed") or ""
    assert text.startswith("say which is meant perhaps won (Closed Won), lost (Closed Lost), as in")


def test_a_property_without_options_knows_no_choice() -> None:
    fault = Fault("no", "INVALID_OPTION", property="empty", column="Cell", value="x")
    found = propose(fault, ColumnRule("Cell", "empty", AT), SCHEMA)
    assert found == SetCast("Cell", Cast(Kind.ENUMERATION))
    taken = propose(fault, ColumnRule("Cell", "empty", AT, Cast(Kind.ENUMERATION)), SCHEMA)
    assert taken == Advice("HubSpot knows no such choice: correct the cell, or add it in HubSpot")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("", "DUPLICATE_KEY"), SetKey("duplicates", "first")),
        (Fault("", "PROPERTY_DOESNT_EXIST", property="industri"), SetProperty("Cell", "industry")),
        (Fault("", "PROPERTY_DOESNT_EXIST", property="zzz"), SetProperty("Cell", None)),
        (Fault("", "PROPERTY_DOESNT_EXIST"), SetProperty("Cell", None)),
        (Fault("", "READ_ONLY_VALUE", property="hs_object_id"), SetProperty("Cell", None)),
        (Fault("HubSpot's own"), None),
        (Fault("", "SOMETHING_NEW"), None),
        (Fault("", "INVALID_OPTION", property="industry"), None),
    ],
)
def test_by_the_code_alone(fault: Fault, expected: object) -> None:
    assert propose(fault, RULE, SCHEMA) == expected


def test_where_the_type_is_not_known_nothing_is_proposed() -> None:
    fault = Fault("", "INVALID_OPTION", property="industry", column="Cell", value="x")
    assert propose(fault, RULE, ObjectSchema("deals")) is None
    assert propose(fault, replace(RULE, property=None), SCHEMA) is None
    assert (
        propose(replace(fault, property="dealname"), replace(RULE, property="dealname"), SCHEMA)
        is None
    )
    assert propose(fault, None, SCHEMA) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ada", "an address has an @: correct the cell"),
        ("Ada <ada@example.com>", "leave only what is between < and >"),
        ("a@b.co;c@d.co", "one address only: put others into another column"),
        ("a@b@c.co", "one address only: put others into another column"),
        ("ada @example.com", "correct the cell: something is missing before or after the @, or is too much"),
        ("@example.com", "correct the cell: something is missing before or after the @, or is too much"),
        ("ada@", "correct the cell: something is missing before or after the @, or is too much"),
        ("ada@example.com.", "there is a point too much: correct the cell"),
        ("ada@example..com", "there is a point too much: correct the cell"),
        ("ada@example.con", "correct the cell; HubSpot takes no domains that can't be"),
        (None, "an address has an @: correct the cell"),
    ],
)  # fmt: skip
def test_addresses_are_never_changed(text: str | None, told: str) -> None:
    assert propose(Fault("", "INVALID_EMAIL", value=text), RULE, SCHEMA) == Advice(told)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("", "MISSING_REQUIRED_PROPERTY", property="dealname"), "map a column to dealname, or say it for every row under `properties:`"),
        (Fault("", "MISSING_REQUIRED_PROPERTY"), "map a column to one of them, or say it for every row under `properties:`"),
        (Fault("", "MISSING_REQUIRED_PROPERTY", property="dealname", column="Cell"), "fill the cell"),
        (Fault("", "INVALID_ASSOCIATION_IDENTIFIER", value="acme.com"), "put the record's id there: the number at the end of its address in HubSpot"),
        (Fault("", "INVALID_ASSOCIATION_IDENTIFIER", value="17"), "make that record first, or correct the id"),
        (Fault("", "INVALID_ASSOCIATION_IDENTIFIER"), "put the record's id there: the number at the end of its address in HubSpot"),
    ],
)  # fmt: skip
def test_what_a_person_can_do(fault: Fault, told: str) -> None:
    assert propose(fault, None, SCHEMA) == Advice(told)


def test_how_a_proposal_is_said() -> None:
    rule = ColumnRule("A: b", "industry", AT, Cast(Kind.ENUMERATION), {"x": "SMB"})
    assert said(SetCast("Cell", Cast(Kind.TEXT))) == "Cell: {property: PROPERTY, as: text}"
    assert (
        said(SetValues("A: b", {"no": "ENTERPRISE"}), rule)
        == '"A: b": {property: industry, as: enumeration, values: {"no": ENTERPRISE, x: SMB}}'
    )
    changed = said(SetValues("A: b", {"x": "ENTERPRISE"}), rule)
    assert changed.endswith("values: {x: ENTERPRISE}}")
    assert said(SetProperty("Cell", None), RULE) == "Cell: null"
    assert said(SetProperty("Cell", "name"), RULE) == "Cell: name"
    assert said(SetProperty("Cell", "name")) == "Cell: name"
    assert said(SetKey("duplicates", "first")) == "duplicates: first"
    assert said(Advice("think")) == "think"


def test_the_rule_that_fed_a_fault() -> None:
    first, second = ColumnRule("A", "x", AT), ColumnRule("B", "y", AT)
    rules = MappingRules(columns=(first, second))
    assert rule_of(Fault("", property="y", column="B"), rules) == second
    assert rule_of(Fault("", property="y"), rules) == second
    assert rule_of(Fault("", column="B"), rules) == second
    assert rule_of(Fault("", property="y", column="A"), rules) is None
    assert rule_of(Fault(""), rules) is None


def test_a_mender_says_it_all_at_once() -> None:
    rules = ruled("industry")
    mend = mender(rules, SCHEMA)
    (fault,) = faults_of(rules, "Enterprse")
    assert mend(fault) == "Cell: {property: industry, values: {Enterprse: ENTERPRISE}}"
    assert mend(Fault("Enterprse is wrong")) is None


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["Enterprise", "enterprse", "small", "Red", "Green", "Closed", "Ada", "nok"]),
    st.lists(st.sampled_from(["Red", "gren", "b", "x"]), max_size=3).map(", ".join),
    st.dates().map(lambda day: day.strftime("%d.%m.%Y")),
    st.dates().map(lambda day: day.strftime("%m/%d/%y")),
    st.datetimes().map(lambda time: time.strftime("%d.%m.%Y %H:%M")),
    st.floats(allow_nan=False).map(lambda number: f"{number:,.2f}"),
    st.decimals(-9_999, 9_999, places=2).map(lambda number: f"{number}".replace(".", ",")),
)


def test_signs_that_no_reading_takes_out() -> None:
    told = "take the signs out that can't be seen at its ends; no reading does that"
    assert proposed("due", "\u200b2026-03-31") == told
    assert proposed("amount", "\u200b5") == told


def test_two_lines_are_no_time() -> None:
    assert (proposed("called", "yester\nday") or "").startswith("no such day or time")


@given(
    st.sampled_from([name for name in SCHEMA.properties if name != "hs_object_id"]),
    CELLS,
    st.one_of(
        st.none(), st.builds(Cast, st.sampled_from([kind for kind in Kind if kind != "phone"]))
    ),
)
def test_what_is_proposed_as_a_change_mends_the_cell(
    name: str, text: str, cast: Cast | None
) -> None:
    rules = ruled(name, cast)
    (rule,) = rules.columns
    for fault in faults_of(rules, text):
        if fault.column is None:
            continue
        match propose(fault, rule, SCHEMA):
            case SetCast(_, found):
                changed = replace(rule, cast=found)
            case SetValues(_, values):
                changed = replace(rule, values=values)
            case _:
                continue
        left = faults_of(MappingRules(columns=(changed,)), text)
        assert not [fault for fault in left if fault.property == name]


def test_pipelines_of_one_portal_are_not_those_of_another() -> None:
    assert portal(pipelines=SCHEMA.pipelines or ()) == SCHEMA
