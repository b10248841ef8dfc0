"""The lines of the journal's table `overwrites`: values of records that were there before a run.

A journal keeps no values but those of refused cells. Here it does: what a run put in the place of
what can't be known from anything else, and without it nothing could be put back.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

import orjson

from hubcli.core.overwrites import Cell, Overwrite


def overwrite_rows(overwrites: Mapping[int, Overwrite]) -> Iterator[tuple[int, str, str]]:
    """A line for each row that has something to write."""
    for number, one in overwrites.items():
        if one.cells:
            yield number, one.id, orjson.dumps(one.cells, default=tuple).decode()


def overwrites_of(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, Overwrite]:
    """The lines of these rows."""
    wanted = orjson.dumps(list(numbers)).decode()
    query = (
        "SELECT number, id, cells FROM overwrites WHERE number IN (SELECT value FROM json_each(?))"
    )
    return {number: overwrite_of(id_, cells) for number, id_, cells in db.execute(query, (wanted,))}


def overwrite_of(id_: str, cells: str) -> Overwrite:
    """One line read back."""
    return Overwrite(id_, {name: Cell(*pair) for name, pair in orjson.loads(cells).items()})
