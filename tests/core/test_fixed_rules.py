"""Rules with changes made to them, and which refused rows they let pass."""

import pytest

from hubcli.core.changes import SetCast, SetKey, SetProperty, SetValues
from hubcli.core.complaints import Complaint
from hubcli.core.fixed_rules import with_changes
from hubcli.core.mapping import Cast, ColumnRule, Duplicates, Empty, Kind, MappingRules, Unmapped
from hubcli.core.mended import would_pass
from hubcli.core.mended_already import still_open
from hubcli.core.outcomes import Fault
from hubcli.core.records import Record, RefusedRow
from hubcli.core.rows import SourceRow
from hubcli.errors import Place
from tests.core.matching_schema import JUDGE, sample

AT = Place("m.yaml", 1)
OPTION = Cast(Kind.ENUMERATION)
STAGE = ColumnRule("Stage", "lifecyclestage", AT)
RULES = MappingRules(columns=(STAGE, ColumnRule("Name", "firstname", AT)))


def test_each_change_changes_its_column() -> None:
    changes = (
        SetCast("Stage", OPTION),
        SetValues("Stage", {"Hot": "lead"}),
        SetValues("Stage", {"Cold": "other"}),
        SetProperty("Name", "lastname"),
        SetCast("Nobody", OPTION),
    )
    assert with_changes(RULES, changes).columns == (
        ColumnRule("Stage", "lifecyclestage", AT, OPTION, {"Hot": "lead", "Cold": "other"}),
        ColumnRule("Name", "lastname", AT),
    )
    assert with_changes(RULES, [SetProperty("Stage", None)]).columns[0].property is None


def test_words_for_the_whole_mapping() -> None:
    changes = [
        SetKey("duplicates", "first"), SetKey("empty", "clear"), SetKey("unmapped", "ignore")
    ]  # fmt: skip
    found = with_changes(RULES, changes)
    assert found.duplicates is Duplicates.FIRST
    assert found.empty is Empty.CLEAR
    assert found.unmapped is Unmapped.IGNORE
    with pytest.raises(ValueError, match="object"):
        with_changes(RULES, [SetKey("object", "deals")])


def record(**properties: str) -> Record:
    return Record("t-1", properties, (), None, SourceRow(1, 2, (), ()))


@pytest.mark.parametrize(
    ("now", "then", "faults", "passes"),
    [
        (record(a="1"), RefusedRow(1, 2, ()), [Fault("", "INVALID_OPTION", None, "a")], True),
        (record(a="1"), record(a="2"), [Fault("", "X", None, "a")], True),
        (record(a="1"), record(a="1"), [Fault("", "X", None, "a")], False),
        (
            record(a="1", b="1"),
            record(a="2", b="1"),
            [Fault("", "X", None, n) for n in "ab"],
            False,
        ),
        (record(a="1"), record(a="2"), [Fault("", "X")], True),
        (record(a="1"), record(a="1"), [Fault("", "X")], False),
        (record(a="1"), record(a="1"), [Fault("", "DUPLICATE_KEY", None, "a")], True),
    ],
)
def test_a_row_passes_unless_hubspot_would_say_the_same_again(
    now: Record,
    then: Record | RefusedRow,
    faults: list[Fault],
    passes: bool,  # noqa: FBT001
) -> None:
    assert would_pass(now, then, faults) is passes


def left(fault: Fault, now: MappingRules, then: MappingRules = RULES) -> bool:
    cells = {"Stage": sample("Stage", "Lead", "Hot")}
    return bool(list(still_open([Complaint(fault, 1)], then, now, JUDGE, cells)))


def of_stage(cell: str) -> Fault:
    return Fault("", "INVALID_OPTION", None, "lifecyclestage", "Stage", cell)


def test_what_the_mapping_was_mended_for_is_no_complaint_any_more() -> None:
    now = with_changes(RULES, [SetCast("Stage", OPTION)])
    assert left(of_stage("Lead"), RULES)
    assert not left(of_stage("Lead"), now)
    assert left(of_stage("Hot"), now)
    assert not left(of_stage("Hot"), with_changes(RULES, [SetProperty("Stage", None)]))


def test_many_cells_of_a_column_are_read_once() -> None:
    now = with_changes(RULES, [SetCast("Stage", OPTION)])
    complaints = [Complaint(of_stage(cell), 1) for cell in ("Lead", "Hot")]
    cells = {"Stage": sample("Stage", "Lead", "Hot")}
    assert list(still_open(complaints, RULES, now, JUDGE, cells)) == complaints[1:]


def test_what_hubspot_refused_stays_open() -> None:
    now = with_changes(RULES, [SetCast("Name", Cast(Kind.TEXT))])
    assert left(Fault("", "INVALID_X", None, "firstname", "Name", "Ada"), now)
    assert left(Fault("the row is empty", "EMPTY"), now)
    gone = MappingRules(columns=(STAGE,))
    assert left(Fault("", "INVALID_X", None, "firstname", "Name", "Ada"), gone)


def test_repeated_keys_are_mended_by_saying_which_counts() -> None:
    fault = Fault("", "DUPLICATE_KEY", None, "email", "Mail", "a@x.no")
    assert left(fault, RULES)
    assert not left(fault, with_changes(RULES, [SetKey("duplicates", "first")]))
