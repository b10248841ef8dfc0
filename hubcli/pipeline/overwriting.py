"""What the rows of one batch put in the place of what, written down before it leaves."""

from collections.abc import Collection, Mapping

from hubcli.core.overwrites import Overwrite
from hubcli.core.packed import numbers_of
from hubcli.core.records import Batch, Record
from hubcli.core.replies import Result
from hubcli.pipeline.terms import Terms, Tools


class Overwriting:
    """Not thread-safe; belongs to one delivery.

    What was there is what was there before the run's first write: what is read later may be the
    run's own.
    """

    def __init__(self, batch: Batch, terms: Terms, tools: Tools) -> None:
        """Nothing is known yet."""
        self._batch = batch
        self._terms = terms
        self._tools = tools
        self._known: dict[int, Overwrite] = {}

    def recall(self) -> Collection[int]:
        """Take over what earlier sessions wrote down; gives the rows that it is about."""
        numbers = numbers_of(self._batch.records)
        found = self._tools.journal.overwritten(numbers)
        self._known = {at: found[number] for at, number in enumerate(numbers) if number in found}
        return self._known.keys()

    def add(self, found: Mapping[int, Result], *, blind: Collection[int]) -> None:
        """These records have the rows' keys.

        What `blind` rows find may be what the run itself wrote: nobody knows what was there before.
        """
        new = {
            index: self._terms.writes.overwrite(self._batch.records[index], one)
            for index, one in found.items()
            if index not in self._known or self._known[index].id != one.id
        }
        self._known |= new
        rows = self._batch.records
        told = {rows[at].row.number: one for at, one in new.items() if at not in blind}
        if told:
            self._tools.journal.overwriting(told)

    def __contains__(self, index: int) -> bool:
        """Whether the row's record was there before."""
        return index in self._known

    def id_of(self, index: int) -> str:
        """The row's record."""
        return self._known[index].id

    def written(self, index: int) -> dict[str, str]:
        """The values that go to it; none where the rules leave nothing."""
        return self._known[index].written

    def pair(self, index: int) -> tuple[str, Record]:
        """The record's id, and the row with the values that go there."""
        record = self._batch.records[index]
        return self.id_of(index), record._replace(properties=self.written(index))
