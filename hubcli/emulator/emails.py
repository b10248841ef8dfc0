"""E-mail addresses that HubSpot takes."""

import re
from functools import cache, lru_cache
from typing import Final

from hubcli.emulator.default_portal import top_level_domains

_WORD: Final = r"[^\s\x00-\x1f\x7f()<>@,;:\\\".\[\]]+"
_LOCAL: Final = re.compile(rf"{_WORD}(\.{_WORD})*")
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_LOCAL: Final = 64
_LONGEST_DOMAIN: Final = 253


def is_email(address: str) -> bool:
    """Tell whether a trimmed, lower-case address is valid; unknown top-level domains are not (api.md, section 2.1)."""
    local, _, domain = address.rpartition("@")
    if not 0 < len(local) <= _LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        return False
    return _is_domain(domain)


@cache
def _known() -> frozenset[str]:
    return top_level_domains()


@lru_cache(maxsize=4096)
def _is_domain(domain: str) -> bool:
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return False
    labels = domain.split(".")
    if len(domain) > _LONGEST_DOMAIN or len(labels) == 1 or labels[-1] not in _known():
        return False
    return all(_LABEL.fullmatch(label) for label in labels)
