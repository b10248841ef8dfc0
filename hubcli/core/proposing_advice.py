"""What a person can do about faults that no reading of a cell would mend."""

from collections.abc import Mapping

from hubcli.core.outcomes import Fault

_ADVICE: Mapping[str, str] = {
    "ALREADY_EXISTS": "leave it with `--on-existing skip`, or give it the row's values with"
    " `--on-existing update`",
    "COLUMN_TOO_LARGE": "shorten it, or put the text into a note",
    "PROPERTY_VALUE_TOO_LONG": "shorten it, or put the text into a note",
    "FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES": "fill the row, or take it out",
    "INVALID_PHONE_NUMBER": "say whose numbers without a country code are, as in `country: NO`, or"
    " correct the cell",
    "IN_DOUBT": "look in HubSpot whether it is there, then clear `_outcome`",
    "NESTED_VALUE": "name the part that is meant by its path, as in `address.city: city`",
    "NUL_BYTE": "take the NUL out; was the file exported as UTF-16?",
    "RAGGED_ROW": "put quotes around cells that hold the delimiter",
    "GDPR_BLACKLISTED_EMAIL": "take the row out: the person asked to be forgotten",
    "LIFECYCLE_STAGE_BACKWARDS": "take the column out with `null`, or clear the stage in HubSpot"
    " first",
}


def advice(fault: Fault, *, country: str | None = None) -> str | None:
    """A sentence for a fault by its code; None where there is nothing to say.

    `country` is whose phone numbers the mapping says that the column has.
    """
    match fault.code:
        case "INVALID_EMAIL":
            return _of_email(fault.value or "")
        case "MISSING_REQUIRED_PROPERTY" | "MISSING_CONDITIONAL_REQUIRED_PROPERTY":
            return _of_missing(fault)
        case "INVALID_ASSOCIATION_IDENTIFIER":
            return _of_target(fault.value or "")
        case "INVALID_PHONE_NUMBER" if country:
            return f"correct the cell, or write it with its + and country code if not of {country}"
        case None:
            return None
    return _ADVICE.get(fault.code)


def _of_target(text: str) -> str:
    if text.strip().isdigit():
        return "make that record first, or correct the id"
    return "put the record's id there: the number at the end of its address in HubSpot"


def _of_missing(fault: Fault) -> str:
    if fault.column is not None:
        return "fill the cell"
    name = fault.property or "one of them"
    return f"map a column to {name}, or say it for every row under `properties:`"


def _of_email(text: str) -> str:
    """Never a change: whose address it is, nobody can tell from its spelling (api.md 2.1)."""
    address = text.strip()
    name, at, domain = address.rpartition("@")
    if "<" in address:
        return "leave only what is between < and >"
    if not at:
        return "an address has an @: correct the cell"
    if "@" in name or ";" in address or "," in address:
        return "one address only: put others into another column"
    if " " in address or not name or not domain:
        return "correct the cell: something is missing before or after the @, or is too much"
    if domain.endswith((".", ",")) or ".." in domain or name.endswith("."):
        return "there is a point too much: correct the cell"
    return "correct the cell; HubSpot takes no domains that can't be"
