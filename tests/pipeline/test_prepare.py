from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.duplicates import KeyGroups
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import ColumnRule, Duplicates, KeyRule, MappingRules
from hubcli.core.packed import columns_of
from hubcli.core.records import Batch
from hubcli.core.schema import ObjectSchema
from hubcli.errors import Place
from hubcli.pipeline.prepare import Doubtful, Followers, Input, Prepared, Refusals, Share, prepare
from hubcli.pipeline.survey import survey
from tests.pipeline.sources import FakeSource

RULES = MappingRules(
    columns=(
        ColumnRule("Email", "email", Place("m.yaml", 1)),
        ColumnRule("Name", "firstname", Place("m.yaml", 2)),
    ),
    key=KeyRule("email"),
)


def prepared(
    *sources: FakeSource,
    policy: Duplicates = Duplicates.REFUSE,
    size: int = 100,
    share: Share | None = None,
) -> list[Prepared]:
    mapper = Mapper(RULES, ObjectSchema("contacts"), trace_prefix="run-")
    found = survey(sources, mapper.key_columns, mapper.key_of, policy)
    inputs = [
        Input(source, found.first_of(at), mapper.map_rows, mapper.explain_key)
        for at, source in enumerate(sources)
    ]
    return list(prepare(inputs, found.groups, batch_size=size, share=share))


def file(*rows: Sequence[str] | str, name: str = "data.csv") -> FakeSource:
    return FakeSource(["Email", "Name"], *rows, name=name)


def good(count: int, word: str = "a", name: str = "data.csv") -> FakeSource:
    return file(*([f"{word}{n}@b.co", "x"] for n in range(count)), name=name)


def test_batches_are_full_and_in_order_and_never_span_files() -> None:
    items = prepared(good(250), good(120, "b", "more.csv"))
    batches = [item for item in items if isinstance(item, Batch)]
    assert [len(batch.records) for batch in batches] == [100, 100, 50, 100, 20]
    assert [batch.number for batch in batches] == [1, 2, 3, 4, 5]
    assert [batch.file for batch in batches] == ["data.csv"] * 3 + ["more.csv"] * 2
    traces = [record.trace_id for batch in batches for record in batch.records]
    assert traces == [f"run-{number}" for number in range(1, 371)]
    assert columns_of(batches[1].records).lines == (102, 201)
    assert columns_of(batches[3].records).lines == (2, 101)


def test_bad_rows_leave_no_hole_in_a_batch() -> None:
    source = file(["a@b.co", "x"], "broken", ["", ""], ["c@b.co", "x"])
    batch, refusals = prepared(source, size=2)
    assert isinstance(batch, Batch)
    assert isinstance(refusals, Refusals)
    assert [record.row.line for record in batch.records] == [2, 5]
    assert [row.line for row in refusals.rows] == [3, 4]
    assert refusals.rows[0].faults[0].code == "RAGGED_ROW"


def test_refusals_are_handed_on_in_portions() -> None:
    items = prepared(file(*["broken"] * 250))
    assert [len(item.rows) for item in items if isinstance(item, Refusals)] == [100, 100, 50]


def test_every_row_of_a_group_is_refused_and_names_another() -> None:
    first = file(["a@b.co", "1"], ["c@b.co", "2"], [" A@b.co", "3"])
    second = file(["A@B.CO", "4"], name="more.csv")
    items = prepared(first, second)
    refused = [
        (item.file, row) for item in items if isinstance(item, Refusals) for row in item.rows
    ]
    faults = [row.faults[0] for _, row in refused]
    assert [(name, row.line) for name, row in refused] == [
        ("data.csv", 2),
        ("data.csv", 4),
        ("more.csv", 2),
    ]
    assert [fault.message for fault in faults] == [
        "data.csv:4 has the same key, a@b.co",
        "data.csv:2 has the same key, a@b.co",
        "data.csv:2 has the same key, a@b.co",
    ]
    assert {(fault.code, fault.property, fault.column) for fault in faults} == {
        ("DUPLICATE_KEY", "email", "Email")
    }
    assert [fault.value for fault in faults] == ["a@b.co", " A@b.co", "A@B.CO"]


@pytest.mark.parametrize(
    ("policy", "leader", "sent"),
    [(Duplicates.FIRST, 1, ["1", "2"]), (Duplicates.LAST, 4, ["2", "4"])],
)
def test_one_row_of_a_group_is_sent(policy: Duplicates, leader: int, sent: list[str]) -> None:
    first = file(["a@b.co", "1"], ["c@b.co", "2"], ["a@b.co", "3"])
    second = file(["a@b.co", "4"], name="more.csv")
    items = prepared(first, second, policy=policy)
    records = [record for item in items if isinstance(item, Batch) for record in item.records]
    assert [record.properties["firstname"] for record in records] == sent
    followers = [row for item in items if isinstance(item, Followers) for row in item.rows]
    assert {row.leader for row in followers} == {leader}
    assert {row.number for row in followers} == {1, 3, 4} - {leader}


ROWS = st.lists(
    st.sampled_from(["broken", ["", ""], ["a@b.co", "x"], ["A@b.co", "x"], ["c@b.co", "x"]])
    | st.integers(0, 99).map(lambda number: [f"n{number}@b.co", "y"]),
    max_size=15,
)


@given(ROWS, ROWS, st.sampled_from(Duplicates), st.integers(1, 4))
def test_every_row_becomes_one_thing(
    first: list[list[str] | str], second: list[list[str] | str], policy: Duplicates, size: int
) -> None:
    items = prepared(file(*first), file(*second, name="more.csv"), policy=policy, size=size)
    numbers: list[int] = []
    for item in items:
        if isinstance(item, Batch):
            assert 1 <= len(item.records) <= size
            numbers += [record.row.number for record in item.records]
        elif not isinstance(item, Doubtful):
            numbers += [row.number for row in item.rows]
    assert sorted(numbers) == list(range(1, len(first) + len(second) + 1))
    keys = [record.key for item in items if isinstance(item, Batch) for record in item.records]
    assert len(keys) == len(set(keys))


def test_no_groups_is_the_common_case() -> None:
    mapper = Mapper(RULES, ObjectSchema("contacts"))
    inputs = [Input(good(3), 1, mapper.map_rows)]
    (batch,) = prepare(inputs, KeyGroups())
    assert isinstance(batch, Batch)
