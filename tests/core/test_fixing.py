"""What would mend refused rows: one change for as many cells as it mends."""

import pytest

import hubcli.core.complaints as complaints_module
from hubcli.core.casts import text_of
from hubcli.core.changes import Advice, SetCast, SetKey, SetProperty, SetValues
from hubcli.core.complaints import Complaint, Complaints
from hubcli.core.fixing import Repair, changes_of, repairs_for
from hubcli.core.mapping import Cast, ColumnRule, Kind, MappingRules
from hubcli.core.matching_cells import Sample
from hubcli.core.outcomes import Fault
from hubcli.errors import Place
from tests.core.matching_schema import JUDGE, sample

AT = Place("m.yaml", 1)


def rules(*columns: tuple[str, str], **casts: Cast) -> MappingRules:
    found = (ColumnRule(column, name, AT, casts.get(column)) for column, name in columns)
    return MappingRules(columns=tuple(found))


def option(column: str, cell: str | None, prop: str = "lifecyclestage", rows: int = 1) -> Complaint:
    fault = Fault(f"{cell} is no option", "INVALID_OPTION", None, prop, column, cell)
    return Complaint(fault, rows)


def mend(mapping: MappingRules, *complaints: Complaint, **cells: Sample) -> list[Repair]:
    return list(repairs_for(complaints, mapping, JUDGE, cells))


def test_one_reading_mends_all_cells_of_a_column_and_typos_come_one_by_one() -> None:
    stage = sample("Stage", "Lead", "Customer", "Custommer", "Custommer")
    found = mend(
        rules(("Stage", "lifecyclestage")),
        option("Stage", "Lead", rows=10),
        option("Stage", "Customer", rows=5),
        option("Stage", "Custommer", rows=2),
        Stage=stage,
    )
    assert [(one.number, one.rows, one.proposal) for one in found] == [
        (1, 15, SetCast("Stage", Cast(Kind.ENUMERATION))),
        (2, 2, SetValues("Stage", {"Custommer": "customer"})),
    ]
    assert found[0].line == "Stage: {property: lifecyclestage, as: enumeration}"
    assert changes_of(found) == tuple(one.proposal for one in found)


def test_the_reading_must_suit_all_refused_rows_and_not_only_the_cells_at_fault() -> None:
    cells = sample("Born", "25.03.2026", *["2026-03-25"] * 9)
    fault = Fault("no date", "INVALID_DATE", None, "born", "Born", "25.03.2026")
    (found,) = mend(rules(("Born", "born")), Complaint(fault, 1), Born=cells)
    assert found.proposal == SetValues("Born", {"25.03.2026": "2026-03-25"})


def test_a_value_that_the_columns_own_reading_would_not_take_is_left_to_a_person() -> None:
    cell = "1.234,5"
    fault = Fault("no number", "INVALID_INTEGER", None, "score", "Score", cell)
    mapping = rules(("Score", "score"), Score=Cast(Kind.NUMBER, decimal=","))
    (found,) = mend(mapping, Complaint(fault, 1), Score=sample("Score", "12,5"))
    assert isinstance(found.proposal, Advice)
    assert "and not what other rows hold" in found.line


def test_an_order_that_the_cells_do_not_tell_is_a_question() -> None:
    cells = sample("Born", "03/04/2026", "05/06/2026")
    faults = [Fault("no date", "INVALID_DATE", None, "born", "Born", cell) for cell in cells.cells]
    (found,) = mend(rules(("Born", "born")), *(Complaint(one, 3) for one in faults), Born=cells)
    assert found.number == 0
    assert found.rows == 6
    assert found.line.endswith(
        "say which: `Born: {property: born, as: date, format: dd/mm/yyyy}`"
        " or `Born: {property: born, as: date, format: mm/dd/yyyy}`"
    )


def test_a_fault_of_hubspots_own_is_left_to_a_person() -> None:
    fault = Fault("is invalid", "INVALID_EMAIL", None, "email", "Mail", "a@x.nope")
    (found,) = mend(rules(("Mail", "email")), Complaint(fault, 1), Mail=sample("Mail", "a@x.nope"))
    assert isinstance(found.proposal, Advice)
    assert changes_of([found]) == ()


def test_nothing_known_is_the_message_itself() -> None:
    fault = Fault("something of 2031", "SOMETHING_NEW", None, "email", "Mail", "a")
    (found,) = mend(rules(("Mail", "email")), Complaint(fault, 1))
    assert found.line == "something of 2031"


def test_a_repeated_key_is_a_word_for_the_whole_mapping() -> None:
    faults = [Fault("", "DUPLICATE_KEY", None, "email", "Mail", f"{n}@x.no") for n in range(3)]
    cells = sample("Mail", *(f"{n}@x.no" for n in range(3)))
    (found,) = mend(rules(("Mail", "email")), *(Complaint(one, 2) for one in faults), Mail=cells)
    assert (found.proposal, found.rows) == (SetKey("duplicates", "first"), 6)


def test_a_property_that_is_not_there_gets_its_near_one() -> None:
    fault = Fault("", "PROPERTY_DOESNT_EXIST", None, "emial", "Mail", "a@x.no")
    cells = sample("Mail", "a@x.no")
    (found,) = mend(rules(("Mail", "emial")), Complaint(fault, 1), Mail=cells)
    assert found.proposal == SetProperty("Mail", "email")


def test_a_row_that_is_empty_has_no_column_to_blame() -> None:
    fault = Fault("nothing in it", "FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES")
    (found,) = mend(rules(), Complaint(fault, 1))
    assert isinstance(found.proposal, Advice)


def test_of_many_different_cells_the_first_are_looked_at() -> None:
    cells = [f"no such thing {n}" for n in range(205)]
    found = mend(
        rules(("Stage", "lifecyclestage")),
        *(option("Stage", cell) for cell in cells),
        Stage=sample("Stage", *cells),
    )
    rest = found[-1] if "and others" in found[-1].line else found[0]
    assert "and others in this column" in "".join(one.line for one in found)
    assert sum(one.rows for one in found) == 205
    assert rest.number == 0


def test_a_column_that_says_its_reading_already_keeps_what_else_it_says() -> None:
    rule = ColumnRule("Stage", "lifecyclestage", AT, None, {"Hot": "lead"})
    cells = sample("Stage", "Hot", "Customer")
    found = repairs_for(
        [option("Stage", "Customer")], MappingRules(columns=(rule,)), JUDGE, {"Stage": cells}
    )
    assert [one.line for one in found] == [
        "Stage: {property: lifecyclestage, as: enumeration, values: {Hot: lead}}"
    ]


def test_complaints_are_counted_by_cause_and_once_a_row() -> None:
    counted = Complaints()
    fault = Fault("x", "INVALID_OPTION", "V", "stage", "Stage", "Hot", "id-1")
    counted.add([fault, fault])
    counted.add([Fault("y", "INVALID_OPTION", "V", "stage", "Stage", "Hot", "id-2")])
    counted.add([Fault("no code 1"), Fault("no code 2")])
    found = list(counted)
    assert [(one.fault.message, one.rows) for one in found] == [
        ("x", 2),
        ("no code 2", 1),
        ("no code 1", 1),
    ]
    assert counted.dropped == 0


def test_no_more_causes_are_held_than_memory_takes() -> None:
    counted = Complaints()
    most = complaints_module._MOST
    for number in range(most + 2):
        counted.add([Fault("", "X", value=text_of(number))])
    counted.add([Fault("", "X", value="1")])
    assert counted.dropped == 2
    assert len(list(counted)) == most
    assert next(iter(counted)).rows == 2


@pytest.mark.parametrize("name", ["firstname", "unknown"])
def test_columns_of_text_have_no_reading(name: str) -> None:
    fault = Fault("", "COLUMN_TOO_LARGE", None, name, "A", "xx")
    (found,) = mend(rules(("A", name)), Complaint(fault, 1), A=sample("A", "xx"))
    assert "shorten it" in found.line
