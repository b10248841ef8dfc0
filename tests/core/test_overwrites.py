"""Which values go to a record that is there already."""

import pytest

from hubcli.core.mapping import Write
from hubcli.core.overwrites import Cell, Overwrite, WriteRules
from hubcli.core.records import Record
from hubcli.core.replies import Result
from hubcli.core.rows import SourceRow

ALWAYS, IF_EMPTY, NEVER = Write.ALWAYS, Write.IF_EMPTY, Write.NEVER


def written(
    properties: dict[str, str], held: dict[str, str | None], rules: WriteRules
) -> Overwrite:
    record = Record("t-1", properties, (), "a", SourceRow(1, 2, (), ()))
    return rules.overwrite(record, Result("7", held))


@pytest.mark.parametrize(
    ("rule", "value", "held", "goes"),
    [
        (ALWAYS, "new", "old", True),
        (ALWAYS, "", "old", True),
        (ALWAYS, "old", "old", True),
        (IF_EMPTY, "new", "old", False),
        (IF_EMPTY, "new", None, True),
        (IF_EMPTY, "new", "", True),
        (IF_EMPTY, "new", "  ", True),
        (IF_EMPTY, "", None, False),
        (IF_EMPTY, "", "old", False),
        (NEVER, "new", None, False),
        (NEVER, "new", "old", False),
    ],
)
def test_the_rules(rule: Write, value: str, held: str | None, *, goes: bool) -> None:
    rules = WriteRules("email", {} if rule is ALWAYS else {"city": rule})
    done = written({"email": "a", "city": value}, {"city": held}, rules)
    assert done.id == "7"
    assert done.cells == ({"city": Cell(held, value)} if goes else {})
    assert done.written == ({"city": value} if goes else {})


def test_the_key_names_the_record_and_is_not_written() -> None:
    both = {"email": "second@x.no", "city": "Oslo"}
    assert written(both, {"email": "first@x.no"}, WriteRules("email")).written == {"city": "Oslo"}
    assert written(both, {}, WriteRules()).written == both


def test_what_a_record_does_not_show_was_not_there() -> None:
    assert written({"city": "Oslo"}, {}, WriteRules()).cells == {"city": Cell(None, "Oslo")}
