"""Every difference between two portals is named once, and nothing that could not be read."""

from dataclasses import replace

import pytest

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
from hubcli.core.schema_diff import Change, Difference, Unread, counted, differences

_ADDED, _REMOVED, _CHANGED = Change.ADDED, Change.REMOVED, Change.CHANGED
_STAGE = Property(
    "stage", "Stage", "enumeration", options=(Option("lead", "Lead"), Option("won", "Won"))
)
_DEALS = ObjectSchema(
    "deals",
    {"stage": _STAGE, "amount": Property("amount", "Amount", "number")},
    singular="Deal",
    required=("stage",),
    pipelines=(
        Pipeline("default", "Sales", (Stage("1", "New"), Stage("2", "Won"))),
        Pipeline("other", "Other", ()),
    ),
)
_THERE = AssociationLabel("deals", "contacts", "HUBSPOT_DEFINED", 3, None)
_BACK = AssociationLabel("contacts", "deals", "HUBSPOT_DEFINED", 4, "Buyer")
_PORTAL = PortalSchema(
    "2025-09",
    PortalAccount(1, "SANDBOX", "Europe/Oslo", "NOK", ("NOK",)),
    {"deals": _DEALS, "contacts": ObjectSchema("contacts", pipelines=())},
    owners=(Owner("1", "ada@x.co", "Ada"), Owner("2", "", "Alan")),
    associations=(_THERE, _BACK),
)


def _deals(**changes: object) -> PortalSchema:
    changed = replace(_DEALS, **changes)  # type: ignore[arg-type]
    return replace(_PORTAL, objects={**_PORTAL.objects, "deals": changed})


def _of_stage(**changes: object) -> PortalSchema:
    changed = replace(_STAGE, **changes)  # type: ignore[arg-type]
    return _deals(properties={**_DEALS.properties, "stage": changed})


def _only(now: PortalSchema, then: PortalSchema = _PORTAL) -> Difference:
    (found,) = differences(then, now)
    return found


def test_the_same_is_no_different() -> None:
    assert differences(_PORTAL, _PORTAL) == ()
    assert counted(()) == {_ADDED: 0, _REMOVED: 0, _CHANGED: 0}


def test_the_order_in_which_properties_were_read_is_no_difference() -> None:
    assert (
        differences(_PORTAL, _deals(properties=dict(reversed([*_DEALS.properties.items()])))) == ()
    )


@pytest.mark.parametrize(
    ("changes", "what", "was", "now"),
    [
        ({"label": "Step"}, "property label", "Stage", "Step"),
        ({"type": "string"}, "property type", "enumeration", "string"),
        ({"field_type": "radio"}, "property field type", "text", "radio"),
        ({"group": "g"}, "property group", "", "g"),
        ({"unique": True}, "property unique", "no", "yes"),
        ({"read_only": True}, "property read-only", "no", "yes"),
        ({"calculated": True}, "property calculated", "no", "yes"),
        ({"external": External.STAGE}, "property options from", "", "STAGE"),
    ],
)
def test_a_property_that_changed(changes: dict[str, object], what: str, was: str, now: str) -> None:
    assert _only(_of_stage(**changes)) == Difference(_CHANGED, what, "deals.stage", "", was, now)


def test_a_property_that_came_or_went() -> None:
    fewer = _deals(properties={"stage": _STAGE})
    gone = _only(fewer)
    assert gone == Difference(_REMOVED, "property", "deals.amount", was="Amount (number)")
    come = _only(_PORTAL, fewer)
    assert come == Difference(_ADDED, "property", "deals.amount", now="Amount (number)")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((Option("lead", "Lead"),), Difference(_REMOVED, "option", "deals.stage", "won", was="Won")),
        ((*_STAGE.options, Option("x", "X")), Difference(_ADDED, "option", "deals.stage", "x", now="X")),
        ((Option("lead", "Hot"), Option("won", "Won")), Difference(_CHANGED, "option label", "deals.stage", "lead", "Lead", "Hot")),
        ((Option("lead", "Lead", hidden=True), Option("won", "Won")), Difference(_CHANGED, "option hidden", "deals.stage", "lead", "no", "yes")),
        (_STAGE.options[::-1], Difference(_CHANGED, "option order", "deals.stage", "", "lead, won", "won, lead")),
    ],
)  # fmt: skip
def test_an_option(options: tuple[Option, ...], found: Difference) -> None:
    assert _only(_of_stage(options=options)) == found


_DEFAULT, _OTHER = _DEALS.pipelines or ()


@pytest.mark.parametrize(
    ("pipelines", "found"),
    [
        ((_DEFAULT,), Difference(_REMOVED, "pipeline", "deals", "other", was="Other")),
        ((_DEFAULT, replace(_OTHER, label="O")), Difference(_CHANGED, "pipeline label", "deals", "other", "Other", "O")),
        ((_OTHER, _DEFAULT), Difference(_CHANGED, "pipeline order", "deals", "", "default, other", "other, default")),
        ((replace(_DEFAULT, stages=_DEFAULT.stages[:1]), _OTHER), Difference(_REMOVED, "stage", "deals.default", "2", was="Won")),
        ((replace(_DEFAULT, stages=(*_DEFAULT.stages, Stage("3", "Lost"))), _OTHER), Difference(_ADDED, "stage", "deals.default", "3", now="Lost")),
    ],
)  # fmt: skip
def test_pipelines_and_stages(pipelines: tuple[Pipeline, ...], found: Difference) -> None:
    assert _only(_deals(pipelines=pipelines)) == found


def test_an_object_that_changed_came_or_went() -> None:
    assert _only(_deals(required=("stage", "amount"))) == Difference(
        _CHANGED, "object required", "deals", "", "stage", "stage, amount"
    )
    fewer = replace(_PORTAL, objects={"deals": _DEALS})
    assert _only(fewer) == Difference(_REMOVED, "object", "contacts")
    assert _only(_PORTAL, fewer) == Difference(_ADDED, "object", "contacts")


def test_owners_and_the_account() -> None:
    renamed = replace(_PORTAL, owners=(Owner("1", "ada@y.co", "Ada"),))
    assert differences(_PORTAL, renamed) == (
        Difference(_CHANGED, "owner e-mail", "owners", "1", "ada@x.co", "ada@y.co"),
        Difference(_REMOVED, "owner", "owners", "2", was="Alan"),
    )
    dearer = replace(_PORTAL, account=PortalAccount(1, "SANDBOX", "UTC", "EUR", ("EUR", "NOK")))
    assert [(one.name, one.what, one.now) for one in differences(_PORTAL, dearer)] == [
        ("account", "time zone", "UTC"),
        ("account", "currency", "EUR"),
        ("account", "currencies", "EUR, NOK"),
    ]


def test_associations() -> None:
    relabelled = replace(_PORTAL, associations=(_THERE, replace(_BACK, label="Payer")))
    assert _only(relabelled) == Difference(
        _CHANGED, "association label", "contacts.deals", "HUBSPOT_DEFINED 4", "Buyer", "Payer"
    )
    fewer = replace(_PORTAL, associations=(_BACK,))
    assert _only(fewer) == Difference(
        _REMOVED, "association", "deals.contacts", "HUBSPOT_DEFINED 3"
    )


@pytest.mark.parametrize("changes", [{"account": None}, {"owners": None}, {"associations": None}])
def test_a_part_that_one_of_them_lacks_is_not_compared(changes: dict[str, None]) -> None:
    lacking = replace(_PORTAL, **changes)  # type: ignore[arg-type]
    assert differences(_PORTAL, lacking) == differences(lacking, _PORTAL) == ()
    assert differences(_PORTAL, _deals(pipelines=None)) == ()
    assert differences(_deals(pipelines=None), _PORTAL) == ()


def test_what_could_not_be_read_is_not_taken_for_removed() -> None:
    fewer = replace(_PORTAL, objects={"deals": _DEALS}, associations=())
    assert differences(_PORTAL, fewer, Unread(objects={"contacts"})) == ()
    denied = replace(_PORTAL, associations=())
    found = differences(_PORTAL, denied, Unread(pairs={("deals", "contacts")}))
    assert [one.name for one in found] == ["contacts.deals"]


def test_they_are_counted_by_what_became_of_them() -> None:
    found = differences(
        _PORTAL, replace(_PORTAL, owners=(Owner("1", "b@x.co", "Bo"), Owner("3", "", "")))
    )
    assert counted(found) == {_ADDED: 1, _REMOVED: 1, _CHANGED: 2}
