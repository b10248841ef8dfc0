"""Whether a value that HubSpot holds is the one that was sent, after HubSpot's known normalisation."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from hubcli.core.schema import ObjectSchema

_MS = 1000
_BY_VALUE = frozenset({"number", "date", "datetime", "enumeration"})
_SITES = frozenset({"domain", "website"})


def holds(sent: Mapping[str, str], held: Mapping[str, str | None], schema: ObjectSchema) -> bool:
    """Whether a record holds all values sent; a value sent empty is held as none."""
    return all(same(name, value, held.get(name), schema) for name, value in sent.items())


def same(name: str, sent: str, held: str | None, schema: ObjectSchema) -> bool:
    """Whether one property holds what was sent.

    Known normalisation: e-mails trimmed and in lower case (api.md 4.4), domains and addresses of
    sites in lower case without scheme and last slash (4.3), numbers and times by their value.
    """
    if held is None:
        return not sent.strip()
    if sent == held or sent.strip() == held.strip():
        return True
    prop = schema.properties.get(name)
    match prop.type if prop else None:
        case "number":
            return _number(sent) == _number(held) is not None
        case "date" | "datetime":
            return _moment(sent) == _moment(held) is not None
        case "enumeration":
            return set(sent.strip(";").split(";")) == set(held.split(";"))
    if name == "email":
        return sent.strip().lower() == held.strip().lower()
    return name in _SITES and _site(sent) == _site(held)


def is_text(name: str, schema: ObjectSchema) -> bool:
    """Whether two values of a property that are the same differ in case and outer white space at most."""
    prop = schema.properties.get(name)
    return name not in _SITES and (prop is None or prop.type not in _BY_VALUE)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    # A signalling NaN can't even be compared.
    return number if number.is_finite() else None


def _moment(text: str) -> datetime | None:
    text = text.strip()
    try:
        if text.lstrip("-").isdigit():
            return datetime.fromtimestamp(int(text) / _MS, UTC)
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _site(text: str) -> str:
    return text.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/")
