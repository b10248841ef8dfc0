"""What is done with a row whose key a record has that was there before."""

from enum import StrEnum


class OnExisting(StrEnum):
    """The words of `--on-existing`."""

    REFUSE = "refuse"
    SKIP = "skip"
    """The row counts as existing, and nothing is changed."""
    UPDATE = "update"
    """The record gets the row's values; its associations stay as they are."""
