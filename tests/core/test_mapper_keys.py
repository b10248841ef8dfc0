from dataclasses import replace

import pytest

from hubcli.core.mapper import Mapper
from hubcli.core.mapping import (
    AssociationRule,
    Cast,
    Empty,
    KeyRule,
    Kind,
)
from hubcli.core.outcomes import Fault
from hubcli.core.records import Association, Record, RefusedRow
from hubcli.core.rows import Value
from tests.core.mapping_rules import AT, SCHEMA, TYPES, column, faults, record, row, rules

NAMES = rules(column("E", "email"), column("N", "firstname"), column("X", None))


LINKS = rules(column("N", "firstname"), associations=[AssociationRule("companies", "C", TYPES, AT)])


KEYED = rules(column("E", "email"), column("N", "firstname"), key=KeyRule("email"))


# Associations


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


def test_a_token_that_clears_is_no_key() -> None:
    said = rules(replace(column("E", "email"), clear="none"), key=KeyRule("email"))
    assert [Mapper(said, SCHEMA).key_of(cell) for cell in ("none", "A@b.co")] == [None, "a@b.co"]


def test_a_key_that_no_column_feeds_is_none() -> None:
    said = rules(column("N", "firstname"), key=KeyRule("email"))
    assert Mapper(said, SCHEMA).key_of("a@b.co") is None
    said = rules(column("N", "firstname"), column("E", "email"), key=KeyRule("email"))
    assert Mapper(said, SCHEMA).key_of("a@b.co") == "a@b.co"


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
