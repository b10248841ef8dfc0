"""The verdict on a cell that can't be used."""

from collections.abc import Callable
from typing import TypeAlias

CATEGORY = "VALIDATION_ERROR"
"""HubSpot's category for what is wrong with values (api.md 2.1)."""

Reader: TypeAlias = Callable[[str], str]
"""Text of a cell to text for HubSpot; raises BadCell."""


class BadCell(Exception):  # noqa: N818 - a verdict on a cell, caught where the row is refused
    """A cell that can't be used; the row is refused for it."""

    def __init__(self, code: str, message: str) -> None:
        """Keep HubSpot's word beside the sentence."""
        super().__init__(message)
        self.code = code
        self.message = message
