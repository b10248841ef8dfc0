"""What kind of account the portal is: its id, type, time zone and currencies (api.md, section 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast, get_args

from hubcli.emulator.problems import Json
from hubcli.emulator.switches import AccountType, Switches

ACCOUNT_TYPES: Final = get_args(AccountType)
DEFAULT: Final[Json] = {
    "portalId": 4242,
    "accountType": "DEVELOPER_TEST",
    "timeZone": "US/Eastern",
    "currency": "USD",
    "currencies": ["EUR", "GBP", "USD"],
    "uiDomain": "app.hubspot.com",
}


@dataclass(frozen=True, slots=True)
class Account:
    """The account, as the switches say it, else the lock, else the default."""

    portal_id: int
    type: str
    time_zone: str
    currency: str
    currencies: tuple[str, ...]
    """Every active one; empty where they are not known."""
    ui_domain: str

    def record_url(self, type_id: str, number: int) -> str:
        """Give the address of a record's page."""
        return f"https://{self.ui_domain}/contacts/{self.portal_id}/record/{type_id}/{number}"


def account_of(switches: Switches, given: Mapping[str, object] | None) -> Account:
    """Put the account together from a portal document's part and the switches, which win."""
    data = DEFAULT if given is None else dict(given)
    currencies = cast("list[str]", data["currencies"])
    return Account(
        portal_id=switches.portal_id or int(str(data["portalId"])),
        type=switches.account_type or str(data["accountType"]),
        time_zone=str(data["timeZone"]),
        currency=str(data["currency"]),
        currencies=tuple(currencies),
        ui_domain=str(data["uiDomain"]),
    )
