"""Where HubSpot's endpoints are, in dated and in older versions (api.md section 8)."""

from dataclasses import dataclass
from urllib.parse import quote


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

    def account(self) -> str:
        """Whose account this is."""
        return f"{self.base_url}/account-info/{self.version}/details"

    def usage(self) -> str:
        """How much of the day's requests is used."""
        return f"{self.base_url}/account-info/{self.version}/api-usage/daily/private-apps"

    def _dated(self, area: str, object_type: str, end: str = "") -> str:
        parts = (self.version, area) if self._is_old else (area, self.version)
        tail = f"/{end}" if end else ""
        return f"{self.base_url}/crm/{'/'.join(parts)}/{quote(object_type, safe='')}{tail}"
