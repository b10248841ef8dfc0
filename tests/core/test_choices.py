from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.bad_cells import BadCell
from hubcli.core.casts import reader_of
from hubcli.core.checks import check_of
from hubcli.core.choices import Choices, choice_of, choices_of
from hubcli.core.mapping import Cast, Kind
from hubcli.core.schema import External, ObjectSchema, Option, Property
from tests.core.portals import ONE, OTHER

LABEL = Cast(Kind.ENUMERATION)
SEVERAL = Cast(Kind.ENUMERATIONS)


def options(*pairs: tuple[str, str]) -> Property:
    return Property("x", type="enumeration", options=tuple(Option(*pair) for pair in pairs))


def cast(name: str, cell: str, schema: ObjectSchema = ONE, how: Cast = LABEL) -> str:
    return reader_of(how, schema.properties[name], schema)(cell)


def bad(name: str, cell: str, how: Cast = LABEL) -> tuple[str, str]:
    with pytest.raises(BadCell) as found:
        cast(name, cell, how=how)
    return found.value.code, found.value.message


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("a", "a"),
        ("A", "A"),
        ("b", "a"),
        ("B", "b2"),
        ("C", "c"),
        ("Sea", "d"),
        ("SEA ", "d"),
        ("e\u0301", "e"),
    ],
)
def test_a_value_goes_before_a_label_and_the_letter_before_the_case(cell: str, value: str) -> None:
    prop = options(
        ("a", "b"), ("A", "x"), ("b2", "B"), ("c", "y"), ("d", " sea "), ("e", "É"), ("f", "")
    )
    assert reader_of(LABEL, prop)(cell) == value


def test_what_several_labels_may_mean_is_refused_with_their_values() -> None:
    find = Choices([choice_of("1", "High"), choice_of("2", "HIGH"), choice_of("3", "high!")]).find
    assert (find("High"), find("HIGH"), find("High!")) == ("1", "2", "3")
    with pytest.raises(BadCell) as found:
        find("high")
    assert found.value.code == "AMBIGUOUS_ENUMERATION_OPTION"
    assert found.value.message == "high is ambiguous: it may be 1 or 2"


def test_one_label_of_one_value_is_said_once() -> None:
    assert Choices([choice_of("1", "High"), choice_of("1", "HIGH")]).find("high") == "1"


def test_what_is_no_choice_is_refused_in_hubspots_words() -> None:
    assert bad("dealtype", "Enterprse") == (
        "INVALID_OPTION",
        "Enterprse was not one of the allowed options: [1001, 1002]",
    )


def test_many_choices_are_not_all_told() -> None:
    every = Choices(choice_of(f"{number:02}", "") for number in range(25))
    assert every.unknown("x").message.endswith("18, 19 and 5 more]")


@pytest.mark.parametrize("cell", ["1041", "ada@example.com", "Ada Lovelace", " ADA LOVELACE "])
def test_an_owner_by_id_e_mail_or_name(cell: str) -> None:
    assert cast("hubspot_owner_id", cell) == "1041"


def test_two_owners_of_one_name_are_told_by_their_e_mails() -> None:
    assert bad("hubspot_owner_id", "Bob Byron") == (
        "MULTIPLE_OWNERS_FOUND",
        "Bob Byron is ambiguous: it may be bob@example.com or bob.b@example.com",
    )


def test_an_owner_that_is_none() -> None:
    told = ("COULD_NOT_FIND_OWNER", "eve@example.com is no owner in this account")
    assert bad("hubspot_owner_id", "eve@example.com") == told


def test_a_pipeline_by_its_label_and_a_currency_in_any_case() -> None:
    assert cast("pipeline", "renewals") == "1030"
    assert cast("deal_currency_code", "nok") == "NOK"
    assert bad("deal_currency_code", "USD")[1].endswith("[EUR, NOK]")


def test_currencies_are_the_options_that_are_active() -> None:
    prop = replace(
        options(("EUR", "Euro"), ("USD", "US Dollar"), ("NOK", "Krone")), name="deal_currency_code"
    )
    found = choices_of(prop, ONE)
    assert found
    assert found.values == {"EUR", "NOK"}
    assert found.find("krone") == "NOK"
    unknown = choices_of(prop, ObjectSchema("deals"))
    assert unknown
    assert unknown.values == {"EUR", "USD", "NOK"}
    assert choices_of(replace(prop, options=()), ObjectSchema("deals")) is None


def test_several_by_a_separator() -> None:
    how = Cast(Kind.ENUMERATIONS, separator=",")
    assert cast("tags", " red , Blue,,1011", how=how) == "1011;1012;1011"
    assert cast("tags", ";Blue", how=SEVERAL) == ";1012"
    assert bad("tags", "red;green", SEVERAL)[0] == "INVALID_OPTION"


@pytest.mark.parametrize(
    "name", ["hubspot_owner_id", "pipeline", "dealstage", "deal_currency_code"]
)
def test_what_nobody_knows_is_sent_as_it_is(name: str) -> None:
    unread = replace(ONE, owners=None, pipelines=None, currencies=None)
    assert cast(name, " Ada ", unread) == "Ada"
    check = check_of(unread.properties[name], unread)
    assert check
    assert check("Ada") == "Ada"


def test_the_options_of_a_stage_serve_where_the_pipelines_are_not_known() -> None:
    stage = replace(options(("1", "Won")), external=External.STAGE)
    assert reader_of(LABEL, stage)("won") == "1"
    assert choices_of(stage, ONE) is None


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("dealtype", "New business", "INVALID_OPTION"),
        ("hubspot_owner_id", "ada@example.com", "COULD_NOT_FIND_OWNER"),
        ("pipeline", "Sales", "INVALID_OPTION"),
        ("deal_currency_code", "nok", "INVALID_OPTION"),
        ("tags", "1011;Blue", "INVALID_OPTION"),
        ("agreed", "yes", "INVALID_OPTION"),
    ],
)
def test_without_a_cast_only_values_are_taken(name: str, text: str, code: str) -> None:
    check = check_of(ONE.properties[name], ONE)
    assert check
    with pytest.raises(BadCell) as found:
        check(text)
    assert found.value.code == code


NAMES = st.sampled_from(["dealtype", "tags", "hubspot_owner_id", "pipeline", "agreed"])
CELLS = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        [
            *("new business", "NEW BUSINESS", "1001", "Red;blue", "1011;1012", "yes", "JA", "nei"),
            *("Sales", "1020", "ada@example.com", "Bob Byron", "1042", "true", "false", ";Red"),
        ]
    ),
)


@given(NAMES, CELLS, st.sampled_from([LABEL, SEVERAL, Cast(Kind.BOOLEAN)]))
def test_what_is_cast_passes_the_check_and_is_cast_to_itself(
    name: str, cell: str, how: Cast
) -> None:
    prop = ONE.properties[name]
    if (how.kind is Kind.BOOLEAN) != (prop.type == "bool"):
        return
    read, check = reader_of(how, prop, ONE), check_of(prop, ONE)
    assert check
    try:
        text = read(cell)
    except BadCell:
        return
    if how.kind is Kind.ENUMERATION or name in {"tags", "agreed"}:
        assert check(text) == text
    assert read(text) == text


@given(st.sampled_from(["dealtype", "tags", "hubspot_owner_id", "pipeline"]), CELLS)
def test_one_mapping_gives_each_portal_its_own_ids(name: str, cell: str) -> None:
    def ids(schema: ObjectSchema, base: int) -> list[int] | str:
        try:
            text = reader_of(SEVERAL, schema.properties[name], schema)(cell)
        except BadCell as refused:
            return refused.code
        return [int(part) - base for part in text.split(";") if part]

    if not any(part.strip().isdigit() for part in cell.split(";")):
        assert ids(ONE, 1000) == ids(OTHER, 5000)
