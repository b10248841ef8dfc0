"""Writes a portal down as a lock file: the same portal always gives the same bytes."""

import errno
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from hubcli.config.lock_reading import FORMAT
from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.schema import (
    AssociationLabel,
    ObjectSchema,
    Owner,
    Pipeline,
    PortalAccount,
    PortalSchema,
    Property,
)
from hubcli.errors import HubcliError, UnavailableError, UnusableError

LOCK_NAME = "hubspot.lock.json"
_MOST_INPUTS = 100
"""Records in a request (api.md 1.6)."""
_OPTIONAL: tuple[object, ...] = (None, "", False, (), [])

Document: TypeAlias = dict[str, Any]


def write_lock(portal: PortalSchema, path: Path) -> None:
    """Put the file into its place, whole or not at all; a link stays one.

    Raises UnusableError where it can't be written there, UnavailableError for a full disk.
    """
    content = lock_bytes(portal)
    part = None
    try:
        place = path.resolve()
        part = place.with_name(f".{place.name}.{os.getpid()}.part")
        if place.is_dir() or (place.exists() and not place.is_file()):
            raise UnusableError(f"{path} is no file", "Name a file: -o FILE.")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink()


def lock_bytes(portal: PortalSchema) -> bytes:
    """The file as it is written: UTF-8, two spaces of indent, one newline at the end."""
    return orjson.dumps(_document(portal), option=orjson.OPT_INDENT_2) + b"\n"


def _unwritable(path: Path, error: OSError | ValueError) -> HubcliError:
    reason = getattr(error, "strerror", None) or "this can't be the path of a file"
    message = f"{path} can't be written: {reason}"
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO}:
        return UnavailableError(message, "Make room; nothing was changed.")
    return UnusableError(message, "Name a file in a folder that can be written: -o FILE.")


def _document(portal: PortalSchema) -> Document:
    """The keys in the order of the file; sorted by what does not depend on HubSpot's order."""
    objects = sorted(portal.objects.items())
    return {
        "hubcliLock": FORMAT,
        "apiVersion": portal.api_version,
        "account": portal.account and _account(portal.account),
        "limits": {"batch": _MOST_INPUTS, "text": LONGEST_TEXT},
        "objects": {name: _object(one) for name, one in objects},
        "owners": _listed(portal.owners, _owner, key=lambda one: (one.email, one.id)),
        "associations": _listed(portal.associations, _association, key=_pair),
        **_given({"notPulled": list(portal.not_pulled)}),
    }


def _account(account: PortalAccount) -> Document:
    return {
        "portalId": account.portal_id,
        "accountType": account.type,
        "timeZone": account.time_zone,
        "currency": account.currency,
        "currencies": sorted(account.currencies),
        "uiDomain": account.ui_domain,
    }


def _object(schema: ObjectSchema) -> Document:
    names = {
        "objectTypeId": schema.type_id,
        "fullyQualifiedName": schema.full_name,
        "name": schema.own_name,
        "singular": schema.singular,
        "plural": schema.plural,
        "required": list(schema.required),
        "requiredAny": list(schema.required_any),
    }
    pipelines = schema.pipelines
    said = {"pipelines": None} if pipelines is None else {}
    return {
        **_given(names),
        "properties": {name: _property(one) for name, one in sorted(schema.properties.items())},
        **said,
        **_given({"pipelines": [_pipeline(one) for one in pipelines or ()]}),
    }


def _property(prop: Property) -> Document:
    options = [
        {"label": one.label, "value": one.value, **_given({"hidden": one.hidden})}
        for one in prop.options
    ]
    return {
        "label": prop.label,
        "type": prop.type,
        "fieldType": prop.field_type,
        "group": prop.group,
        **_given(
            {
                "unique": prop.unique,
                "readOnly": prop.read_only,
                "calculated": prop.calculated,
                "external": prop.external and prop.external.value,
                "hubspotDefined": prop.hubspot_defined,
                "options": options,
            }
        ),
    }


def _pipeline(pipeline: Pipeline) -> Document:
    stages = [{"id": one.id, "label": one.label} for one in pipeline.stages]
    return {"id": pipeline.id, "label": pipeline.label, "stages": stages}


def _owner(owner: Owner) -> Document:
    return {"id": owner.id, "email": owner.email, "name": owner.name}


def _association(one: AssociationLabel) -> Document:
    return {
        "from": one.from_object,
        "to": one.to_object,
        "category": one.category,
        "typeId": one.type_id,
        "label": one.label,
    }


def _pair(one: AssociationLabel) -> tuple[str, str, str, int]:
    return (one.from_object, one.to_object, one.category, one.type_id)


def _listed(
    items: Iterable[Any] | None,
    entry: Callable[[Any], Document],
    *,
    key: Callable[[Any], tuple[Any, ...]],
) -> list[Document] | None:
    return None if items is None else [entry(one) for one in sorted(items, key=key)]


def _given(entries: Mapping[str, Any]) -> Document:
    """Without what holds its default, so that a diff shows only what is there."""
    return {key: value for key, value in entries.items() if value not in _OPTIONAL}
