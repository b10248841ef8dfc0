"""Whose account a token belongs to (api.md section 9), and its custom objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Account:
    """A portal."""

    portal_id: int
    type: str
    """`STANDARD` is production; `DEVELOPER_TEST`, `SANDBOX`, `APP_DEVELOPER` are not."""
    ui_domain: str = ""

    @property
    def is_production(self) -> bool:
        """Whether real people's records are in it."""
        return self.type == "STANDARD"


def account_of(data: Mapping[str, Any]) -> Account | None:
    """The answer of GET /account-info/…/details; None where it names no portal."""
    portal_id = data.get("portalId")
    if not isinstance(portal_id, int):
        return None
    return Account(portal_id, str(data.get("accountType") or ""), str(data.get("uiDomain") or ""))


def custom_object_id(name: str, data: Mapping[str, Any]) -> str | None:
    """The objectTypeId of a custom object by its name or label, in any case.

    Its bare name is no address any more since June 2025 (api.md 2.3).
    """
    wanted = name.casefold()
    results = data.get("results")
    for item in results if isinstance(results, list) else ():
        if not isinstance(item, dict):
            continue
        labels = item.get("labels")
        names = [item.get("name"), item.get("fullyQualifiedName")]
        names += list(labels.values()) if isinstance(labels, dict) else []
        if wanted in {str(known).casefold() for known in names if known}:
            return str(item.get("objectTypeId") or "") or None
    return None
