"""What is handed on says of which file and which lines it is, in portions of the size asked for."""

from datetime import UTC, datetime

from hubcli.core.duplicates import KeyGroups
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import Duplicates
from hubcli.core.records import Batch
from hubcli.core.schema import ObjectSchema
from hubcli.core.standing import Sent, new_standing
from hubcli.pipeline.prepare import (
    Doubtful,
    Followers,
    Input,
    Prepared,
    Refusals,
    Share,
    doubtful,
    prepare,
)
from tests.pipeline.test_prepare import RULES, file, good, prepared

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(items: list[Prepared]) -> list[tuple[str, str, list[int]]]:
    """Kind, file and lines of everything."""
    found = []
    for item in items:
        match item:
            case Batch(file=name, records=rows) | Doubtful(Batch(file=name, records=rows)):
                found.append((type(item).__name__, name, [one.row.line for one in rows]))
            case Refusals(name, rows) | Followers(name, rows):
                found.append((type(item).__name__, name, [one.line for one in rows]))
    return found


def test_everything_says_where_it_stands() -> None:
    first = file(["a@b.co", "x"], "broken", ["a@b.co", "y"], ["b@b.co", "y"], ["", ""])
    second = file("broken", ["a@b.co", "z"], name="more.csv")
    assert told(prepared(first, second, policy=Duplicates.FIRST, size=2)) == [
        ("Batch", "data.csv", [2, 5]),
        ("Refusals", "data.csv", [3]),
        ("Followers", "data.csv", [4]),
        ("Refusals", "data.csv", [6]),
        ("Refusals", "more.csv", [2]),
        ("Followers", "more.csv", [3]),
    ]


def test_a_full_portion_says_so_too() -> None:
    same = [["a@b.co", "x"]] * 101
    items = told(prepared(file(*same, *["broken"] * 101), policy=Duplicates.FIRST, size=2))
    assert [(kind, name, len(lines)) for kind, name, lines in items] == [
        ("Followers", "data.csv", 100),
        ("Refusals", "data.csv", 100),
        ("Batch", "data.csv", 1),
        ("Refusals", "data.csv", 1),
    ]


def test_rows_in_doubt_come_in_batches_that_are_numbered_on() -> None:
    standing = new_standing(7)
    standing.doubt([1, 2, 3, 5, 6], {5: Sent(NOON, NOON)})
    items = prepared(good(4), good(3, "b", "b.csv"), size=2, share=Share(standing, 9))
    assert told(items) == [
        ("Doubtful", "data.csv", [2, 3]),
        ("Doubtful", "data.csv", [4]),
        ("Doubtful", "b.csv", [2, 3]),
        ("Batch", "data.csv", [5]),
        ("Batch", "b.csv", [4]),
    ]
    batches = [item.batch if isinstance(item, Doubtful) else item for item in items]
    assert [batch.number for batch in batches if isinstance(batch, Batch)] == [9, 10, 11, 12, 13]
    assert [item.sent for item in items if isinstance(item, Doubtful)] == [
        {},
        {},
        {0: Sent(NOON, NOON)},
    ]


def test_a_batch_has_a_hundred_rows_where_nothing_else_is_said() -> None:
    mapper = Mapper(RULES, ObjectSchema("contacts"))
    inputs = [Input(good(101), 1, mapper.map_rows)]
    assert [len(lines) for _, _, lines in told(list(prepare(inputs, KeyGroups())))] == [100, 1]
    standing = new_standing(101)
    standing.doubt(range(1, 102), {})
    found = list(doubtful(inputs, standing))
    assert [(item.batch.number, len(item.batch.records)) for item in found] == [(1, 100), (2, 1)]
