"""What the short ways through the mapper must have in common with the long one."""

from itertools import product

import pytest

from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import AssociationRule, Cast, Empty, KeyRule, Kind, MappingRules
from hubcli.core.outcomes import Fault
from hubcli.core.records import MappedRow, Record, RefusedRow
from hubcli.core.rows import SourceRow, Value
from tests.core.mapping_rules import AT, SCHEMA, TYPES, column, faults, mapped, record, row, rules

PLAIN = (column("N", "firstname"), column("L", "lastname"))
BESIDE = (*PLAIN, column("S", "score"))
FILL = KeyRule("hubcli_key", fill=True)
LONG = "x" * LONGEST_TEXT


def read(columns: tuple[str, ...], *cells: tuple[Value, ...]) -> list[SourceRow]:
    return [SourceRow(at, at + 1, columns, row) for at, row in enumerate(cells, 1)]


@pytest.mark.parametrize(
    ("constants", "key", "empty"),
    list(product([{}, {"stage": "lead"}], [None, KeyRule("lastname"), FILL], Empty)),
)
@pytest.mark.parametrize(
    ("odd", "text"),
    [("Ada", "Ada"), ("", ""), (" ", ""), (None, None), (7, "7"), (LONG, LONG)],
)
def test_a_block_of_rows_is_mapped_as_each_row_alone(
    constants: dict[str, str],
    key: KeyRule | None,
    empty: Empty,
    odd: Value,
    text: str | None,
) -> None:
    said = rules(*BESIDE, constants=constants, key=key, empty=empty)
    fill = "key-{}".format if key and key.fill else None
    rows = read(("N", "L", "S", "_id"), (odd, "Lovelace", "1", ""), ("Bob", "Byron", "much", ""))
    found = Mapper(said, SCHEMA, trace_prefix="r-", fill=fill).map_rows(rows)
    assert found == [Mapper(said, SCHEMA, trace_prefix="r-", fill=fill)(one) for one in rows]
    first, second = found
    assert isinstance(first, Record)
    assert isinstance(second, RefusedRow)
    is_sent = text if empty is Empty.OMIT else text is not None
    kept = {"firstname": text} if is_sent else {}
    filled = {"hubcli_key": "key-1"} if fill else {}
    assert first.properties == {**constants, **kept, "lastname": "Lovelace", "score": "1", **filled}
    assert (first.trace_id, first.associations, first.row) == ("r-1", (), rows[0])
    assert [fault.code for fault in second.faults] == ["INVALID_INTEGER"]


@pytest.mark.parametrize("key", [None, KeyRule("lastname")])
def test_a_block_of_good_rows_is_mapped_as_each_row_alone(key: KeyRule | None) -> None:
    rows = read(("N", "L", "S"), ("Ada", "Lovelace", "1"), ("Bob", "Byron", "2"))
    found = Mapper(rules(*BESIDE, key=key), SCHEMA, trace_prefix="r-").map_rows(rows)
    assert found == [
        Record(
            f"r-{number}",
            {"firstname": first, "lastname": last, "score": f"{number}"},
            (),
            last if key else None,
            rows[number - 1],
        )
        for number, first, last in ((1, "Ada", "Lovelace"), (2, "Bob", "Byron"))
    ]


def test_a_bad_cell_in_a_block_of_plain_rows_refuses_its_row() -> None:
    rows = read(("N", "L", "S"), ("Ada", "Lovelace", "1"), ("Bob", "Byron", "much"))
    good, bad = Mapper(rules(*BESIDE), SCHEMA).map_rows(rows)
    assert isinstance(good, Record)
    assert isinstance(bad, RefusedRow)


def test_constants_are_in_every_row_of_a_block() -> None:
    rows = read(("N", "L"), ("Ada", "Lovelace"), ("Bob", "Byron"))
    for one in Mapper(rules(*PLAIN, constants={"stage": "lead"}), SCHEMA).map_rows(rows):
        assert isinstance(one, Record)
        assert one.properties["stage"] == "lead"
        assert one.associations == ()


def test_blocks_of_other_columns_do_not_disturb_each_other() -> None:
    mapper = Mapper(rules(*PLAIN), SCHEMA)
    shapes = [("N", "L"), ("L", "N"), ("N", "L")]
    for columns in shapes:
        (one,) = mapper.map_rows(read(columns, columns))
        assert isinstance(one, Record)
        assert one.properties == {"firstname": "N", "lastname": "L"}


@pytest.mark.parametrize("empty", Empty)
def test_what_stands_beside_a_blank_cell_is_kept(empty: Empty) -> None:
    found = record(rules(*PLAIN, empty=empty), N=" Ada ", L=" ")
    cleared = {"lastname": ""} if empty is Empty.CLEAR else {}
    assert found.properties == {"firstname": " Ada ", **cleared}


def both(said: MappingRules, one: SourceRow) -> list[MappedRow]:
    return [Mapper(said, SCHEMA)(one), *Mapper(said, SCHEMA).map_rows([one])]


def test_a_plain_row_in_doubt_is_not_sent_by_any_way() -> None:
    for found in both(rules(*PLAIN), row({"N": "Ada", "L": "Lovelace", "_outcome": "inDoubt"})):
        assert isinstance(found, RefusedRow)
        (fault,) = found.faults
        assert fault == Fault(
            "this row is in doubt: HubSpot may hold it; clear `_outcome` to send it",
            "IN_DOUBT",
            "VALIDATION_ERROR",
            column="_outcome",
        )


def test_a_record_of_no_columns_has_nothing_to_send() -> None:
    for found in both(rules(*PLAIN), row({})):
        assert isinstance(found, RefusedRow)


def test_a_path_may_lead_through_several_objects() -> None:
    said = rules(column("N", "firstname"), column("home.town.name", "city"))
    found = record(said, N="Ada", home={"town": {"name": "Rom"}})
    assert found.properties == {"firstname": "Ada", "city": "Rom"}


def test_dates_are_checked_unless_said_otherwise() -> None:
    said = rules(column("B", "born"))
    assert faults(said, B="31.03.2026")[0].code == "INVALID_DATE"


KEYS = [
    rules(column("K", name, cast, values), column("O", "other"), key=KeyRule(name), empty=empty)
    for name, cast, values, empty in product(
        ["email", "external_id"],
        [None, Cast(Kind.ENUMERATION), Cast(Kind.NUMBER)],
        [None, {" 7 ": "Ada@x.co", "x": "8"}],
        Empty,
    )
]


@pytest.mark.parametrize("said", KEYS)
@pytest.mark.parametrize("cell", ["A@b.co", " A@b.co ", "7", " 7 ", "x", "", " ", None, 7, True])
def test_the_survey_sees_the_key_that_the_row_will_have(said: MappingRules, cell: Value) -> None:
    found = mapped(said, {"K": cell, "O": "o"})
    if isinstance(found, Record):
        assert Mapper(said, SCHEMA).key_of(cell) == found.key


def test_a_cell_that_its_property_can_not_hold_is_no_key() -> None:
    said = rules(column("S", "score", values={"all": "much", "one": "1"}), key=KeyRule("score"))
    mapper = Mapper(said, SCHEMA)
    assert [mapper.key_of(cell) for cell in ("one", "all", "much")] == ["1", None, None]


def test_a_value_of_a_property_is_not_looked_for_among_the_links() -> None:
    said = rules(*PLAIN, associations=[AssociationRule("companies", "C", TYPES, AT)])
    one = record(said, N="Ada", C="5")
    mapper = Mapper(said, SCHEMA)
    of_property = Fault("no", property="stage", value="5")
    assert mapper.explain(one, of_property) == of_property


def test_a_cell_that_holds_nothing_is_told_as_nothing() -> None:
    one = record(rules(*PLAIN), N="Ada", L=None)
    found = Mapper(rules(*PLAIN), SCHEMA).explain(one, Fault("no", property="lastname"))
    assert (found.column, found.value) == ("L", None)


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("C", "example.com", "example.com"),
        ("S", "much", "much"),
        ("N", {"a": "ü"}, '{"a": "ü"}'),
        ("address", {"geo": 1}, None),
    ],
)
def test_every_fault_of_a_row_says_what_is_wrong(name: str, cell: Value, value: str | None) -> None:
    said = rules(
        *BESIDE,
        column("address.city", "city"),
        associations=[AssociationRule("companies", "C", TYPES, AT)],
    )
    for fault in faults(said, **{"L": "Lovelace", name: cell}):
        assert isinstance(fault.message, str)
        assert "None" not in fault.message
        assert (fault.category, fault.value) == ("VALIDATION_ERROR", value)
