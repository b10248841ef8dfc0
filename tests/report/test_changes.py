"""What `check --show-changes` tells of cells that are sent otherwise than they were read."""

import json

import pytest

from hubcli.core.changed_cells import ChangedCells
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import Cast, ColumnRule, Kind, MappingRules
from hubcli.core.rows import SourceRow
from hubcli.core.schema import ObjectSchema
from hubcli.errors import Place
from hubcli.report.checked import Checked
from hubcli.report.reporter import Reporter
from tests.report.builders import report, tally, written

AT = Place("m.yaml", 2)
NUMBER = Cast(Kind.NUMBER, decimal=",", thousands=" ")
RULES = MappingRules(
    columns=(ColumnRule("Be\x1bløp", "amount", AT, NUMBER),), constants=(("stage", "1", AT),)
)


def changed(*cells: str) -> ChangedCells:
    found = ChangedCells(RULES, {"stage": "Won"})
    rows = [
        SourceRow(number, number + 1, ("Be\x1bløp",), (cell,))
        for number, cell in enumerate(cells, 1)
    ]
    found.watched("a.csv", Mapper(RULES, ObjectSchema("deals")).map_rows)(rows)
    return found


def told(checked: Checked, *, terminal: bool = False, json: bool = False, width: int = 100) -> str:
    to = written(terminal=terminal, width=width)
    Reporter(to.streams, json=json).check(report(tally(not_sent=3)), [], checked)
    return to.out.getvalue()


def test_a_line_for_each_change() -> None:
    assert told(Checked(changed=changed("1,5", "1,5", "2\u00a0000"))).startswith(
        'changed: column "Be\\x1bløp": property amount: from "1,5" to "1.5": 2 rows: a.csv:2\n'
        'changed: mapping: property stage: from "Won" to "1": 3 rows: a.csv:2\n'
        'changed: column "Be\\x1bløp": property amount: from "2\\xa0000" to "2000": 1 row: a.csv:4\n'
    )


def test_a_table_of_changes() -> None:
    assert told(Checked(changed=changed("1,5", "2,5")), terminal=True).startswith(
        " column     property  from   to     rows  first at\n"
        " ─────────  ────────  ─────  ─────  ────  ────────\n"
        ' Be\\x1bløp  amount    "1,5"  "1.5"     1  a.csv:2\n'
        ' (mapping)  stage     "Won"  "1"       2  a.csv:2\n'
        ' Be\\x1bløp  amount    "2,5"  "2.5"     1  a.csv:3\n\n'
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_is_changed(*, terminal: bool) -> None:
    found = ChangedCells(RULES)
    said = told(Checked(changed=found), terminal=terminal)
    assert "No cell is changed: every value is sent as it was read.\n" in said
    assert "changed" not in told(Checked(), terminal=terminal)


@pytest.mark.parametrize("terminal", [True, False])
def test_changes_beyond_the_first_thousand_are_counted(*, terminal: bool) -> None:
    found = changed(*(f"{number},5" for number in range(1_001)))
    said = told(Checked(changed=found), terminal=terminal)
    assert "2 more cells changed, each otherwise than those above.\n" in said


def test_changes_as_json() -> None:
    document = json.loads(told(Checked(changed=changed("1,5", "7")), json=True))
    assert document["changes"] == [
        {
            "column": "Be\x1bløp",
            "property": "amount",
            "from": "1,5",
            "to": "1.5",
            "rows": 1,
            "file": "a.csv",
            "line": 2,
        },
        {
            "column": None,
            "property": "stage",
            "from": "Won",
            "to": "1",
            "rows": 2,
            "file": "a.csv",
            "line": 2,
        },
    ]
    assert document["changesOmitted"] == 0
    assert "changes" not in json.loads(told(Checked(), json=True))
