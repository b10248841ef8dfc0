from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.mapping import AssociationType
from hubcli.core.outcomes import Created, Fault, Outcome, Refused
from hubcli.core.reconcile import Reconciled, reconcile
from hubcli.core.records import Association, Record, comparable_key
from hubcli.core.replies import BatchBody, ErrorItem, Result
from hubcli.core.rows import SourceRow
from hubcli.core.schema import ObjectSchema, Property

SCHEMA = ObjectSchema("contacts", {"amount": Property("amount", type="number")})
BAD = Fault("bad", "INVALID_OPTION")
WORSE = Fault("worse", "INVALID_EMAIL")


def row(number: int, key: str | None = None, to: str | None = None, **values: str) -> Record:
    value = values.get(key) if key else None
    links = (Association(to, (AssociationType("HUBSPOT_DEFINED", 279),)),) if to else ()
    return Record(
        f"t{number}",
        values,
        links,
        comparable_key(key, value) if key and value else None,
        SourceRow(number, number, (), ()),
    )


def result(number: int, trace: str | None = None, **values: str | None) -> Result:
    return Result(str(number), values, trace, url=f"https://x/{number}")


def error(*traces: str, faults: tuple[Fault, ...] = (BAD,)) -> ErrorItem:
    return ErrorItem(traces, faults)


def done(
    rows: Sequence[Record],
    results: Sequence[Result] = (),
    errors: Sequence[ErrorItem] = (),
    *,
    key: str | None = None,
    num_errors: int | None = None,
) -> Reconciled:
    body = BatchBody(tuple(results), tuple(errors), num_errors=num_errors)
    return reconcile(body, rows, SCHEMA, key)


def ids(found: Reconciled) -> dict[int, str]:
    return {i: end.id for i, end in found.outcomes.items() if isinstance(end, Created)}


THREE = [row(1, name="a"), row(2, name="b"), row(3, name="c")]

# By trace id


def test_results_go_to_the_rows_that_they_name() -> None:
    found = done(THREE, [result(9, "t3"), result(8, "t1"), result(7, "t2")])
    assert ids(found) == {0: "8", 1: "7", 2: "9"}
    assert found.remark == ""
    assert found.loose_ids == ()


def test_warnings_and_addresses_come_along() -> None:
    warned = Result("9", {}, "t1", url="https://x/9", warnings=(BAD,))
    assert done(THREE[:1], [warned]).outcomes == {0: Created("9", "https://x/9", (BAD,))}


def test_errors_go_to_the_rows_that_they_name() -> None:
    found = done(THREE, [result(9, "t2")], [error("t1"), error("t3", "t1", faults=(WORSE,))])
    assert found.outcomes[0] == Refused((BAD, WORSE))
    assert found.outcomes[2] == Refused((WORSE,))
    assert ids(found) == {1: "9"}


def test_rows_that_are_not_named_have_no_outcome() -> None:
    found = done(THREE, [result(9, "t2")])
    assert set(found.outcomes) == {1}


def test_a_row_with_an_id_is_there_whatever_is_said_besides() -> None:
    found = done(THREE[:1], [result(9, "t1")], [error("t1")])
    assert found.outcomes == {0: Created("9", "https://x/9", (BAD,))}


# A record that is named twice


def test_a_record_that_is_named_twice_stands_for_one_row() -> None:
    found = done(THREE[:2], [result(9, "t1"), result(9, "t1")])
    assert ids(found) == {0: "9"}


def test_equal_rows_do_not_share_a_record_that_is_named_twice() -> None:
    twins = [row(1, name="a"), row(2, name="a")]
    named_twice = [result(9, None, name="a"), result(9, None, name="a")]
    assert done(twins, named_twice).outcomes == {}
    assert ids(done(twins, [result(9, "t1", name="a"), result(9, None, name="a")])) == {0: "9"}


def test_a_record_that_is_named_twice_keeps_what_was_said_of_it_first() -> None:
    again = Result("9", {}, None, url="https://x/other")
    found = done(THREE[:2], [result(9, "t1"), again, result(8, "t2")])
    assert found.outcomes == {0: Created("9", "https://x/9"), 1: Created("8", "https://x/8")}


def test_a_record_that_two_rows_are_said_to_have_is_told_by_its_values() -> None:
    claims = [result(9, "t1", name="b"), result(9, "t2", name="b")]
    assert ids(done(THREE[:2], claims)) == {1: "9"}


def test_two_records_for_one_row_are_not_both_its_own() -> None:
    found = done(THREE[:1], [result(9, "t1"), result(8, "t1")])
    assert ids(found) == {0: "9"}
    assert found.loose_ids == ("8",)
    assert "8" in found.remark


# By key


def test_without_trace_ids_the_key_tells() -> None:
    rows = [row(1, "email", email="Ada@X.co"), row(2, "email", email="bob@x.co")]
    results = [result(9, None, email="bob@x.co"), result(8, None, email="ada@x.co")]
    assert ids(done(rows, results, key="email")) == {0: "8", 1: "9"}


def test_the_key_tells_also_where_hubspot_changed_the_values() -> None:
    rows = [row(1, "email", email="Ada@X.co", name="a"), row(2, "email", email="b@x.co", name="b")]
    found = done(rows, [result(9, None, email=" ADA@x.co", name="changed")], key="email")
    assert ids(found) == {0: "9"}


def test_a_key_is_of_the_row_that_is_left_where_its_other_row_has_its_record() -> None:
    rows = [row(1, "email", email="a@x.co", name="a"), row(2, "email", email="a@x.co", name="b")]
    rows.append(row(3, "email", email="c@x.co", name="c"))
    results = [result(8, "t1", email="a@x.co"), result(9, None, email="a@x.co", name="changed")]
    assert ids(done(rows, results, key="email")) == {0: "8", 1: "9"}


def test_a_key_that_two_rows_share_names_neither() -> None:
    rows = [
        row(1, "email", email="a@x.co", name="1"),
        row(2, "email", email="A@x.co", name="2"),
        row(3, "email", email="c@x.co", name="3"),
    ]
    found = done(rows, [result(9, None, email="a@x.co")], key="email")
    assert found.outcomes == {}
    # Their other values may.
    found = done(rows, [result(9, None, email="a@x.co", name="2")], key="email")
    assert ids(found) == {1: "9"}


def test_a_result_with_another_key_is_nobodys() -> None:
    rows = [row(1, "email", email="a@x.co"), row(2, "email", email="b@x.co")]
    found = done(rows, [result(9, None, email="c@x.co")], key="email")
    assert found.outcomes == {}
    assert found.loose_ids == ("9",)


def test_two_results_with_one_key_are_not_both_its_rows() -> None:
    rows = [row(1, "email", email="a@x.co"), row(2, "email", email="b@x.co")]
    results = [result(9, None, email="a@x.co"), result(8, None, email="a@x.co")]
    assert ids(done(rows, results, key="email"))[0] == "9"


def test_rows_without_a_key_are_told_by_their_values() -> None:
    rows = [row(1, "email", email="a@x.co"), row(2, "email", name="b")]
    results = [result(9, None, name="b"), result(8, None, email="a@x.co", name=None)]
    assert ids(done(rows, results, key="email")) == {0: "8", 1: "9"}


# By sent values


def test_without_a_key_the_values_sent_tell() -> None:
    rows = [row(1, name="a", amount="1.50"), row(2, name="a", amount="2"), row(3, name="b")]
    results = [
        result(9, None, name="b", created="now"),
        result(8, None, name="a", amount="2.0", created="now"),
        result(7, None, name="a", amount="1.5", created="now"),
    ]
    assert ids(done(rows, results)) == {0: "7", 1: "8", 2: "9"}


def test_equal_rows_take_any_of_as_many_records() -> None:
    twins = [row(1, name="a"), row(2, name="a"), row(3, name="b")]
    results = [result(9, None, name="a"), result(8, None, name="a")]
    assert sorted(ids(done(twins, results)).values()) == ["8", "9"]
    assert done(twins, results[:1]).outcomes == {}


def test_rows_that_differ_in_their_links_only_can_not_be_told_apart() -> None:
    twins = [row(1, name="a", to="5"), row(2, name="a", to="6"), row(3, name="b")]
    results = [result(9, None, name="a"), result(8, None, name="a")]
    assert done(twins, results).outcomes == {}


def test_a_row_that_is_refused_by_name_leaves_its_twins_alone() -> None:
    twins = [row(1, name="a"), row(2, name="a"), row(3, name="b")]
    assert ids(done(twins, [result(9, None, name="a")], [error("t1")])) == {1: "9"}


def test_a_record_that_may_be_of_a_row_with_more_values_is_not_given_to_another() -> None:
    """HubSpot may have changed the value that tells the two apart."""
    rows = [row(1, name="a"), row(2, name="a", phone="0301"), row(3, name="z")]
    found = done(rows, [result(9, None, name="a", phone="+49 301")])
    assert found.outcomes == {}


def test_a_record_that_fits_two_rows_is_given_to_neither() -> None:
    rows = [row(1, name="a", city=""), row(2, name="a"), row(3, name="b")]
    assert done(rows, [result(9, None, name="a")]).outcomes == {}


def test_a_number_in_another_form_does_not_hide_a_row() -> None:
    rows = [row(1, name="a", amount="1.50"), row(2, name="a", amount="1.5"), row(3, amount="3.0")]
    assert done(rows, [result(9, None, name="a", amount="1.5")]).outcomes == {}
    assert ids(done(rows, [result(9, None, name=None, amount="3")])) == {2: "9"}


def test_no_values_tell_nothing() -> None:
    rows = [row(1), row(2), row(3, name="x")]
    assert done(rows, [result(9, None, name="y")]).outcomes == {}
    assert done(rows[:2], [result(9)]).outcomes == {}


def test_every_record_that_is_nobodys_is_told() -> None:
    twins = [row(1, name="a"), row(2, name="a"), row(3, name="b")]
    found = done(twins, [result(9, None, name="a"), result(8, None, name="z")])
    assert (found.outcomes, found.loose_ids) == ({}, ("9", "8"))


# By number


def test_as_many_nameless_records_as_rows_are_left() -> None:
    found = done(THREE, [result(9, "t1"), result(8), result(7)])
    assert found.outcomes == {0: Created("9", "https://x/9"), 1: Created(""), 2: Created("")}
    assert found.loose_ids == ("8", "7")
    assert found.remark == "HubSpot made 2 without saying for which rows: 8, 7"


def test_a_nameless_record_among_more_rows_is_nobodys() -> None:
    found = done(THREE, [result(8)])
    assert found.outcomes == {}
    assert found.loose_ids == ("8",)


def test_records_beyond_all_rows_are_told() -> None:
    found = done(THREE[:1], [result(9, "t1"), result(8, "t99")])
    assert ids(found) == {0: "9"}
    assert found.remark == "HubSpot made 1 without saying for which rows: 8"


def test_a_nameless_error_is_of_the_one_row_that_is_left() -> None:
    found = done(THREE, [result(9, "t1"), result(8, "t2")], [error(faults=(BAD, WORSE))])
    assert found.outcomes[2] == Refused((BAD, WORSE))


def test_as_many_nameless_errors_as_rows_are_left() -> None:
    found = done(THREE, [result(9, "t1")], [error(), error("other", faults=(WORSE,))])
    refused = found.outcomes[1]
    assert refused == found.outcomes[2]
    assert isinstance(refused, Refused)
    assert refused.faults[0].message.endswith("which of these is its error: bad | worse")


@pytest.mark.parametrize(
    ("results", "errors"),
    [([], [error()]), ([result(9)], [error()]), ([result(9), result(8)], [error()])],
)
def test_where_the_numbers_do_not_fit_nothing_is_concluded(
    results: list[Result], errors: list[ErrorItem]
) -> None:
    assert done(THREE, results, errors).outcomes == {}


# numErrors


@pytest.mark.parametrize(
    ("number", "remark"),
    [(None, ""), (1, ""), (0, "numErrors is 0, but errors lists 1"), (7, "numErrors is 7, but")],
)
def test_a_number_of_errors_that_does_not_fit_is_told(number: int | None, remark: str) -> None:
    found = done(THREE, [result(9, "t1")], [error("t2")], num_errors=number)
    assert found.remark.startswith(remark)
    assert bool(found.remark) == bool(remark)
    assert set(found.outcomes) == {0, 1}


# Whatever comes back


def outcome_id(end: Outcome) -> str:
    return end.id if isinstance(end, Created) else ""


@given(
    st.permutations(range(8)),
    st.lists(st.booleans(), min_size=8, max_size=8),
    st.lists(st.sampled_from(["made", "refused", "silent"]), min_size=8, max_size=8),
)
def test_no_row_ever_gets_another_rows_id(
    order: list[int], echoes: list[bool], ends: list[str]
) -> None:
    rows = [row(number, "email", email=f"r{number}@x.co", name="same") for number in range(8)]
    results = [
        result(
            number, f"t{number}" if echoes[number] else None, email=f"r{number}@x.co", name="same"
        )
        for number in order
        if ends[number] == "made"
    ]
    errors = [error(f"t{number}") for number in order if ends[number] == "refused"]
    found = done(rows, results, errors, key="email")
    for number, end in enumerate(ends):
        outcome = found.outcomes.get(number)
        match end:
            case "made":
                assert outcome == Created(str(number), f"https://x/{number}")
            case "refused":
                assert outcome == Refused((BAD,))
            case _:
                assert outcome is None
