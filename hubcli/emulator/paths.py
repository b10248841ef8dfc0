"""Paths of every API version, brought to one form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

VERSIONS: Final = frozenset({"2025-09", "2026-03", "2026-09", "v2", "v3", "v4"})
_FORMS: Final = (
    (re.compile(r"/crm/(?P<area>objects|properties|associations|pipelines|owners)/(?P<version>\d{4}-\d{2})(?P<rest>/.*)?"), None),
    (re.compile(r"/crm/(?P<version>v3)/(?P<area>objects|properties|pipelines|owners|schemas)(?P<rest>/.*)?"), None),
    (re.compile(r"/crm/(?P<version>v4)/(?P<area>objects|associations)(?P<rest>/.*)?"), None),
    (re.compile(r"/crm-object-schemas/(?P<version>\d{4}-\d{2}|v3)/schemas(?P<rest>/.*)?"), "schemas"),
    (re.compile(r"/account-info/(?P<version>\d{4}-\d{2}|v3)(?P<rest>/.*)?"), "account"),
    (re.compile(r"/oauth/(?P<version>v2)(?P<rest>/.*)?"), "oauth"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A path without its version."""

    path: str
    version: str


def place(path: str) -> Place | None:
    """Bring a path to the form `/area/rest` (api.md, section 8); None when no version of the API has it."""
    for form, area in _FORMS:
        match = form.fullmatch(path)
        if match is not None and match["version"] in VERSIONS:
            return _placed(match.groupdict(), area)
    return None


def _placed(parts: Mapping[str, str | None], area: str | None) -> Place:
    return Place(
        f"/{area or parts['area']}{(parts['rest'] or '').removesuffix('/')}", str(parts["version"])
    )
