"""The first rows as samples of columns."""

from decimal import Decimal

from hubcli.core.matching_samples import MOST_ROWS, samples_of
from hubcli.core.rows import BrokenRow, ReadRow, SourceRow, Value


def rows(*cells: dict[str, Value]) -> list[ReadRow]:
    return [
        SourceRow(number, number, tuple(row), tuple(row.values()))
        for number, row in enumerate(cells, 1)
    ]


def test_different_cells_are_counted_and_empty_ones_are_not() -> None:
    found = samples_of(iter(rows({"A": "x"}, {"A": " "}, {"A": "x"}, {"A": None})), ["A"])
    assert found.rows == 4
    assert found.is_all
    assert [(one.column, one.cells) for one in found.columns] == [("A", {"x": 2})]


def test_no_more_than_the_first_thousand() -> None:
    cells: list[dict[str, Value]] = [{"A": str(n)} for n in range(MOST_ROWS + 1)]
    found = samples_of(iter(rows(*cells)), ["A"])
    assert found.rows == MOST_ROWS
    assert not found.is_all
    assert len(found.columns[0].cells) == MOST_ROWS


def test_columns_keep_their_order_and_those_that_hubcli_writes_itself_stay_away() -> None:
    found = samples_of(iter(rows({"_line": "1", "B": "b", "A": "a"})), ["B", "A", "C"])
    assert [one.column for one in found.columns] == ["B", "A", "C"]


def test_scalars_of_json_are_read_as_they_will_be_sent() -> None:
    found = samples_of(iter(rows({"A": True}, {"A": Decimal("1.50")}, {"A": ["x", "y"]})), ["A"])
    assert list(found.columns[0].cells) == ["true", "1.50", "x;y"]


def test_a_column_of_objects_becomes_a_path_for_each_part() -> None:
    found = samples_of(
        iter(rows({"A": 1, "address": {"city": "Oslo", "geo": {"lat": 1}}, "B": 2})),
        ["A", "address", "B"],
    )
    assert [one.column for one in found.columns] == ["A", "address.city", "address.geo.lat", "B"]


def test_records_in_hubspots_own_form_are_laid_flat() -> None:
    found = samples_of(iter(rows({"properties": {"email": "a@x.no"}, "id": "1"})), ["email"])
    assert [(one.column, one.cells) for one in found.columns] == [("email", {"a@x.no": 1})]


def test_what_can_not_be_read_is_left_out() -> None:
    broken = BrokenRow(1, 1, "RAGGED_ROW", "", ("x",))
    bad: dict[str, Value] = {"properties": {"A": "x"}, "associations": "none"}
    nested: dict[str, Value] = {"A": [["x"]]}
    found = samples_of(iter([broken, *rows(bad, nested)]), ["A"])
    assert found.rows == 3
    assert found.columns[0].cells == {}
