"""A lock file gives back what was written, always in the same bytes, and names every fault."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.config.lock_file import lock_bytes, write_lock
from hubcli.config.lock_reading import parse_lock, read_lock
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
from hubcli.errors import UnusableError

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_BITS = st.booleans()


def _several(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=3).map(tuple)


_OPTIONS = _several(st.builds(Option, _TEXT, _TEXT, hidden=_BITS))
_STAGES = _several(st.builds(Stage, _TEXT, _TEXT))
_PIPELINES = st.none() | _several(st.builds(Pipeline, _TEXT, _TEXT, _STAGES))
_PROPERTIES = st.dictionaries(
    _TEXT,
    st.builds(
        Property,
        name=st.just(""),
        label=_TEXT,
        type=_TEXT,
        field_type=_TEXT,
        options=_OPTIONS,
        unique=_BITS,
        read_only=_BITS,
        external=st.none() | st.sampled_from(External),
        group=_TEXT,
        calculated=_BITS,
        hubspot_defined=_BITS,
    ),
    max_size=3,
).map(lambda found: {name: replace(one, name=name) for name, one in found.items()})
_OBJECTS = st.dictionaries(
    _TEXT,
    st.builds(
        ObjectSchema,
        object=st.just(""),
        properties=_PROPERTIES,
        type_id=_TEXT,
        singular=_TEXT,
        plural=_TEXT,
        full_name=_TEXT,
        own_name=_TEXT,
        required=_several(_TEXT),
        required_any=_several(_TEXT),
        pipelines=_PIPELINES,
    ),
    max_size=3,
).map(lambda found: {name: replace(one, object=name) for name, one in found.items()})
_ACCOUNTS = st.builds(
    PortalAccount,
    st.integers(0, 2**53),
    _TEXT,
    time_zone=_TEXT,
    currency=_TEXT,
    currencies=_several(_TEXT).map(lambda codes: tuple(sorted(codes))),
    ui_domain=_TEXT,
)
_OWNERS = _several(st.builds(Owner, _TEXT, _TEXT, _TEXT)).map(
    lambda owners: tuple(sorted(owners, key=lambda one: (one.email, one.id)))
)
_LABELS = _several(
    st.builds(AssociationLabel, _TEXT, _TEXT, _TEXT, st.integers(0, 2**31), st.none() | _TEXT)
).map(
    lambda found: tuple(
        sorted(found, key=lambda one: (one.from_object, one.to_object, one.category, one.type_id))
    )
)
_PORTALS = st.builds(
    PortalSchema,
    _TEXT,
    st.none() | _ACCOUNTS,
    _OBJECTS,
    owners=st.none() | _OWNERS,
    associations=st.none() | _LABELS,
    not_pulled=_several(_TEXT),
)

_PORTAL = PortalSchema(
    "2025-09",
    PortalAccount(4242, "STANDARD", "Europe/Oslo", "NOK", ("EUR", "NOK"), "app.hubspot.com"),
    {
        "deals": ObjectSchema(
            "deals",
            {
                "stage": Property("stage", "Stage", "enumeration", "radio", (Option("a", "A"), Option("b", "B", hidden=True)), external=None),
                "owner": Property("owner", type="enumeration", external=External.OWNER),
            },
            type_id="0-3",
            required=("dealname",),
            pipelines=(Pipeline("default", "Sales", (Stage("won", "Won"),)),),
        )
    },
    owners=(Owner("42", "ada@example.com", "Ada Lovelace"),),
    associations=(AssociationLabel("deals", "contacts", "HUBSPOT_DEFINED", 3, None),),
)  # fmt: skip


@given(_PORTALS)
def test_what_was_written_is_read(portal: PortalSchema) -> None:
    content = lock_bytes(portal)
    assert parse_lock(content, "f") == portal
    assert lock_bytes(parse_lock(content, "f")) == content


@given(_PORTALS)
def test_the_order_in_which_it_was_read_makes_no_difference(portal: PortalSchema) -> None:
    objects = {
        name: replace(one, properties=dict(reversed([*one.properties.items()])))
        for name, one in reversed([*portal.objects.items()])
    }
    owners = portal.owners and tuple(reversed(portal.owners))
    labels = portal.associations and tuple(reversed(portal.associations))
    # Owners and types that are told apart by nothing but what is written of them may change places.
    other = replace(portal, objects=objects, owners=owners, associations=labels)
    for one in (portal, other):
        found = parse_lock(lock_bytes(one), "f")
        assert sorted(found.owners or (), key=repr) == sorted(portal.owners or (), key=repr)
    assert json.loads(lock_bytes(other))["objects"] == json.loads(lock_bytes(portal))["objects"]


def test_the_form() -> None:
    text = lock_bytes(_PORTAL).decode()
    assert text.startswith('{\n  "hubcliLock": 1,\n  "apiVersion": "2025-09",\n  "account": {\n')
    assert text.endswith("]\n}\n")
    data = json.loads(text)
    assert list(data) == [
        "hubcliLock",
        "apiVersion",
        "account",
        "limits",
        "objects",
        "owners",
        "associations",
    ]
    assert data["limits"] == {"batch": 100, "text": 65536}
    deals = data["objects"]["deals"]
    assert list(deals) == ["objectTypeId", "required", "properties", "pipelines"]
    assert list(deals["properties"]) == ["owner", "stage"]
    assert deals["properties"]["stage"]["options"] == [
        {"label": "A", "value": "a"},
        {"label": "B", "value": "b", "hidden": True},
    ]
    assert deals["properties"]["owner"] == {
        "label": "",
        "type": "enumeration",
        "fieldType": "text",
        "group": "",
        "external": "OWNER",
    }


def test_what_could_not_be_read_is_null_and_said() -> None:
    deals = replace(_PORTAL.objects["deals"], pipelines=None)
    portal = replace(
        _PORTAL,
        account=None,
        owners=None,
        associations=None,
        objects={"deals": deals},
        not_pulled=("the owners (HubSpot answered 403)",),
    )
    data = json.loads(lock_bytes(portal))
    assert (data["account"], data["owners"], data["associations"]) == (None, None, None)
    assert data["objects"]["deals"]["pipelines"] is None
    assert data["notPulled"] == ["the owners (HubSpot answered 403)"]
    assert parse_lock(lock_bytes(portal), "f") == portal


def _faults(content: bytes | str) -> str:
    data = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(UnusableError) as raised:
        parse_lock(data, "my.lock.json")
    assert raised.value.exit_code == 5
    assert raised.value.hint
    return raised.value.message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "my.lock.json:1:1: this is no JSON"),
        (b"a,b\n1,2\n", "my.lock.json:1:1: this is no JSON"),
        (b'{\n<<<<<<< HEAD\n"a": 1}', "my.lock.json:2:1: this is no JSON"),
        (b'{"hubcliLock": 1, "apiVersion": "\xff"}', "this is no JSON"),
        (b"[" * 100_000, "this is no JSON"),
        (b"[]", "this is no lock file: it has no hubcliLock"),
        (b'{"name": "x"}', "this is no lock file: it has no hubcliLock"),
        (b"null", "this is no lock file"),
        (b'{"hubcliLock": 2}', "hubcliLock: this version of hubcli reads the format 1"),
        (b'{"hubcliLock": true}', "reads the format 1"),
        (b'{"hubcliLock": "1"}', "reads the format 1"),
    ],
)
def test_what_is_no_lock_file(content: bytes, said: str) -> None:
    assert said in _faults(content)


def _changed(path: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    """The good file with another value at a place, or without it."""
    data = json.loads(lock_bytes(_PORTAL))
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
    place = data
    for part in parents:
        place = place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("apiVersion", ..., "apiVersion: it is missing"),
        ("apiVersion", 5, "apiVersion: expected text, not 5"),
        ("account", ..., "account: it is missing"),
        ("account", [], "account: expected an object, not a list"),
        ("account/portalId", ..., "account.portalId: it is missing"),
        ("account/portalId", "4242", "account.portalId: expected a whole number, not text"),
        ("account/portalId", True, "account.portalId: expected a whole number, not true"),
        ("account/portalId", 1.5, "account.portalId: expected a whole number, not 1.5"),
        ("account/currencies", "NOK", "account.currencies: expected a list, not text"),
        ("account/currencies", ["NOK", None], "account.currencies[1]: expected text, not null"),
        ("objects", ..., "objects: it is missing"),
        ("objects", None, "objects: expected an object, not null"),
        ("objects/deals", 1, "objects.deals: expected an object, not 1"),
        ("objects/deals/properties", ..., "objects.deals.properties: it is missing"),
        ("objects/deals/properties/stage", [], "objects.deals.properties.stage: expected an object, not a list"),
        ("objects/deals/properties/stage/type", ..., "objects.deals.properties.stage.type: it is missing"),
        ("objects/deals/properties/stage/unique", "yes", "objects.deals.properties.stage.unique: expected true or false, not text"),
        ("objects/deals/properties/stage/external", "CAR", "objects.deals.properties.stage.external: expected one of OWNER, PIPELINE, STAGE, OTHER"),
        ("objects/deals/properties/stage/options", {}, "objects.deals.properties.stage.options: expected a list, not an object"),
        ("objects/deals/properties/stage/options/0", "a", "objects.deals.properties.stage.options[0]: expected an object, not text"),
        ("objects/deals/properties/stage/options/1/value", ..., "objects.deals.properties.stage.options[1].value: it is missing"),
        ("objects/deals/pipelines/0/stages/0/id", 1, "objects.deals.pipelines[0].stages[0].id: expected text, not 1"),
        ("objects/deals/required", [1], "objects.deals.required[0]: expected text, not 1"),
        ("owners", ..., None),
        ("owners", 5, "owners: expected a list, not 5"),
        ("owners/0/id", None, "owners[0].id: expected text, not null"),
        ("associations/0/typeId", "3", "associations[0].typeId: expected a whole number, not text"),
        ("associations/0/label", ..., "associations[0].label: it is missing"),
        ("associations/0/label", False, "associations[0].label: expected text, not false"),
        ("notPulled", "x", "notPulled: expected a list, not text"),
    ],
)  # fmt: skip
def test_every_fault_is_named_by_its_key(path: str, value: Any, said: str | None) -> None:  # noqa: ANN401 - any JSON
    if said is None:
        assert parse_lock(_changed(path, value).encode(), "f").owners == ()
    else:
        assert _faults(_changed(path, value)) == f"my.lock.json: {said}"


def test_all_faults_are_told_at_once_up_to_twenty() -> None:
    data = json.loads(lock_bytes(_PORTAL))
    data["owners"] = [{"id": number} for number in range(30)]
    lines = _faults(json.dumps(data)).splitlines()
    assert lines[0] == "my.lock.json: the lock file can't be used, 30 faults:"
    assert lines[1] == "owners[0].id: expected text, not 0"
    assert lines[-1] == "and 10 more"
    assert len(lines) == 22


def test_two_faults() -> None:
    data = json.loads(lock_bytes(_PORTAL))
    del data["apiVersion"], data["objects"]
    assert _faults(json.dumps(data)).splitlines()[1:] == [
        "objects: it is missing",
        "apiVersion: it is missing",
    ]


def test_keys_of_a_later_version_are_no_fault() -> None:
    assert parse_lock(_changed("news", {"a": 1}).encode(), "f") == _PORTAL


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="no such lock file") as raised:
        read_lock(tmp_path / "none.json")
    assert "hubcli schema pull" in raised.value.hint
    with pytest.raises(UnusableError, match="can't be read: is a directory"):
        read_lock(tmp_path)
    with pytest.raises(UnusableError, match="can't be the path"):
        read_lock(Path("a\0b"))


def test_it_is_written_whole_and_through_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    link.symlink_to(real)
    write_lock(_PORTAL, link)
    write_lock(_PORTAL, link)
    assert link.is_symlink()
    assert read_lock(real) == _PORTAL
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.json", "real.json"]


@pytest.mark.parametrize("name", ["none/x.json", "folder", "a\0b"])
def test_where_it_can_not_be_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnusableError) as raised:
        write_lock(_PORTAL, tmp_path / name)
    assert raised.value.hint
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_device_is_never_replaced() -> None:
    with pytest.raises(UnusableError, match="is no file"):
        write_lock(_PORTAL, Path("/dev/full"))
    assert not Path("/dev/full").is_file()


def test_what_was_there_stays_where_the_new_one_can_not_be_written(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("before")
    part = tmp_path / f".x.json.{os.getpid()}.part"
    part.mkdir()
    with pytest.raises(UnusableError):
        write_lock(_PORTAL, path)
    assert path.read_text() == "before"
