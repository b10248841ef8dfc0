"""What `fix` proposes and asks, as a person sees it."""

import io

import pytest

from hubcli.core.changes import Advice, SetKey, SetValues
from hubcli.core.complaints import Complaint
from hubcli.core.fixing import Repair
from hubcli.core.outcomes import Fault
from hubcli.report.console import Streams
from hubcli.report.fix_asked import ask_for_each
from hubcli.report.fix_told import FixTold, Written, tell_fix
from hubcli.report.output import Output


def complaint(cell: str | None, rows: int = 1, code: str | None = "INVALID_OPTION") -> Complaint:
    return Complaint(Fault("no option", code, None, "stage", "Stage", cell), rows)


def told(*repairs: Repair, refused: int = 3, mended: tuple[str, ...] = ()) -> FixTold:
    again = "hubcli fix r-1 -m mine.yaml"
    then, later = "hubcli retry r-1 -m new.yaml", "hubcli retry r-1"
    return FixTold("r-1", "contacts", refused, repairs, mended, then, later, again)


def mend(number: int, *complaints: Complaint) -> Repair:
    change = SetValues("Stage", {"Leed": "lead"})
    return Repair(change, complaints, "Stage: {property: stage, values: {Leed: lead}}", number)


def advice(text: str) -> Repair:
    return Repair(Advice(text), (complaint("x"),), text)


def shown(what: FixTold, written: Written | None = None, width: int = 80) -> list[str]:
    stream = io.StringIO()
    out = Output(stream, {}, terminal=True, width=width)
    tell_fix(what, written, Streams(None, out, out), json=False, quiet=False)
    return stream.getvalue().splitlines()


def test_a_proposal_names_its_rows_cells_and_line() -> None:
    cells = [complaint(f"L{n}\x1b[2J", 2) for n in range(5)]
    assert shown(told(mend(1, *cells)), width=100) == [
        "3 rows of the run r-1 were refused.",
        r'1. 10 rows: Stage → stage = "L0\x1b[2J", "L1\x1b[2J", "L2\x1b[2J" and 2 more (INVALID_OPTION)',
        "   Stage: {property: stage, values: {Leed: lead}}",
        "Nothing was written. To take all of it, or some by number:",
        "  hubcli fix r-1 -m mine.yaml --accept all",
    ]


def test_in_a_narrow_window_sentences_fold_and_lines_to_copy_do_not() -> None:
    lines = shown(told(mend(1, complaint("Leed" * 30))), width=40)
    assert max(len(line) for line in lines if "{property" not in line) <= 60
    assert "   Stage: {property: stage, values: {Leed: lead}}" in lines


def test_one_row_is_one() -> None:
    lines = shown(told(advice("correct the cell"), refused=1))
    assert lines[0] == "1 row of the run r-1 was refused."
    assert lines[1].startswith('-  1 row: Stage → stage = "x"')
    assert lines[2] == "   correct the cell"
    assert lines[3].startswith("None of it is certain enough")


def test_of_much_advice_ten_are_told() -> None:
    lines = shown(told(*(advice(f"a{n}") for n in range(12))))
    assert "… and 2 more that only a person can mend." in lines


def test_a_cause_without_a_column_tells_its_message() -> None:
    fault = Complaint(Fault("the row is empty"), 2)
    assert shown(told(Repair(Advice("fill it"), (fault,), "fill it")))[1] == (
        "-  2 rows: the row is empty"
    )


def test_which_of_rows_with_one_key_is_sent_is_said() -> None:
    key = Repair(SetKey("duplicates", "first"), (complaint("a@x.no"),), "duplicates: first", 1)
    assert any("only the first is sent" in line for line in shown(told(key)))


def test_what_is_mended_already_is_named() -> None:
    lines = shown(told(mended=("Stage", "Born")))
    assert lines[1:] == [
        "The mapping as it is now mends these already: Stage, Born.",
        "Type next:",
        "  hubcli retry r-1",
    ]


def test_what_was_written_is_told_with_what_it_leaves() -> None:
    written = Written("m.yaml", False, (1,), ("-a", "+b"), 2)  # noqa: FBT003
    stream = io.StringIO()
    out = Output(stream, {}, terminal=True, width=80)
    what = told(mend(1, complaint("Leed")), advice("correct the cell"))
    tell_fix(what, written, Streams(None, out, out), json=False, quiet=True, proposals=False)
    assert stream.getvalue().splitlines() == [
        "m.yaml was changed:",
        "  -a",
        "  +b",
        "2 of 3 rows would pass now.",
        '-  1 row: Stage → stage = "x" (INVALID_OPTION)',
        "   correct the cell",
        "Type next:",
        "  hubcli retry r-1 -m new.yaml",
    ]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("y\nn\n", {1}), ("n\nYES\n", {2}), ("what\ny\ny\n", {1, 2}), ("y\nq\n", {1}), ("y\n", {1}), ("", set())],
)  # fmt: skip
def test_each_is_asked_for_until_somebody_has_enough(typed: str, taken: set[int]) -> None:
    stream = io.StringIO()
    out = Output(stream, {}, terminal=True, width=80)
    streams = Streams(io.StringIO(typed), out, out)
    what = told(mend(1, complaint("a")), advice("no"), mend(2, complaint("b")))
    assert ask_for_each(what, streams) == taken
    assert "hubcli: Write 1 into the mapping? [y/n/q] " in stream.getvalue()
