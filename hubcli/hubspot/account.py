"""Whose account a token belongs to (api.md section 9)."""

from collections.abc import Mapping
from typing import Any

from hubcli.core.schema import PortalAccount


def account_of(data: Mapping[str, Any]) -> PortalAccount | None:
    """The answer of GET /account-info/…/details; None where it names no portal."""
    portal_id = data.get("portalId")
    if not isinstance(portal_id, int):
        return None
    currency = _text(data, "companyCurrency")
    more = data.get("additionalCurrencies")
    active = (
        {currency, *(str(code) for code in more if code)} if isinstance(more, list) else {currency}
    )
    return PortalAccount(
        portal_id=portal_id,
        type=_text(data, "accountType"),
        time_zone=_text(data, "timeZone"),
        currency=currency,
        currencies=tuple(sorted(active - {""})),
        ui_domain=_text(data, "uiDomain"),
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    return str(data.get(key) or "")
