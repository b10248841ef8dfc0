from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    Cast,
    ColumnRule,
    Empty,
    KeyRule,
    Kind,
    MappingRules,
)
from hubcli.core.outcomes import Fault
from hubcli.core.records import Association, MappedRow, Record, RefusedRow
from hubcli.core.rows import BrokenRow, SourceRow, Value
from hubcli.core.schema import ObjectSchema, Option, Property
from hubcli.errors import Place

AT = Place("mapping.yaml", 1)
SCHEMA = ObjectSchema(
    "contacts",
    {
        prop.name: prop
        for prop in (
            Property("email"),
            Property("firstname"),
            Property("score", type="number"),
            Property("born", type="date"),
            Property("stage", type="enumeration", options=(Option("lead", "Lead"),)),
        )
    },
)
TYPES = (AssociationType("HUBSPOT_DEFINED", 279),)


def column(
    name: str,
    prop: str | None,
    cast: Cast | None = None,
    values: Mapping[str, str] | None = None,
) -> ColumnRule:
    return ColumnRule(name, prop, AT, cast, values)


def rules(
    *columns: ColumnRule,
    constants: Mapping[str, str] = {},
    associations: Sequence[AssociationRule] = (),
    key: KeyRule | None = None,
    empty: Empty = Empty.OMIT,
) -> MappingRules:
    return MappingRules(
        columns=columns,
        constants=tuple((name, value, AT) for name, value in constants.items()),
        associations=tuple(associations),
        key=key,
        empty=empty,
    )


def row(values: Mapping[str, Value], number: int = 1) -> SourceRow:
    return SourceRow(number, number + 1, tuple(values), tuple(values.values()))


def mapped(said: MappingRules, values: Mapping[str, Value]) -> MappedRow:
    return Mapper(said, SCHEMA)(row(values))


def record(said: MappingRules, **values: Value) -> Record:
    found = mapped(said, values)
    assert isinstance(found, Record), found
    return found


def faults(said: MappingRules, **values: Value) -> tuple[Fault, ...]:
    found = mapped(said, values)
    assert isinstance(found, RefusedRow), found
    assert found.line == 2
    return found.faults


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
    mapper = Mapper(rules(column("B", "born")), SCHEMA, strict_dates=False)
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


# Records that nest


def test_paths_name_parts_of_a_record() -> None:
    said = rules(column("name", "firstname"), column("address.mail", "email"))
    found = record(said, name="Ada", address={"mail": "a@b.co", "zip": 1})
    assert found.properties == {"firstname": "Ada", "email": "a@b.co"}
    assert record(said, name="Ada").properties == {"firstname": "Ada"}
    assert record(said, name="Ada", address=None).properties == {"firstname": "Ada"}


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


# Associations

LINKS = rules(column("N", "firstname"), associations=[AssociationRule("companies", "C", TYPES, AT)])


@pytest.mark.parametrize("cell", ["123", " 123 ", 123])
def test_a_record_id_becomes_a_link(cell: Value) -> None:
    assert record(LINKS, N="Ada", C=cell).associations == (Association("123", TYPES),)


def test_no_id_is_no_link() -> None:
    assert record(LINKS, N="Ada", C=" ").associations == ()
    assert record(LINKS, N="Ada").associations == ()


def test_a_link_alone_makes_a_record() -> None:
    assert record(LINKS, N="", C="5").properties == {}


@pytest.mark.parametrize("cell", ["example.com", "12.5", "-1", "٣", {"id": 1}])
def test_what_is_no_id_is_refused(cell: Value) -> None:
    (fault,) = faults(LINKS, N="Ada", C=cell)
    assert fault.code in {"INVALID_ASSOCIATION_IDENTIFIER", "NESTED_VALUE"}
    assert fault.column == "C"


# Keys

KEYED = rules(column("E", "email"), column("N", "firstname"), key=KeyRule("email"))


def test_the_key_is_compared_in_hubspots_form_and_sent_as_it_is() -> None:
    found = record(KEYED, E=" Ada@X.co", N="Ada")
    assert found.key == "ada@x.co"
    assert found.properties["email"] == " Ada@X.co"
    assert record(KEYED, E="", N="Ada").key is None
    assert record(KEYED, N="Ada").key is None


def test_a_key_that_is_cleared_is_none() -> None:
    said = rules(
        column("E", "email"), column("N", "firstname"), key=KeyRule("email"), empty=Empty.CLEAR
    )
    mapper = Mapper(said, SCHEMA)
    one = row({"E": " ", "N": "Ada"})
    for found in (mapper(one), *mapper.map_rows([one])):
        assert isinstance(found, Record)
        assert found.key is None
        assert found.properties["email"] == ""


def test_the_survey_sees_the_same_key() -> None:
    mapper = Mapper(KEYED, SCHEMA)
    assert mapper.key_columns == ("E",)
    assert mapper.key_of(" Ada@X.co") == "ada@x.co"
    assert [mapper.key_of(cell) for cell in ("", "  ", None, {"a": 1})] == [None] * 4


def test_each_file_may_feed_the_key_by_its_own_column() -> None:
    said = rules(column("E", "email"), column("e-mail", "email"), key=KeyRule("email"))
    assert Mapper(said, SCHEMA).key_columns == ("E", "e-mail")


def test_the_key_is_what_cast_and_check_make_of_it() -> None:
    said = rules(column("S", "score", Cast(Kind.NUMBER), {"x": "9"}), key=KeyRule("score"))
    mapper = Mapper(said, SCHEMA)
    assert [mapper.key_of(cell) for cell in (" +7 ", "x", 7, "much", "")] == [
        "7",
        "9",
        "7",
        None,
        None,
    ]


def test_without_a_key_there_is_none() -> None:
    mapper = Mapper(NAMES, SCHEMA)
    assert mapper.key_columns == ()
    assert mapper.key_of("a@b.co") is None


def test_hubcli_fills_the_import_key() -> None:
    said = rules(column("N", "firstname"), key=KeyRule("hubcli_key", fill=True))
    mapper = Mapper(said, SCHEMA, trace_prefix="run-", fill="key-{}".format)
    assert mapper.key_columns == ()
    found = mapper(row({"N": "Ada"}, 17))
    assert isinstance(found, Record)
    assert found.properties == {"firstname": "Ada", "hubcli_key": "key-17"}
    assert (found.key, found.trace_id) == ("key-17", "run-17")
    assert isinstance(mapper(row({"N": ""})), RefusedRow)


# Explaining


def test_a_fault_of_a_property_gets_its_column_and_cell() -> None:
    mapper = Mapper(rules(column("E", "email"), column("e-mail", "email")), SCHEMA)
    said = Fault("no", "INVALID_EMAIL", "V", "email", correlation_id="c")
    for name in ("E", "e-mail"):
        one = mapper(row({name: "a@b.lcom"}))
        assert isinstance(one, Record)
        assert mapper.explain(one, said) == Fault(
            "no", "INVALID_EMAIL", "V", "email", name, "a@b.lcom", "c"
        )


def test_a_fault_of_nothing_that_was_read_stays_as_it_is() -> None:
    mapper = Mapper(rules(column("E", "email"), constants={"stage": "lead"}), SCHEMA)
    one = mapper(row({"E": "a@b.co"}))
    assert isinstance(one, Record)
    for fault in (Fault("no", property="stage"), Fault("no")):
        assert mapper.explain(one, fault) == fault
        assert mapper.explain_key(one, fault) == fault


def test_a_fault_of_the_key_gets_its_column() -> None:
    mapper = Mapper(KEYED, SCHEMA)
    one = mapper(row({"E": "A@b.co", "N": "Ada"}))
    assert isinstance(one, Record)
    assert mapper.explain_key(one, Fault("twice")) == Fault(
        "twice", property="email", column="E", value="A@b.co"
    )


def test_a_fault_of_a_link_gets_its_column() -> None:
    mapper = Mapper(LINKS, SCHEMA)
    one = mapper(row({"N": "Ada", "C": " 5 "}))
    assert isinstance(one, Record)
    assert mapper.explain(one, Fault("no", value="5")) == Fault("no", column="C", value=" 5 ")
    assert mapper.explain(one, Fault("no", value="6")) == Fault("no", value="6")


# Many rows


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
