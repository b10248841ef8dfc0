"""A lock that can't be used is refused by file and key."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.emulator.account import account_of
from hubcli.emulator.lock_file import LockError, Node, open_lock
from hubcli.emulator.lock_portal import portal_document
from hubcli.emulator.portal import Portal
from hubcli.emulator.rules import RuleBook
from hubcli.emulator.server import start
from hubcli.emulator.switches import Switches
from tests.emulator.client import Json
from tests.emulator.locks import lock, write

DEALS = "objects.deals"


def _put(data: Json, place: str, value: object) -> None:
    *way, last = place.split(".")
    found: Any = data
    for step in way:
        found = found[int(step)] if step.isdigit() else found[step]
    if value is KeyError:
        del found[last]
    else:
        found[int(last) if last.isdigit() else last] = value


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("hubcliLock", 2, "hubcliLock: should be 1"),
        ("hubcliLock", KeyError, "hubcliLock: should be 1"),
        ("objects", KeyError, "the document: objects is missing"),
        ("objects", [], "objects: should be an object"),
        ("objects.deals", 1, f"{DEALS}: should be an object"),
        ("objects.deals.properties", KeyError, f"{DEALS}: properties is missing"),
        ("objects.deals.required", "dealname", f"{DEALS}.required: should be a list"),
        ("objects.deals.required", [1], f"{DEALS}.required[0]: should be a text"),
        ("objects.deals.properties.tags.type", KeyError, f"{DEALS}.properties.tags: type is missing"),
        ("objects.deals.properties.tags.type", 1, f"{DEALS}.properties.tags.type: should be a text"),
        ("objects.deals.properties.tags.unique", 1, "tags.unique: should be true or false"),
        ("objects.deals.properties.tags.external", "TEAM", "tags.external: should be one of OWNER"),
        ("objects.deals.properties.tags.options", [{}], "tags.options[0]: value is missing"),
        ("objects.deals.pipelines.0.id", 7, f"{DEALS}.pipelines[0].id: should be a text"),
        ("objects.deals.pipelines.1.stages.0", [], "pipelines[1].stages[0]: should be an object"),
        ("account.portalId", "987", "account.portalId: should be an integer"),
        ("account.portalId", True, "account.portalId: should be an integer"),
        ("account.accountType", "BIG", "account.accountType: should be one of STANDARD"),
        ("account.currencies", "NOK", "account.currencies: should be a list"),
        ("owners.0.id", "x", "owners[0].id: should be a number in quotation marks"),
        ("owners.2", None, "owners[2]: should be an object"),
        ("associations.3.to", "cars", "associations[3].to: cars is not among the objects"),
        ("associations.0.category", "OTHER", "associations[0].category: should be one of HUBSPOT"),
        ("associations.0.typeId", "21", "associations[0].typeId: should be an integer"),
    ],
)  # fmt: skip
def test_the_file_and_the_key_are_named(
    tmp_path: Path, place: str, value: object, told: str
) -> None:
    data = lock()
    _put(data, place, value)
    path = write(tmp_path / "hubspot.lock.json", data)
    with pytest.raises(LockError) as caught:
        start(Switches(lock=path))
    assert str(caught.value).startswith(f"{path}: ")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "is no JSON"),
        (b"{", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[1]", "the document: should be an object"),
        (b"null", "the document: should be an object"),
    ],
)
def test_a_file_that_is_no_lock(tmp_path: Path, raw: bytes, told: str) -> None:
    path = tmp_path / "l.json"
    path.write_bytes(raw)
    with pytest.raises(LockError, match=told):
        open_lock(str(path))


@pytest.mark.parametrize("make", [lambda path: path / "none.json", lambda path: path])
def test_a_file_that_can_t_be_read(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(LockError, match="can't be read: "):
        open_lock(str(make(tmp_path)))


def _places(value: object, place: str = "") -> list[str]:
    """Name every place in a document, as `_put` takes it."""
    inside: dict[str, object] = {}
    if isinstance(value, dict):
        inside = value
    elif isinstance(value, list):
        inside = {str(number): one for number, one in enumerate(value)}
    names = {f"{place}.{name}".removeprefix("."): one for name, one in inside.items()}
    return [*names, *(deep for name, one in names.items() for deep in _places(one, name))]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@given(place=st.sampled_from(_places(lock())), value=_JSON)
def test_whatever_stands_somewhere_is_a_portal_or_told(place: str, value: object) -> None:
    data = lock()
    _put(data, place, value)
    try:
        portal = Portal(portal_document(Node(data, "l.json")))
    except LockError as error:
        told = str(error)
    else:
        told = "l.json: is well"
        _use(portal)
    assert told.startswith("l.json: ")


def _use(portal: Portal) -> None:
    assert Portal(json.loads(json.dumps(portal.document()))).document() == portal.document()
    account_of(Switches(), portal.account)
    for kind in portal.objects.values():
        RuleBook(portal, (), ()).rules(kind, "2025-09")
    for relation in portal.relations:
        portal.relations.reverse(relation)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "l.json"
    path.write_text(json.dumps(lock()), encoding="utf-8-sig")
    assert open_lock(str(path)).root.need("apiVersion").text() == "2025-09"
