"""Forty kinds of bad cell: why each is bad by a fact of HubSpot, and what is to be said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hubcli.emulator.default_portal import default_document
from hubcli.emulator.definitions import expand

_SAME = "as hubcli's"
TOO_LONG = "x" * 65_537


@dataclass(frozen=True)
class Kind:
    """One kind of bad cell, in a row that is well but for it."""

    why: str
    fact: str
    """Where api.md says so."""
    object: str
    column: str
    value: str
    code: str
    proposal: str
    property: str | None
    hubspot: str | None = None
    """HubSpot's code for the cell as it stands; None where it gives none, or another for the whole row."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Other cells of the row."""
    is_named: bool = True
    """The fault names the column; not so where any of several properties would do."""


COLUMNS = {
    "contacts": {
        "E-mail": "email",
        "Name": "firstname",
        "Points": "points",
        "VIP": "vip",
        "Born": "born",
        "Seen": "seen",
        "Tier": "tier",
        "Topics": "topics",
        "Owner": "hubspot_owner_id",
        "Company": "",
    },
    "companies": {"Company": "name", "Domain": "domain", "City": "city"},
    "deals": {
        "Deal": "dealname",
        "Stage": "dealstage",
        "Pipeline": "pipeline",
        "Currency": "deal_currency_code",
    },
}
"""Column to property; the companies of contacts are associations."""
USUAL: dict[str, dict[str, str]] = {
    "contacts": {"Name": "Ada"},
    "companies": {"Company": "Acme", "City": "Oslo"},
    "deals": {"Deal": "A sale", "Stage": "closedwon", "Currency": "EUR"},
}
"""A row that is well; each contact also has an e-mail of its own."""


def _kind(
    of: str,
    column: str,
    value: str,
    code: str,
    proposal: str,
    *,
    why: str,
    fact: str,
    hubspot: str | None = _SAME,
    beside: Mapping[str, str] = {},
) -> Kind:
    return Kind(
        why=why,
        fact=fact,
        object=of,
        column=column,
        value=value,
        code=code,
        proposal=proposal,
        property=COLUMNS[of][column] or None,
        hubspot=code if hubspot == _SAME else hubspot,
        beside=beside,
    )


_contact = partial(_kind, "contacts")
_deal = partial(_kind, "deals")

_EMAIL = "2.1, INVALID_EMAIL: `Email address 000 is invalid`"
_VALUE = "4.3, enumeration: the internal value, not the label, case-sensitive"
_NUMBER = "4.3, number: digits, at most one decimal point"
_TRUTH = "4.3, bool: `true` or `false`"
_DATE = "4.3, date: `YYYY-MM-DD`, or the milliseconds of a midnight in UTC"
_TIME = "4.3, datetime: ISO 8601 with a zone, to the millisecond"
_SPACE = "2.1, LEADING_TRAILING_WHITESPACE, of properties that are no text"
_OWNER = "4.3, owner: the id of one that is not archived"
_STAGE = "4.3, pipeline and stage: ids, not labels; 11.16"

KINDS = (
    _contact("E-mail", "ada.example.com", "INVALID_EMAIL",
        "an address has an @: correct the cell", why="no @", fact=_EMAIL),
    _contact("E-mail", "ada@", "INVALID_EMAIL",
        "correct the cell: something is missing before or after the @, or is too much",
        why="no domain", fact=_EMAIL),
    _contact("E-mail", "Person4@example.com", "DUPLICATE_KEY", "duplicates: first",
        why="the e-mail of another row", fact="2.7, `Contact already exists`; 4.4", hubspot=None),
    _contact("E-mail", "Ada Lovelace <ada@example.com>", "INVALID_EMAIL",
        "leave only what is between < and >", why="a name beside it", fact=_EMAIL),
    _contact("Tier", "Gold Member", "INVALID_OPTION", "Tier: {property: tier, as: enumeration}",
        why="the label of an option", fact=_VALUE),
    _contact("Tier", "gold", "INVALID_OPTION", "Tier: {property: tier, as: enumeration}",
        why="an option in another case", fact=_VALUE),
    _contact("Tier", "SILVR", "INVALID_OPTION", "Tier: {property: tier, values: {SILVR: SILVER}}",
        why="a misspelled option", fact=_VALUE),
    _contact("Tier", "Bronze", "INVALID_OPTION",
        "say which is meant of GOLD (Gold Member), SILVER (Silver Member), as in"
        " `Tier: {property: tier, values: {Bronze: GOLD}}`",
        why="no option at all", fact=_VALUE),
    _contact("Topics", "news;gossip", "INVALID_OPTION",
        "say which is meant of news (News), offers (Offers), as in"
        ' `Topics: {property: topics, values: {"news;gossip": news}}`',
        why="several options, one of them none", fact=_VALUE),
    _contact("Topics", "news, offers", "INVALID_OPTION",
        'Topics: {property: topics, as: enumerations, separator: ","}',
        why="several options, parted by commas", fact="4.3, multi checkbox: `a;b;c`"),
    _contact("Topics", "News;Offers", "INVALID_OPTION",
        "Topics: {property: topics, as: enumerations}", why="several labels", fact=_VALUE),
    _contact("VIP", "Yes", "INVALID_OPTION", "VIP: {property: vip, as: boolean}",
        why="a word for true", fact=_TRUTH, hubspot=None),
    _contact("VIP", "perhaps", "INVALID_OPTION",
        'say what it means: `VIP: {property: vip, values: {perhaps: "true"}}`, or false',
        why="neither true nor false", fact=_TRUTH, hubspot=None),
    _contact("Points", "12,5", "INVALID_INTEGER",
        'Points: {property: points, as: number, decimal: ","}',
        why="a decimal comma", fact=_NUMBER),
    _contact("Points", "1 250", "INVALID_INTEGER",
        'Points: {property: points, as: number, thousands: " "}',
        why="a space between thousands", fact=_NUMBER),
    _contact("Points", "1,250", "INVALID_INTEGER",
        'it can be 1250 or 1.250; say which: `Points: {property: points, as: number, thousands: ","}`'
        ' or `Points: {property: points, as: number, decimal: ","}`',
        why="a comma that may be either sign", fact=_NUMBER),
    _contact("Points", "$50", "INVALID_INTEGER",
        'take "$" out: a number property takes digits only', why="a currency sign", fact=_NUMBER),
    _contact("Points", "15%", "INVALID_INTEGER",
        "take the % out; HubSpot shows 0.25 as 25% where a property is a percentage",
        why="a percent sign", fact=_NUMBER),
    _contact("Points", "9" * 400, "INVALID_NUMBER_SIZE",
        "no number property holds so much: correct the cell",
        why="more than a double holds", fact="11.28, INVALID_NUMBER_SIZE; 2.1, `double_data`"),
    _contact("Points", "many", "INVALID_INTEGER",
        "a number property takes digits and one decimal point: correct the cell",
        why="a word for a number", fact=_NUMBER),
    _contact("Born", "31.03.2026", "INVALID_DATE",
        "Born: {property: born, as: date, format: dd.mm.yyyy}",
        why="the day first", fact=_DATE, hubspot=None),
    _contact("Born", "03/04/2026", "INVALID_DATE",
        "day and month can be either way; say which:"
        " `Born: {property: born, as: date, format: dd/mm/yyyy}`"
        " or `Born: {property: born, as: date, format: mm/dd/yyyy}`",
        why="day and month either way", fact=_DATE, hubspot=None),
    _contact("Born", "2026-02-30", "INVALID_DATE",
        "no such day or time in a form that is known: write YYYY-MM-DD,"
        " or say its `format:` in the mapping",
        why="a day that there is not", fact=_DATE, hubspot=None),
    _contact("Born", "1606768561954", "INVALID_DATE",
        "only the milliseconds of a midnight in UTC are a date: write YYYY-MM-DD",
        why="milliseconds of no midnight", fact="2.1, INVALID_DATE"),
    _contact("Born", "\u200b2026-03-31", "LEADING_TRAILING_WHITESPACE",
        "take the signs out that can't be seen at its ends; no reading does that",
        why="an invisible sign before it", fact="11.9, invisible white space"),
    _contact("Seen", "2024-01-30T01:07:09", "INVALID_LONG",
        "the time names no zone; say the one it was written in:"
        " `Seen: {property: seen, as: datetime, zone: UTC}`",
        why="a time without a zone", fact="2.1, INVALID_LONG: `2024-01-30T01:07:09`"),
    _contact("Seen", "2024-01-30T01:07:09.123456Z", "INVALID_LONG",
        "Seen: {property: seen, as: datetime}",
        why="microseconds", fact="2.1, INVALID_LONG: ISO with microseconds"),
    _contact("Seen", "31.01.2024 10:00", "INVALID_LONG",
        "the time names no zone; say the one it was written in:"
        ' `Seen: {property: seen, as: datetime, format: "dd.mm.yyyy HH:MM", zone: UTC}`',
        why="the day first, and a time", fact=_TIME),
    _contact("Owner", "Ada Lovelace", "COULD_NOT_FIND_OWNER",
        "Owner: {property: hubspot_owner_id, as: enumeration}",
        why="an owner by name", fact=_OWNER, hubspot="INVALID_OPTION"),
    _contact("Owner", "99999999", "COULD_NOT_FIND_OWNER",
        "say which is meant of 71000001 (ada.lovelace@example.com), 71000002 (grace.hopper@example.com), as in"
        ' `Owner: {property: hubspot_owner_id, values: {"99999999": "71000001"}}`',
        why="an owner that there is not", fact=_OWNER, hubspot="INVALID_OPTION"),
    _contact("Owner", "71000003", "COULD_NOT_FIND_OWNER",
        "say which is meant of 71000001 (ada.lovelace@example.com), 71000002 (grace.hopper@example.com), as in"
        ' `Owner: {property: hubspot_owner_id, values: {"71000003": "71000001"}}`',
        why="an owner that was archived", fact=_OWNER, hubspot="INVALID_OPTION"),
    _contact("Tier", "GOLD ", "LEADING_TRAILING_WHITESPACE",
        "Tier: {property: tier, as: enumeration}", why="a space behind it", fact=_SPACE),
    _contact("Name", TOO_LONG, "COLUMN_TOO_LARGE", "shorten it, or put the text into a note",
        why="more than 65,536 characters", fact="1.6, string property value", hubspot=None),
    _contact("Company", "acme.example.com", "INVALID_ASSOCIATION_IDENTIFIER",
        "put the record's id there: the number at the end of its address in HubSpot",
        why="a domain for a record's id", fact="1.1, `to.id`: never a domain", hubspot=None),
    Kind("no name and no domain", "4.5, companies", "companies", "Company", "",
        "MISSING_REQUIRED_PROPERTY",
        "map a column to one of them, or say it for every row under `properties:`",
        None, is_named=False),
    _deal("Deal", "", "MISSING_REQUIRED_PROPERTY", "fill the cell",
        why="no name of the deal", fact="4.5, deals", hubspot=None),
    _deal("Pipeline", "Partner Pipeline", "INVALID_OPTION",
        "Pipeline: {property: pipeline, as: enumeration}",
        why="the label of a pipeline", fact=_STAGE, hubspot=None, beside={"Stage": "signed"}),
    _deal("Stage", "Closed Won", "INVALID_OPTION", "Stage: {property: dealstage, as: enumeration}",
        why="the label of a stage", fact=_STAGE, hubspot=None),
    _deal("Stage", "signed", "INVALID_OPTION",
        "it is a stage of Partner Pipeline: say so in pipeline, or correct the stage",
        why="a stage of another pipeline", fact=_STAGE, hubspot=None),
    _deal("Currency", "NOK", "INVALID_OPTION",
        "say which is meant of EUR, GBP, USD, as in"
        " `Currency: {property: deal_currency_code, values: {NOK: EUR}}`",
        why="a currency that is not active", fact="4.3, currency", hubspot=None),
)  # fmt: skip


def portal_document() -> dict[str, Any]:
    """A portal document: the default one with properties of its own, two pipelines, one archived owner."""
    document: dict[str, Any] = default_document()
    document["properties"]["contacts"] += [expand(dict(one)) for one in _OWN]
    pipelines = document["pipelines"]["deals"]
    stage = {**pipelines[0]["stages"][0], "id": "signed", "label": "Signed", "displayOrder": 0}
    pipelines.append(
        {
            **pipelines[0],
            "id": "p2",
            "label": "Partner Pipeline",
            "displayOrder": 1,
            "stages": [stage],
        }
    )
    document["owners"][2]["archived"] = True
    for one in document["properties"]["deals"]:
        if one["name"] == "deal_currency_code":
            krone = {**one["options"][0], "label": "Krone", "value": "NOK", "displayOrder": 3}
            one["options"].append(krone)
    return document


_GROUP = {"groupName": "contactinformation"}
_OWN = (
    {"name": "points", "label": "Points", "type": "number", "fieldType": "number", **_GROUP},
    {"name": "vip", "label": "VIP", "type": "bool", "fieldType": "booleancheckbox", **_GROUP},
    {"name": "born", "label": "Born", "type": "date", "fieldType": "date", **_GROUP},
    {"name": "seen", "label": "Seen", "type": "datetime", "fieldType": "date", **_GROUP},
    {"name": "tier", "label": "Tier", "type": "enumeration", "fieldType": "select",
     "options": [["GOLD", "Gold Member"], ["SILVER", "Silver Member"]], **_GROUP},
    {"name": "topics", "label": "Topics", "type": "enumeration", "fieldType": "checkbox",
     "options": [["news", "News"], ["offers", "Offers"]], **_GROUP},
)  # fmt: skip
