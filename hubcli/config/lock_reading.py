"""Reads a lock file: a portal as it was pulled, or everything that is wrong with the file."""

from pathlib import Path

import orjson

from hubcli.config.json_fields import Fields
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

FORMAT = 1
_MOST_FAULTS = 20
_MOST_BYTES = 200_000_000
_ANEW = "Take it out of git again, or remove it and pull it anew: hubcli schema pull."
_EXTERNAL = frozenset(External)


def read_lock(path: Path) -> PortalSchema:
    """The portal of a lock file.

    Raises UnusableError, which names every fault with its key, where the file can't be used.
    """
    return parse_lock(_content(path), str(path))


def parse_lock(content: bytes, file: str) -> PortalSchema:
    """The portal in the bytes of a lock file called `file`; raises as `read_lock` does."""
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        message = f"{file}:{error.lineno}:{error.colno}: this is no JSON ({error.msg})"
        raise UnusableError(message, _ANEW) from None
    if not isinstance(data, dict) or "hubcliLock" not in data:
        hint = "A lock file is written by `hubcli schema pull`."
        raise UnusableError(f"{file}: this is no lock file: it has no hubcliLock", hint)
    if data["hubcliLock"] != FORMAT or isinstance(data["hubcliLock"], bool):
        message = f"{file}: hubcliLock: this version of hubcli reads the format {FORMAT}"
        raise UnusableError(message, "Use the hubcli that wrote it, or remove it and pull it anew.")
    faults: list[str] = []
    portal = _portal(Fields(data, "", faults))
    if faults:
        raise _unusable(file, faults)
    return portal


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        hint = "Pull it: hubcli schema pull. The path counts from where you are."
        raise UnusableError(f"{path}: there is no such lock file", hint) from None
    except OSError as error:
        reason = (error.strerror or "it can't be read").lower()
        raise UnusableError(f"{path}: the lock file can't be read: {reason}") from error
    except ValueError:
        raise UnusableError(f"{str(path)!r}: this can't be the path of a lock file") from None
    if len(content) > _MOST_BYTES:
        raise UnusableError(f"{path}: it is too large for a lock file", "Is it a data file?")
    return content


def _unusable(file: str, faults: list[str]) -> UnusableError:
    if len(faults) == 1:
        return UnusableError(f"{file}: {faults[0]}", _ANEW)
    more = len(faults) - _MOST_FAULTS
    lines = [f"{file}: the lock file can't be used, {len(faults):,} faults:"]
    lines += faults[:_MOST_FAULTS]
    lines += [f"and {more:,} more"] if more > 0 else []
    return UnusableError("\n".join(lines), _ANEW)


def _portal(top: Fields) -> PortalSchema:
    account = top.inner("account")
    objects = {name: _object(name, fields) for name, fields in top.entries("objects").items()}
    return PortalSchema(
        api_version=top.text("apiVersion"),
        account=_account(account) if account else None,
        objects=objects,
        owners=None if top.is_null("owners") else top.items("owners", _owner),
        associations=None
        if top.is_null("associations")
        else top.items("associations", _association),
        not_pulled=top.texts("notPulled"),
    )


def _account(fields: Fields) -> PortalAccount:
    return PortalAccount(
        portal_id=fields.number("portalId"),
        type=fields.text("accountType"),
        time_zone=fields.text("timeZone", ""),
        currency=fields.text("currency", ""),
        currencies=fields.texts("currencies"),
        ui_domain=fields.text("uiDomain", ""),
    )


def _object(name: str, fields: Fields) -> ObjectSchema:
    properties = fields.entries("properties")
    return ObjectSchema(
        object=name,
        properties={one: _property(one, inner) for one, inner in properties.items()},
        type_id=fields.text("objectTypeId", ""),
        singular=fields.text("singular", ""),
        plural=fields.text("plural", ""),
        full_name=fields.text("fullyQualifiedName", ""),
        own_name=fields.text("name", ""),
        required=fields.texts("required"),
        required_any=fields.texts("requiredAny"),
        pipelines=None if fields.is_null("pipelines") else fields.items("pipelines", _pipeline),
    )


def _property(name: str, fields: Fields) -> Property:
    return Property(
        name=name,
        label=fields.text("label", ""),
        type=fields.text("type"),
        field_type=fields.text("fieldType", ""),
        options=fields.items("options", _option),
        unique=fields.flag("unique"),
        read_only=fields.flag("readOnly"),
        external=_external(fields),
        group=fields.text("group", ""),
        calculated=fields.flag("calculated"),
        hubspot_defined=fields.flag("hubspotDefined"),
    )


def _external(fields: Fields) -> External | None:
    word = fields.text("external", "")
    if word and word not in _EXTERNAL:
        fields.fault("external", f"expected one of {', '.join(External)}")
        return None
    return External(word) if word else None


def _option(fields: Fields) -> Option:
    return Option(
        value=fields.text("value"),
        label=fields.text("label", ""),
        hidden=fields.flag("hidden"),
    )


def _pipeline(fields: Fields) -> Pipeline:
    return Pipeline(
        id=fields.text("id"),
        label=fields.text("label", ""),
        stages=fields.items("stages", _stage),
    )


def _stage(fields: Fields) -> Stage:
    return Stage(fields.text("id"), fields.text("label", ""))


def _owner(fields: Fields) -> Owner:
    return Owner(fields.text("id"), fields.text("email", ""), fields.text("name", ""))


def _association(fields: Fields) -> AssociationLabel:
    return AssociationLabel(
        from_object=fields.text("from"),
        to_object=fields.text("to"),
        category=fields.text("category"),
        type_id=fields.number("typeId"),
        label=fields.nullable_text("label"),
    )
