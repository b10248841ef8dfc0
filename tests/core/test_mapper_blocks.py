import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import (
    AssociationRule,
    Cast,
    Empty,
    KeyRule,
    Kind,
    MappingRules,
)
from hubcli.core.records import Record, RefusedRow
from hubcli.core.rows import BrokenRow, SourceRow, Value
from tests.core.mapping_rules import AT, SCHEMA, TYPES, column, record, row, rules


def test_many_plain_rows_are_mapped_at_a_stroke() -> None:
    columns = ("N", "E", "S")
    cells = [(f"n{number}", f"N{number}@x.co", str(number)) for number in range(1, 4)]
    read = [SourceRow(at, at + 1, columns, row) for at, row in enumerate(cells, 1)]
    fed = (column("N", "firstname"), column("E", "email"), column("S", "score"))
    for key in (None, KeyRule("email")):
        found = Mapper(rules(*fed, key=key), SCHEMA, trace_prefix="run-").map_rows(read)
        for at, one in enumerate(found, 1):
            assert isinstance(one, Record)
            assert one.trace_id == f"run-{at}"
            assert one.properties == {
                "firstname": f"n{at}",
                "email": f"N{at}@x.co",
                "score": str(at),
            }
            assert one.key == (f"n{at}@x.co" if key else None)
            assert one.row is read[at - 1]


def test_rows_with_columns_of_their_own_are_mapped_one_by_one() -> None:
    said = rules(column("N", "firstname"), column("E", "email"))
    found = Mapper(said, SCHEMA).map_rows([row({"N": "Ada"}), row({"E": "a@b.co"}, 2)])
    assert [one.properties for one in found if isinstance(one, Record)] == [
        {"firstname": "Ada"},
        {"email": "a@b.co"},
    ]


@pytest.mark.parametrize("odd", ["", None, 7, "x" * (LONGEST_TEXT + 1), {"a": 1}])
def test_one_odd_cell_among_plain_rows(odd: Value) -> None:
    columns = ("N", "S")
    read = [
        SourceRow(1, 2, columns, ("Ada", "1")),
        SourceRow(2, 3, columns, (odd, "2")),
        SourceRow(3, 4, columns, ("Bob", "much")),
    ]
    mapper = Mapper(rules(column("N", "firstname"), column("S", "score")), SCHEMA)
    first, second, third = mapper.map_rows(read)
    assert isinstance(first, Record)
    assert isinstance(third, RefusedRow)
    assert isinstance(second, Record) == (odd in ("", None, 7))


def test_columns_may_stand_in_any_order() -> None:
    said = rules(column("b", "firstname"), column("d", "email"))
    found = record(said, a="1", b="Ada", c="2", d="a@b.co")
    assert found.properties == {"firstname": "Ada", "email": "a@b.co"}
    two = rules(column("b", "firstname"), column("d", "lastname"))
    assert record(two, a="1", b="x", c="2", d="y").properties == {"firstname": "x", "lastname": "y"}


def test_rows_of_many_shapes_do_not_fill_the_memory() -> None:
    mapper = Mapper(rules(column("N", "firstname")), SCHEMA)
    for number in range(1_100):
        found = mapper(row({"N": "Ada", f"x{number}": "y"}))
        assert isinstance(found, Record)
        assert found.properties == {"firstname": "Ada"}
    assert len(mapper._plans) <= 1_000


CELLS: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from(["", " ", "lead", "7", " 8 ", "a@b.co", "inDoubt", "x" * (LONGEST_TEXT + 1)]),
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=99),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.sampled_from(["b", "c"]), st.text(max_size=3), max_size=2),
)
SHAPES = [("a", "b", "c"), ("a", "b"), ("a", "b", "_outcome"), ("properties",), ("b", "c", "a")]


@st.composite
def read_rows(draw: st.DrawFn) -> list[SourceRow | BrokenRow]:
    made: list[SourceRow | BrokenRow] = []
    shape = draw(st.sampled_from(SHAPES))
    plain = draw(st.booleans())
    for number in range(1, draw(st.integers(0, 5)) + 1):
        if draw(st.integers(0, 9)) == 0:
            made.append(BrokenRow(number, number, "RAGGED_ROW", "ragged", ""))
            continue
        if draw(st.integers(0, 9)) == 0:
            shape = draw(st.sampled_from(SHAPES))
        cells = st.text(min_size=1, max_size=3) if plain else CELLS
        made.append(SourceRow(number, number, shape, tuple(draw(cells) for _ in shape)))
    return made


@st.composite
def some_rules(draw: st.DrawFn) -> MappingRules:
    columns = [
        column("a", draw(st.sampled_from(["email", "firstname", None]))),
        column(
            draw(st.sampled_from(["b", "c.b"])),
            "score",
            draw(st.none() | st.just(Cast(Kind.NUMBER))),
            draw(st.none() | st.just({"x": "1"})),
        ),
    ]
    return rules(
        *columns[: draw(st.integers(1, 2))],
        constants=draw(st.sampled_from([{}, {"stage": "lead"}])),
        associations=draw(st.sampled_from([[], [AssociationRule("companies", "c", TYPES, AT)]])),
        key=draw(st.sampled_from([None, KeyRule("email"), KeyRule("score")])),
        empty=draw(st.sampled_from(Empty)),
    )


@given(some_rules(), read_rows())
def test_many_rows_become_what_each_would_alone(
    said: MappingRules, read: list[SourceRow | BrokenRow]
) -> None:
    alone = [Mapper(said, SCHEMA, trace_prefix="r-")(one) for one in read]
    assert Mapper(said, SCHEMA, trace_prefix="r-").map_rows(read) == alone
    for one, found in zip(read, alone, strict=True):
        if isinstance(found, RefusedRow):
            assert (found.number, found.line) == (one.number, one.line)
            assert found.faults
        else:
            assert found.trace_id == f"r-{one.number}"
            assert found.properties or found.associations
            assert all(isinstance(text, str) for text in found.properties.values())
