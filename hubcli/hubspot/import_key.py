"""The import key's property: found as it has to be, or made in a group that its object has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

import orjson

from hubcli.core.objects import OBJECT_TYPES, canonical
from hubcli.errors import AccountError, UnavailableError, UnusableError
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.reads import Denied, Passing, attempts, judged, read
from hubcli.hubspot.session import Session

UNIQUE_TYPES = ("contacts", "companies", "deals", "tickets")
"""HubSpot's own objects that may have unique properties of one's own; custom ones may too (api.md 4.4)."""

_DESCRIPTION = "Filled by hubcli, so that an import can be repeated without making a record twice."
_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Fit:
    """The property is there, and holds import keys."""

    group: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """A property of this name is there, and no import key can be kept in it."""

    why: str


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no property of this name."""


State: TypeAlias = Fit | Unfit | Absent


def may_have_key(object_type: str) -> bool:
    """Whether an object type may have an import key, as far as its name tells (api.md 4.4)."""
    name = canonical(object_type)
    known = {kind.name for kind in OBJECT_TYPES}
    return name in UNIQUE_TYPES or not (name in known or name.startswith("0-"))


class ImportKey:
    """The property of one name at one object type.

    Every call raises AccountError where the token may not (403: the scopes are named),
    UnavailableError where nothing usable answers, UnusableError for what HubSpot refuses.
    """

    def __init__(
        self,
        session: Session,
        paths: Paths,
        object_type: str,
        name: str,
        *,
        wait: Callable[[float], bool],
    ) -> None:
        """`object_type` as it goes into the address; `wait` gives False when it is to end."""
        self._session = session
        self._all = paths.properties(object_type)
        self._groups = paths.properties(object_type, "groups")
        self._one = paths.properties(object_type, name)
        self._object, self._name = object_type, name
        self._wait = wait

    def state(self) -> State:
        """Look whether it is there (api.md 2.6: a property that is not there answers 404)."""
        answer = read(self._session, self._one, self._wait)
        match answer:
            case Denied(status=404):
                return Absent()
            case Denied():
                _deny(answer, f"read the property {self._name} of {self._object}")
        return _state(answer)

    def group(self) -> str:
        """The group that it will be in: the object's own information, else the first one."""
        answer = read(self._session, self._groups, self._wait)
        if isinstance(answer, Denied):
            _deny(answer, f"read the property groups of {self._object}")
        names = _names(answer.get("results"))
        if not names:
            hint = "Make one in HubSpot, under Settings, Properties, Groups."
            raise UnusableError(f"{self._object} has no property group to put it into", hint)
        return next((name for name in names if name.endswith("information")), names[0])

    def make(self, label: str, group: str) -> Fit | Unfit:
        """Make it; what then is there.

        May be sent again after any answer: HubSpot makes no second property of one name (api.md 2.7).
        After an answer that was lost, and after a 409, it is looked up first.
        """
        body = orjson.dumps(_definition(self._name, label, group))
        said = ""
        for _ in attempts(self._wait):
            answer = judged(self._session.send("POST", self._all, body))
            match answer:
                case Denied(status=409):
                    said = answer.problem.message
                case Denied():
                    _deny(answer, f"create the property {self._name} of {self._object}")
                case Passing(reason):
                    said = reason
            try:
                there = self.state()
            except UnavailableError as error:
                said = error.message
                break
            if not isinstance(there, Absent):
                return there
        message = f"it is not known whether {self._object} has the property {self._name} now"
        hint = "Type the same command again later: it makes no property twice."
        raise UnavailableError(f"{message} ({said or 'HubSpot does not show it yet'})", hint)


def _definition(name: str, label: str, group: str) -> dict[str, object]:
    """The body that makes it (api.md 4.2 and 4.4): uniqueness can be given only here."""
    return {
        "name": name,
        "label": label,
        "type": "string",
        "fieldType": "text",
        "groupName": group,
        "description": _DESCRIPTION,
        "hasUniqueValue": True,
        "formField": False,
    }


def _state(definition: Mapping[str, Any]) -> Fit | Unfit:
    kind, field = definition.get("type"), definition.get("fieldType")
    metadata = definition.get("modificationMetadata")
    locked = isinstance(metadata, dict) and metadata.get("readOnlyValue")
    if kind != "string":
        return Unfit(f"its type is {kind}, not string")
    if field != "text":
        return Unfit(f"its field type is {field}, not text")
    if definition.get("hasUniqueValue") is not True:
        return Unfit("its values are not unique, and that can be set only when a property is made")
    if definition.get("calculated") or locked:
        return Unfit("its values can't be written")
    return Fit(str(definition.get("groupName") or ""))


def _names(groups: object) -> list[str]:
    """The names of the groups that are not archived."""
    items = [one for one in groups if isinstance(one, dict)] if isinstance(groups, list) else []
    return [str(one["name"]) for one in items if one.get("name") and not one.get("archived")]


def _deny(denied: Denied, doing: str) -> NoReturn:
    said = f"{denied.status}: {denied.problem.message}" if denied.problem.message else denied.status
    if denied.status == _FORBIDDEN:
        scopes = denied.problem.scopes
        one = f"Give the token one of these scopes: {', '.join(scopes)}" if scopes else ""
        raise AccountError(
            f"the token may not {doing} ({said})", one or "Look at the token's scopes."
        )
    hint = "An object has ten unique properties at most; --name takes one that is there."
    raise UnusableError(f"HubSpot refused to {doing} ({said})", hint)
