"""How the cells of rows are read, besides what the mapping and the schema say."""

from dataclasses import dataclass

from hubcli.core.casts import Phones, no_phones


@dataclass(frozen=True, slots=True)
class CellTerms:
    """What the command, the API's version and the machine decide."""

    strict_dates: bool = True
    """False from 2026-09 on, where HubSpot normalises dates itself (api.md 4.3)."""
    is_new: bool = True
    """False: the rows are of records that are there already, so they need not be whole."""
    phones: Phones = no_phones


USUAL_TERMS = CellTerms()
"""New records, strict dates, and nobody who knows phone numbers."""
