"""Plain reads are tried again where that may help, and what they say is read leniently."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from hubcli.errors import AccountError, UnavailableError
from hubcli.hubspot.account import Account, account_of, custom_object_id
from hubcli.hubspot.http import Http
from hubcli.hubspot.reads import Denied, Read, read
from hubcli.hubspot.schema import schema_of
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session
from tests.hubspot.raw import RESET, answer, raw_server

_GOOD = answer("200 OK", b'{"results": []}', "Connection: close")


class _Waits:
    def __init__(self, *, going: bool = True) -> None:
        self.seconds: list[float] = []
        self.going = going

    def __call__(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        return self.going


@contextmanager
def _session(base_url: str) -> Iterator[Session]:
    with closing(Session(Http(base_url), "t", clock=ServerClock())) as session:
        yield session


def _read(*answers: bytes, waits: _Waits | None = None) -> Read:
    with raw_server(answers) as raw, _session(raw.base_url) as session:
        return read(session, raw.base_url + "/x", waits or _Waits())


def _closing(status: str, body: bytes = b"{}") -> bytes:
    return answer(status, body, "Connection: close")


def test_the_object() -> None:
    assert _read(_GOOD) == {"results": []}


@pytest.mark.parametrize(
    "first",
    [
        _closing("502 Bad"),
        _closing("429 Slow"),
        _closing("500 Oops"),
        RESET,
        b"",
        _closing("200 OK", b"<html>"),
    ],
)
def test_what_may_pass_is_tried_again(first: bytes) -> None:
    waits = _Waits()
    assert _read(first, first, _GOOD, waits=waits) == {"results": []}
    assert len(waits.seconds) == 2
    assert waits.seconds == sorted(waits.seconds)


def test_not_for_ever() -> None:
    with pytest.raises(UnavailableError, match="502"):
        _read(*[_closing("502 Bad")] * 5)


def test_not_when_the_run_ends() -> None:
    waits = _Waits(going=False)
    with pytest.raises(UnavailableError):
        _read(_closing("502 Bad"), _GOOD, waits=waits)
    assert len(waits.seconds) == 1


def test_a_401_is_nothing_to_try_again() -> None:
    with pytest.raises(AccountError, match="expired"):
        _read(_closing("401 No", b'{"message": "The token expired"}'))


@pytest.mark.parametrize("status", ["400 Bad", "403 Forbidden", "404 Not Found", "302 Found"])
def test_a_read_that_is_not_to_be_had(status: str) -> None:
    outcome = _read(_closing(status, b'{"message": "no", "category": "X"}'))
    assert isinstance(outcome, Denied)
    assert (outcome.status, outcome.problem.message) == (int(status[:3]), "no")


def test_whose_account_it_is() -> None:
    data = {"portalId": 4242, "accountType": "STANDARD", "uiDomain": "app.hubspot.com"}
    account = account_of(data)
    assert account == Account(4242, "STANDARD", "app.hubspot.com")
    assert account.is_production
    assert account_of({"portalId": 1}) == Account(1, "")


@pytest.mark.parametrize("data", [{}, {"portalId": "x"}, {"portalId": None}, {"results": []}])
def test_nobodys_account(data: dict[str, object]) -> None:
    assert account_of(data) is None


_SCHEMAS = {
    "results": [
        None,
        {"name": "pets", "objectTypeId": "2-7", "fullyQualifiedName": "p42_pets", "labels": {"singular": "Pet", "plural": "Pets"}},
        {"name": "broken"},
        {"labels": [1]},
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("pets", "2-7"),
        ("PET", "2-7"),
        ("p42_pets", "2-7"),
        ("broken", None),
        ("cats", None),
        ("none", None),
    ],
)
def test_a_custom_object_by_any_of_its_names(name: str, found: str | None) -> None:
    assert custom_object_id(name, _SCHEMAS) == found


@pytest.mark.parametrize("data", [{}, {"results": {}}, {"results": "x"}])
def test_no_custom_objects(data: dict[str, object]) -> None:
    assert custom_object_id("x", data) is None


def test_properties_as_the_portal_has_them() -> None:
    schema = schema_of(
        "contacts",
        {
            "results": [
                {"name": "email", "label": "E-mail", "type": "string", "fieldType": "text", "hasUniqueValue": True},
                {"name": "a", "type": "enumeration", "options": [{"value": "x", "label": "X"}, {"label": "no value"}, 7]},
                {"name": "b", "type": "enumeration", "externalOptions": True, "options": [{"value": "x"}]},
                {"name": "c", "calculated": True},
                {"name": "d", "modificationMetadata": {"readOnlyValue": True}},
                {"name": "e", "modificationMetadata": None, "options": None, "type": None},
                {"label": "without a name"},
                None,
            ]
        },
    )  # fmt: skip
    found = schema.properties
    assert list(found) == ["email", "a", "b", "c", "d", "e"]
    assert (found["email"].label, found["email"].unique) == ("E-mail", True)
    assert [option.value for option in found["a"].options] == ["x"]
    assert found["b"].options == ()
    assert [found[name].read_only for name in "abcde"] == [False, False, True, True, False]
    assert found["e"].type == "string"


@pytest.mark.parametrize("data", [{}, {"results": {"a": 1}}, {"results": None}])
def test_no_properties(data: dict[str, object]) -> None:
    assert schema_of("contacts", data).properties == {}
