"""The answer that nearly every batch gets: all rows made, each named by its trace id or its key.

Says the same as `reconcile` does of such an answer, in a few calls for all rows.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import count, repeat

from hubcli.core.outcomes import Created, Outcome
from hubcli.core.packed import Columns as Sent
from hubcli.core.packed import columns_of
from hubcli.core.records import Record
from hubcli.core.replies import BatchBody, Columns

_new = tuple.__new__


def all_made(
    body: BatchBody, records: Sequence[Record], key_property: str | None
) -> dict[int, Outcome] | None:
    """The outcome of every row, by its index; None where the answer is not as plain as that."""
    columns = body.columns
    if columns is None or body.errors or len(columns.ids) != len(records):
        return None
    if len(set(columns.ids)) != len(records):
        return None
    indexes = _named(columns, columns_of(records), key_property)
    if indexes is None or len(set(indexes)) != len(records):
        return None
    urls = columns.urls or repeat("")
    ends = map(_new, repeat(Created), zip(columns.ids, urls, repeat(())))
    return dict(zip(indexes, ends))  # noqa: B905 - as many


def _named(columns: Columns, sent: Sent, key_property: str | None) -> list[int] | None:
    """For each result the index of its row; None where one of them names none."""
    if columns.traces is not None:
        return _found(dict(zip(sent.traces, count(), strict=False)), columns.traces)
    if key_property is None:
        return None
    index_of: Mapping[object, int] = dict(zip(sent.keys, count(), strict=False))
    if len(index_of) != len(sent.keys) or None in index_of:
        return None
    return _found(index_of, [one.get(key_property) for one in columns.properties])


def _found(index_of: Mapping[object, int], names: Collection[object]) -> list[int] | None:
    try:
        # To the letter: a name that HubSpot changed is for `reconcile` to compare.
        return list(map(index_of.__getitem__, names))
    except (KeyError, TypeError):
        return None
