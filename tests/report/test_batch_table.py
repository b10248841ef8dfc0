"""Which batches of a run are listed, and that nothing is left out without a word."""

import pytest

from hubcli.core.results import BatchReport
from hubcli.report.batch_table import BatchTable
from hubcli.report.screen import Screen
from hubcli.report.trouble import BatchChoice, is_troubled
from tests.report.builders import batch, report, tally, written


def table(batches: list[BatchReport], choice: BatchChoice = "auto") -> str:
    to = written(terminal=True)
    facts = report(tally(), batches=len(batches))
    BatchTable(Screen(to.streams.stdout), facts, choice).write(batches)
    return to.out.getvalue()


def listed(text: str) -> list[int]:
    first = (line.split() for line in text.splitlines())
    return [
        int(words[0]) for words in first if words[1:] and "–" in words[1] and words[0].isdecimal()
    ]


GOOD_AND_BAD = [
    batch(number, num_errors=number % 2, refused=number % 2) for number in range(1, 201)
]


def test_all_of_a_short_run() -> None:
    assert listed(table(GOOD_AND_BAD[:20])) == list(range(1, 21))


def test_the_first_fifty_troubled_ones_of_a_long_run() -> None:
    text = table(GOOD_AND_BAD)
    assert listed(text) == list(range(1, 100, 2))
    assert " all 200 " in text
    assert "50 more batches in trouble: --batches troubled lists all of them." in text
    assert "100 other batches went well: --batches all lists them." in text


def test_all_troubled_ones() -> None:
    assert listed(table(GOOD_AND_BAD, "troubled")) == list(range(1, 201, 2))
    assert listed(table(GOOD_AND_BAD[:4], "troubled")) == [1, 3]


def test_all_of_a_long_run_in_several_tables() -> None:
    text = table([batch(number) for number in range(1, 1202)], "all")
    assert listed(text) == list(range(1, 1202))
    assert text.count(" batch ") == 3
    assert text.count("all 1,201") == 1
    assert "went well" not in text


def test_a_long_run_that_went_well() -> None:
    text = table([batch(number) for number in range(1, 22)])
    assert text == " All 21 batches went well: --batches all lists them.\n\n"


def test_batches_that_were_never_sent_did_not_go_well() -> None:
    unsent = [batch(n, attempts=0, status=None, http_status=None, created=0) for n in range(2, 40)]
    text = table([batch(1), *unsent])
    assert listed(text) == []
    assert "38 batches not sent." in text
    assert "1 other batch went well" in text


@pytest.mark.parametrize(
    "troubled",
    [
        batch(1, refused=1),
        batch(1, in_doubt=1),
        batch(1, num_errors=1),
        batch(1, status="CANCELED"),
        batch(1, status=None),
        batch(1, attempts=2),
        batch(1, remark="split in 3"),
    ],
)
def test_what_trouble_is(troubled: BatchReport) -> None:
    assert is_troubled(troubled)
    assert not is_troubled(batch(1))
