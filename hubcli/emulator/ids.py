"""New ids, and the scrambled order in which HubSpot hands results out."""

import random
from collections.abc import Sequence
from typing import Final, TypeVar

_T = TypeVar("_T")

_FIRST: Final = 100_000_000_000
_WIDEST_GAP: Final = 3


class Chance:
    """The emulator's only source of chance, the same for the same seed."""

    def __init__(self, seed: int, highest_id: int) -> None:
        """Go on after the highest id that was ever used."""
        self._random = random.Random(f"{seed}/{highest_id}")  # noqa: S311 - meant to be reproducible
        self._last = max(highest_id, _FIRST)

    def new_ids(self, count: int) -> list[int]:
        """Give unused ids, near-contiguous but in no order (api.md, section 1.3)."""
        gaps = self._random.choices(range(1, _WIDEST_GAP + 1), k=count)
        ids: list[int] = []
        for gap in gaps:
            self._last += gap
            ids.append(self._last)
        self._random.shuffle(ids)
        return ids

    def scrambled(self, items: Sequence[_T]) -> list[_T]:
        """Give the items in another order, never the one they came in (api.md, section 1.5)."""
        order = list(range(len(items)))
        self._random.shuffle(order)
        if len(order) > 1 and order == sorted(order):
            order.append(order.pop(0))
        return [items[place] for place in order]
