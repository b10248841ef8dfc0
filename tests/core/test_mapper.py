from dataclasses import replace
from decimal import Decimal

import pytest

from hubcli.core.cell_terms import CellTerms
from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import (
    Cast,
    Empty,
    KeyRule,
    Kind,
    Unmapped,
)
from hubcli.core.outcomes import Fault
from hubcli.core.records import Association, Record, RefusedRow
from hubcli.core.rows import BrokenRow, Value
from hubcli.core.schema import ObjectSchema
from tests.core.mapping_rules import SCHEMA, TYPES, column, faults, mapped, record, row, rules

NAMES = rules(column("E", "email"), column("N", "firstname"), column("X", None))


# Properties


def test_cells_of_text_arrive_to_the_letter() -> None:
    found = record(NAMES, E="Ada@X.co", N="  Ada, “the” \n one;  ", X="never sent", Z="not named")
    assert found.properties == {"email": "Ada@X.co", "firstname": "  Ada, “the” \n one;  "}
    assert (found.trace_id, found.associations, found.key) == ("1", (), None)


def test_other_scalars_become_text() -> None:
    assert record(NAMES, N=7).properties == {"firstname": "7"}
    assert record(NAMES, N=True, E=None).properties == {"firstname": "true"}
    assert record(NAMES, N=Decimal("1.50")).properties == {"firstname": "1.50"}
    assert record(NAMES, N=["a", "b"]).properties == {"firstname": "a;b"}


@pytest.mark.parametrize("blank", ["", " ", "\t\n", None, []])
def test_a_blank_cell_is_left_out(blank: Value) -> None:
    assert record(NAMES, E="a@b.co", N=blank).properties == {"email": "a@b.co"}


@pytest.mark.parametrize(("blank", "text"), [("", ""), ("  ", ""), ([], "")])
def test_a_blank_cell_may_clear(blank: Value, text: str) -> None:
    said = rules(column("E", "email"), column("N", "firstname"), empty=Empty.CLEAR)
    assert record(said, E="a@b.co", N=blank).properties == {"email": "a@b.co", "firstname": text}
    assert record(said, E="a@b.co", N=None).properties == {"email": "a@b.co"}


def test_a_row_with_nothing_to_send_is_refused() -> None:
    (fault,) = faults(NAMES, E=" ", N="", X="x")
    assert fault.code == "FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES"


def test_constants_are_added_to_every_row_but_make_no_record_alone() -> None:
    said = rules(column("N", "firstname"), constants={"stage": "lead"})
    assert record(said, N="Ada").properties == {"stage": "lead", "firstname": "Ada"}
    assert faults(said, N="")[0].code.startswith("FAILED_TO_PROCESS")  # type: ignore[union-attr]


def test_values_are_replaced_before_they_are_cast() -> None:
    said = rules(column("S", "score", Cast(Kind.NUMBER), {"many": "100", "n/a": ""}))
    assert record(said, S="many").properties == {"score": "100"}
    assert record(said, S=" many ").properties == {"score": "100"}
    assert record(said, S="7").properties == {"score": "7"}
    assert faults(said, S="n/a")[0].code.startswith("FAILED_TO_PROCESS")  # type: ignore[union-attr]


def test_casts_come_before_checks() -> None:
    said = rules(column("B", "born", Cast(Kind.DATE, "%d.%m.%Y")))
    assert record(said, B="31.03.2026").properties == {"born": "2026-03-31"}


def test_every_bad_cell_of_a_row_is_told() -> None:
    said = rules(
        column("E", "email"),
        column("S", "score", Cast(Kind.NUMBER)),
        column("T", "stage"),
        column("N", "firstname"),
    )
    found = faults(said, E="ada@", S="much", T="Lead", N={"nested": 1})
    assert [(f.column, f.property, f.value, f.code) for f in found] == [
        ("N", "firstname", '{"nested": 1}', "NESTED_VALUE"),
        ("E", "email", "ada@", "INVALID_EMAIL"),
        ("S", "score", "much", "INVALID_INTEGER"),
        ("T", "stage", "Lead", "INVALID_OPTION"),
    ]


def test_without_a_cast_a_typed_value_with_a_space_is_refused() -> None:
    assert faults(rules(column("T", "stage")), T="lead ")[0].code == "LEADING_TRAILING_WHITESPACE"


def test_later_versions_take_dates_of_any_form() -> None:
    mapper = Mapper(rules(column("B", "born")), SCHEMA, terms=CellTerms(strict_dates=False))
    assert isinstance(mapper(row({"B": "31.03.2026"})), Record)


def test_without_a_schema_nothing_is_checked() -> None:
    mapper = Mapper(rules(column("T", "stage")), ObjectSchema("contacts"))
    assert isinstance(mapper(row({"T": "anything"})), Record)


def test_text_beyond_what_hubspot_holds_is_refused() -> None:
    most = "x" * LONGEST_TEXT
    assert record(NAMES, E="e@x.co", N=most).properties["firstname"] == most
    (fault,) = faults(rules(column("N", "firstname"), column("O", "other")), N=most + "x", O="o")
    assert (fault.code, fault.column) == ("COLUMN_TOO_LARGE", "N")


def test_a_broken_row_is_refused_for_what_broke_it() -> None:
    found = Mapper(NAMES, SCHEMA)(BrokenRow(3, 4, "RAGGED_ROW", "5 cells, not 3", ("a",)))
    assert found == RefusedRow(3, 4, (Fault("5 cells, not 3", "RAGGED_ROW", "VALIDATION_ERROR"),))


def test_a_cell_is_shown_as_it_was_read() -> None:
    (fault,) = faults(rules(column("E", "email")), E=7)
    assert fault.value == "7"


# Records that nest


def test_paths_name_parts_of_a_record() -> None:
    said = rules(column("name", "firstname"), column("address.mail", "email"))
    found = record(said, name="Ada", address={"mail": "a@b.co", "zip": None})
    assert found.properties == {"firstname": "Ada", "email": "a@b.co"}
    assert record(said, name="Ada").properties == {"firstname": "Ada"}
    assert record(said, name="Ada", address=None).properties == {"firstname": "Ada"}


def test_what_no_path_names_is_not_dropped() -> None:
    said = rules(column("name", "firstname"), column("address.mail", "email"))
    (fault,) = faults(said, name="Ada", address={"mail": "a@b.co", "zip": 1})
    assert (fault.code, fault.message) == (
        "NESTED_VALUE",
        "no line of the mapping names address.zip",
    )
    lenient = replace(said, unmapped=Unmapped.IGNORE)
    assert record(lenient, name="Ada", address={"zip": 1}).properties == {"firstname": "Ada"}


def test_a_path_that_leads_nowhere_drops_nothing() -> None:
    said = rules(column("name", "firstname"), column("address.mail", "email"))
    assert faults(said, name="Ada", address="a@b.co")[0].code == "NESTED_VALUE"


def test_a_column_of_a_flat_file_may_have_a_dot() -> None:
    said = rules(column("a.b", "firstname"), column("E", "email"))
    found = record(said, **{"E": "a@b.co", "a.b": "Ada"})
    assert found.properties == {"email": "a@b.co", "firstname": "Ada"}


def test_records_in_hubspots_own_form() -> None:
    link = {
        "to": {"id": "7"},
        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}],
    }
    said = rules(column("email", "email"), key=KeyRule("email"))
    found = record(said, properties={"email": "A@b.co"}, associations=[link])
    assert found.properties == {"email": "A@b.co"}
    assert found.associations == (Association("7", TYPES),)
    assert found.key == "a@b.co"


def test_a_bad_association_refuses_its_row() -> None:
    said = rules(column("email", "email"))
    found = faults(said, properties={"email": "a@b.co"}, associations="x")
    assert found[0].code == "INVALID_ASSOCIATION_IDENTIFIER"


@pytest.mark.parametrize(
    "values",
    [
        {"email": "a@b.co", "_outcome": "inDoubt"},
        {"properties": {"email": "a@b.co"}, "_outcome": "inDoubt"},
    ],
)
def test_a_row_in_doubt_is_refused_until_somebody_cleared_it(values: dict[str, Value]) -> None:
    said = rules(column("email", "email"))
    (fault,) = faults(said, **values)
    assert (fault.code, fault.column) == ("IN_DOUBT", "_outcome")
    for cleared in ("", "refused", None):
        assert isinstance(mapped(said, {**values, "_outcome": cleared}), Record)
