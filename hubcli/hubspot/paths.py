"""Where HubSpot's endpoints are, in dated and in older versions (api.md section 8)."""

from dataclasses import dataclass
from urllib.parse import quote

_PAGE = 100
"""Owners in an answer at most (api.md 4.3)."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The addresses of one account and API version."""

    base_url: str
    version: str

    @property
    def _is_old(self) -> bool:
        return self.version.startswith("v")

    def objects(self, object_type: str, end: str) -> str:
        """`/crm/objects/2025-09/contacts/batch/create`, or `/crm/v3/objects/…`."""
        return self._dated("objects", object_type, end)

    def properties(self, object_type: str, end: str = "") -> str:
        """The properties of an object type; `end` names one of them, or is `groups`."""
        return self._dated("properties", object_type, end)

    def schemas(self) -> str:
        """The account's custom objects."""
        if self._is_old:
            return f"{self.base_url}/crm/{self.version}/schemas"
        return f"{self.base_url}/crm-object-schemas/{self.version}/schemas"

    def pipelines(self, object_type: str) -> str:
        """The pipelines of an object type, with their stages."""
        return self._dated("pipelines", object_type)

    def owners(self, after: str | None = None) -> str:
        """A page of the owners that are not archived; `after` comes from the page before it."""
        parts = (self.version, "owners") if self._is_old else ("owners", self.version)
        tail = f"&after={quote(after, safe='')}" if after else ""
        return f"{self.base_url}/crm/{'/'.join(parts)}?limit={_PAGE}&archived=false{tail}"

    def labels(self, from_type: str, to_type: str) -> str:
        """The types of association from one object type to another."""
        return self.associations(from_type, to_type, "labels")

    def associations(self, from_type: str, to_type: str, end: str) -> str:
        """The associations of an ordered pair; before the dated versions, v4 has them (api.md 5.4)."""
        pair = f"{quote(from_type, safe='')}/{quote(to_type, safe='')}/{end}"
        parts = ("v4", "associations") if self._is_old else ("associations", self.version)
        return f"{self.base_url}/crm/{'/'.join(parts)}/{pair}"

    def account(self) -> str:
        """Whose account this is."""
        return f"{self.base_url}/account-info/{self.version}/details"

    def token_info(self) -> str:
        """What a token may do; it has no version but its own."""
        return f"{self.base_url}/oauth/v2/private-apps/get/access-token-info"

    def usage(self) -> str:
        """How much of the day's requests is used."""
        return f"{self.base_url}/account-info/{self.version}/api-usage/daily/private-apps"

    def _dated(self, area: str, object_type: str, end: str = "") -> str:
        parts = (self.version, area) if self._is_old else (area, self.version)
        tail = f"/{end}" if end else ""
        return f"{self.base_url}/crm/{'/'.join(parts)}/{quote(object_type, safe='')}{tail}"
