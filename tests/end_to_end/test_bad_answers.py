"""Answers that are scrambled, useless or missing: no wrong id, no row created twice or only in words."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import Contact, contacts, held
from tests.end_to_end.process import Ended, InProcess
from tests.end_to_end.written import csv_bytes, read_csv

Inside = Callable[[RunningEmulator], InProcess]
_ROWS = 230
_COMMITTED = (
    "empty-after:2", "html-after:2", "truncate:2", "drop-result:2", "cut-after:2", "cut-middle:2", "408-after:2",
    "500-after:2", "502-after:2", "503-after:2", "504-after:2", "524-after:2",
)  # fmt: skip
"""HubSpot does what was asked, and does not say so."""
_NOT_COMMITTED = (
    "empty:2", "html:2", "redirect:2", "cut-before:2", "408:2", "500:2", "502:2", "504:2", "520:2",
)  # fmt: skip
"""HubSpot does nothing, and does not say so either."""
_SURELY_NOTHING = ("429=0:2", "429-secondly:2", "423=2:2", "477=0:2")


@dataclass(frozen=True)
class Result:
    """One line of the results file."""

    row: Contact
    outcome: str
    id: str


def _results(hubcli: InProcess) -> list[Result]:
    lines = read_csv((hubcli.folder / "ids.csv").read_bytes().decode())
    found = []
    for line in lines:
        row = {name: value for name, value in line.items() if not name.startswith("_")}
        found.append(Result(row, line["_outcome"], line["_id"]))
    return found


def _deals(number: int = _ROWS) -> list[Contact]:
    # Every tenth deal is the same as the one before it, as in real lists of renewals.
    return [
        {
            "dealname": f"Deal {index - (index % 10 == 9)}",
            "amount": f"{100 + index - (index % 10 == 9)}.50",
            "pipeline": "default",
            "dealstage": "appointmentscheduled",
        }
        for index in range(number)
    ]


def _create(hubcli: InProcess, kind: str, rows: list[Contact], *args: str) -> Ended:
    hubcli.put("data.csv", csv_bytes(rows))
    command = ("create", kind, "data.csv", "--json", "--results", "ids.csv", "--patience", "1")
    return hubcli(*command, *args)


def _true_to(emulator: RunningEmulator, results: list[Result], kind: str = "contacts") -> None:
    """No id stands beside a row that is not its own, and every row called created is there."""
    there = held(emulator, results[0].row, kind)
    ids = [result.id for result in results if result.id]
    assert len(set(ids)) == len(ids)
    for result in results:
        assert (result.outcome == "created") == bool(result.id)
        if result.id:
            assert there[result.id] == result.row


def _once(emulator: RunningEmulator, rows: list[Contact], kind: str) -> None:
    """Nothing is there that was not in the file as often."""
    there = Counter(tuple(row.items()) for row in held(emulator, rows[0], kind).values())
    assert there <= Counter(tuple(row.items()) for row in rows)


@pytest.mark.parametrize("echo", [False, True], ids=["no echo", "trace ids echoed"])
@pytest.mark.parametrize("kind", ["contacts", "deals"])
def test_scrambled_results(*, kind: str, echo: bool, portal: Portal, inside: Inside) -> None:
    emulator = portal(echo_trace_ids=echo)
    rows = contacts(_ROWS) if kind == "contacts" else _deals()
    hubcli = inside(emulator)
    end = _create(hubcli, kind, rows)
    assert (end.code, end.rows) == (0, {"read": _ROWS, "created": _ROWS})
    results = _results(hubcli)
    assert [result.row for result in results] == rows
    _true_to(emulator, results, kind)
    assert emulator.store.count(kind) == _ROWS


@pytest.mark.parametrize("fault", [*_COMMITTED, *_NOT_COMMITTED, *_SURELY_NOTHING])
def test_contacts_are_all_created_once_whatever_hubspot_answers(
    fault: str, portal: Portal, inside: Inside
) -> None:
    emulator = portal(fault)
    rows = contacts(_ROWS)
    hubcli = inside(emulator)
    end = _create(hubcli, "contacts", rows)
    assert (end.code, end.rows) == (0, {"read": _ROWS, "created": _ROWS}), end.stderr
    _true_to(emulator, _results(hubcli))
    assert emulator.store.count("contacts") == _ROWS


@pytest.mark.parametrize("fault", _COMMITTED)
def test_what_is_found_again_is_not_sent_again(fault: str, portal: Portal, inside: Inside) -> None:
    emulator = portal(fault)
    end = _create(inside(emulator), "contacts", contacts(_ROWS))
    assert end.document["requests"]["sent"] == 3
    assert end.document["requests"]["retried"] == 0


@pytest.mark.parametrize("seconds", ["0.5", "1.5"])
def test_a_late_commit(seconds: str, portal: Portal, inside: Inside) -> None:
    """Within the patience it is found; after it, either of the two requests was first."""
    emulator = portal(f"late-commit={seconds}:2")
    rows = contacts(_ROWS)
    hubcli = inside(emulator)
    end = _create(hubcli, "contacts", rows)
    time.sleep(max(0.0, float(seconds) - 1) + 0.3)
    assert (end.code, end.rows) == (0, {"read": _ROWS, "created": _ROWS}), end.stdout
    _true_to(emulator, _results(hubcli))
    assert emulator.store.count("contacts") == _ROWS


@pytest.mark.parametrize("fault", [f for f in _COMMITTED if f != "drop-result:2"])
def test_deals_without_a_key_stay_in_doubt_when_nobody_says(
    fault: str, portal: Portal, inside: Inside
) -> None:
    emulator = portal(fault)
    rows = _deals()
    hubcli = inside(emulator)
    end = _create(hubcli, "deals", rows, "--concurrency", "1")
    assert (end.code, end.rows) == (7, {"read": _ROWS, "created": _ROWS - 100, "inDoubt": 100})
    _true_to(emulator, _results(hubcli), "deals")
    _once(emulator, rows, "deals")
    assert emulator.store.count("deals") == _ROWS
    assert "No unique property is mapped" in end.stderr
    assert end.document["status"] == "partial"
    assert {error["outcome"] for error in end.document["errors"]} == {"inDoubt"}
    in_doubt = read_csv(Path(end.document["run"]["inDoubt"]).read_bytes().decode())
    assert [line["dealname"] for line in in_doubt] == [row["dealname"] for row in rows[100:200]]
    assert {line["_outcome"] for line in in_doubt} == {"inDoubt"}


@pytest.mark.parametrize("fault", _NOT_COMMITTED)
def test_deals_that_were_perhaps_not_made_are_in_doubt_and_never_sent_again(
    fault: str, portal: Portal, inside: Inside
) -> None:
    emulator = portal(fault)
    rows = _deals()
    hubcli = inside(emulator)
    end = _create(hubcli, "deals", rows, "--concurrency", "1")
    assert (end.code, end.rows) == (7, {"read": _ROWS, "created": _ROWS - 100, "inDoubt": 100})
    assert end.document["requests"]["sent"] == 3
    _true_to(emulator, _results(hubcli), "deals")
    assert emulator.store.count("deals") == _ROWS - 100


@pytest.mark.parametrize("fault", _SURELY_NOTHING)
def test_deals_that_were_surely_not_made_are_sent_again(
    fault: str, portal: Portal, inside: Inside
) -> None:
    emulator = portal(fault)
    hubcli = inside(emulator)
    end = _create(hubcli, "deals", _deals())
    assert (end.code, end.rows) == (0, {"read": _ROWS, "created": _ROWS})
    assert end.document["requests"]["retried"] == 1
    assert end.document["requests"]["rateLimited"] == fault.startswith("429")
    assert emulator.store.count("deals") == _ROWS


def test_one_deal_that_the_answer_leaves_out_is_in_doubt_alone(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal("drop-result:2")
    rows = _deals()
    hubcli = inside(emulator)
    end = _create(hubcli, "deals", rows, "--concurrency", "1")
    assert end.code == 7
    # Of two equal deals nobody can say which one the answer left out.
    assert end.rows["inDoubt"] in {1, 2}
    _true_to(emulator, _results(hubcli), "deals")
    assert emulator.store.count("deals") == _ROWS


def test_in_doubt_rows_are_refused_when_their_file_is_sent_as_it_is(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal("502:1")
    hubcli = inside(emulator)
    end = _create(hubcli, "deals", _deals(3))
    assert (end.code, end.rows) == (7, {"read": 3, "inDoubt": 3})
    again = hubcli("create", "deals", end.document["run"]["inDoubt"], "--json")
    assert (again.code, again.rows) == (3, {"read": 3, "refused": 3})
    assert {error["code"] for error in again.document["errors"]} == {"IN_DOUBT"}
    assert emulator.store.count("deals") == 0


def test_somebody_elses_contact_is_never_called_ours(portal: Portal, inside: Inside) -> None:
    """The request went unanswered and did nothing; the record that is found is older."""
    emulator = portal("502:2")
    hubcli = inside(emulator)
    row = {"email": "ada@example.com", "firstname": "Ada"}
    assert _create(hubcli, "contacts", [row]).code == 0
    time.sleep(2.1 - time.time() % 1)
    end = _create(hubcli, "contacts", [row, {**row, "email": "new@example.com"}])
    assert (end.code, end.rows) == (3, {"read": 2, "created": 1, "refused": 1})
    assert end.document["errors"][0]["code"] == "ALREADY_EXISTS"
    assert emulator.store.count("contacts") == 2


@pytest.mark.parametrize("shapes", ["spec", "live"])
def test_answers_as_the_file_has_them_and_as_they_were_recorded(
    shapes: str, portal: Portal, inside: Inside
) -> None:
    emulator = portal(shapes=shapes, success_status=200)
    hubcli = inside(emulator)
    rows = contacts(50)
    rows[3]["email"] = "nobody@example.lcom"
    end = _create(hubcli, "contacts", rows)
    assert (end.code, end.rows) == (3, {"read": 50, "created": 49, "refused": 1})
    assert end.document["errors"][0]["code"] == "INVALID_EMAIL"
    _true_to(emulator, _results(hubcli))


def test_an_account_that_answers_nothing_any_more_ends_the_run(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal("502:2-", "read/502")
    hubcli = inside(emulator)
    hubcli.put("hubcli.yaml", "max_wait: 3\n")
    end = _create(hubcli, "contacts", contacts(1_500), "--concurrency", "1")
    assert end.code == 6, end.stderr
    assert end.rows["created"] == 100
    assert end.rows["inDoubt"] + end.rows["notSent"] == 1_500 - 100
    _true_to(emulator, _results(hubcli))
