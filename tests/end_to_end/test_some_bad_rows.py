"""300 rows of which some are bad: only those are refused, each named to the cell; mended, they go in."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.bad_rows import BAD, HEADER, MAPPING, RAGGED, Portal, cells, furnished, rows
from tests.end_to_end.conftest import Portal as Starter
from tests.end_to_end.process import Ended, Hubcli
from tests.end_to_end.written import delimited, read_csv

At = Callable[[RunningEmulator], Hubcli]
_BY_HUBSPOT = [index for index, bad in BAD.items() if bad.by_hubspot]
_MOST_REQUESTS_FOR_ONE = 14


def _text(company: str) -> str:
    text = delimited(rows(company)).decode()
    assert text.startswith(HEADER)
    ragged = cells(RAGGED, company)["E-mail"]
    lines = text.splitlines(keepends=True)
    return "".join(
        line.replace("\r\n", ",surplus\r\n") if line.startswith(ragged + ",") else line
        for line in _with_quoted_newlines(lines)
    )


def _with_quoted_newlines(lines: list[str]) -> list[str]:
    """Records, of which some go over two lines."""
    records = [""]
    for line in lines:
        records[-1] += line
        if records[-1].count('"') % 2 == 0:
            records.append("")
    return records


def _lines(text: str) -> dict[str, int]:
    """On which line the row with each e-mail begins."""
    found, line = {}, 1
    for record in _with_quoted_newlines(text.splitlines(keepends=True)):
        found[record.partition(",")[0]] = line
        line += record.count("\n")
    return found


def _sent(portal: Portal, hubcli: Hubcli, *args: str) -> tuple[Ended, dict[str, int]]:
    text = _text(portal.company)
    hubcli.put("data.csv", text.encode())
    hubcli.put("mapping.yaml", MAPPING)
    command = ("create", "contacts", "data.csv", "-m", "mapping.yaml", "--rejects", "bad.csv")
    return hubcli(*command, *args), _lines(text)


def _expected(lines: dict[str, int], portal: Portal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "file": "data.csv",
            "line": lines[cells(index, portal.company)["E-mail"]],
            "outcome": "refused",
            "code": bad.code,
            "property": bad.property,
            "column": bad.column,
            "value": bad.value,
        }
        for index, bad in BAD.items()
    ]
    ragged: dict[str, Any] = {
        "file": "data.csv",
        "line": lines[f"p{RAGGED}@example.com"],
        "outcome": "refused",
    }
    found.append({**ragged, "code": "RAGGED_ROW", "property": None, "column": None, "value": None})
    return found


def _good() -> set[str]:
    return {f"p{index}@example.com" for index in range(300) if index not in {*BAD, RAGGED}}


def _told(end: Ended) -> list[dict[str, Any]]:
    return end.document["errors"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("whole_batch", [False, True], ids=["named", "whole batch refused"])
def test_only_the_bad_rows_are_refused_and_each_is_named(
    *, whole_batch: bool, portal: Starter, at: At
) -> None:
    furnished_portal = furnished(portal(whole_batch_on_error=whole_batch))
    end, lines = _sent(furnished_portal, at(furnished_portal.emulator), "--json")
    assert end.code == 3, end.stderr
    assert end.rows == {"read": 300, "created": 290, "refused": 10}
    assert end.document["status"] == "partial"
    assert end.document["numErrors"] == 10
    expected = _expected(lines, furnished_portal)
    assert [{key: error[key] for key in expected[0]} for error in _told(end)] == expected
    by_line = {error["line"]: error for error in _told(end)}
    for index, bad in BAD.items():
        error = by_line[lines[cells(index, furnished_portal.company)["E-mail"]]]
        assert (error["batch"] is not None) == bad.by_hubspot
        assert (error["correlationId"] is not None) == bad.by_hubspot
        assert error["message"]
    assert furnished_portal.made == _good()


def test_a_whole_batch_that_is_refused_costs_at_most_fourteen_requests_for_each_bad_row(
    portal: Starter, at: At
) -> None:
    there = furnished(portal(whole_batch_on_error=True))
    end, _ = _sent(there, at(there.emulator), "--json")
    assert there.creates <= 3 + _MOST_REQUESTS_FOR_ONE * len(_BY_HUBSPOT)
    assert end.document["requests"]["sent"] == there.creates
    assert sum(batch["attempts"] for batch in end.document["batches"]) == there.creates
    assert [batch["httpStatus"] for batch in end.document["batches"]] == [409, 400, 201]


def test_people_see_the_same_as_programs(portal: Starter, at: At) -> None:
    there = furnished(portal())
    end, lines = _sent(there, at(there.emulator))
    assert end.code == 3
    for error in _expected(lines, there):
        line = next(
            text for text in end.stdout.splitlines() if f"data.csv:{error['line']}:" in text
        )
        parts = [error["code"], error["property"], error["column"], error["value"]]
        assert all(part in line for part in parts if part), line
    assert "300 rows read: 290 created, 10 refused." in end.stdout
    assert "bad.csv" in end.stdout


@pytest.mark.parametrize("whole_batch", [False, True], ids=["named", "whole batch refused"])
def test_the_rejects_go_in_once_they_are_mended(
    *, whole_batch: bool, portal: Starter, at: At
) -> None:
    there = furnished(portal(whole_batch_on_error=whole_batch))
    hubcli = at(there.emulator)
    end, lines = _sent(there, hubcli, "--json")
    text = (hubcli.folder / "bad.csv").read_bytes().decode()
    rejected = list(csv.reader(io.StringIO(text, newline="")))
    assert rejected[0] == [*HEADER.split(","), "_line", "_outcome", "_code", "_message"]
    given = [*sorted(BAD), RAGGED]
    for index, reject in zip(given, rejected[1:], strict=True):
        source = list(cells(index, there.company).values())
        assert reject[: len(source)] == source
        surplus = ["surplus"] if index == RAGGED else []
        line = str(lines[source[0]])
        code = BAD[index].code if index in BAD else "RAGGED_ROW"
        assert reject[len(source) : -1] == [*surplus, line, "refused", code]
        assert reject[-1]
    mended = []
    for index, reject in zip(given, rejected[1:], strict=True):
        if index == RAGGED:
            del reject[6]
        row = dict(zip(rejected[0], reject, strict=True))
        if index in BAD:
            row[BAD[index].column] = cells(0, there.company)[BAD[index].column]
        if index in BAD and BAD[index].column == "E-mail":
            row["E-mail"] = f"p{index}@example.com"
        mended.append(row)
    hubcli.put("bad.csv", delimited(mended))
    again = hubcli("create", "contacts", "bad.csv", "-m", "mapping.yaml", "--json")
    assert (again.code, again.rows) == (0, {"read": 10, "created": 10}), again.stdout
    assert there.made == {f"p{index}@example.com" for index in range(300)}
    assert all(
        {(link.to_object, link.to_id) for link in record.associations}
        == {("companies", there.company)}
        for record in there.emulator.store.records("contacts")
        if record.properties["email"] != "taken@example.com"
    )
    assert end.document["run"]["rejects"] == "bad.csv"


def test_the_rejects_keep_delimiter_and_encoding(portal: Starter, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    table = [
        {"email": "ok@example.com", "firstname": "Zoë"},
        {"email": "Ångström@", "firstname": "a;b"},
    ]
    hubcli.put("data.csv", delimited(table, ";", "cp1252"))
    end = hubcli("create", "contacts", "data.csv", "--encoding", "cp1252", "--rejects", "bad.csv")
    assert end.code == 3
    (reject,) = read_csv((hubcli.folder / "bad.csv").read_bytes().decode("cp1252"), ";")
    assert (reject["email"], reject["firstname"]) == ("Ångström@", "a;b")


def test_check_tells_the_same_of_what_it_can_know(portal: Starter, at: At) -> None:
    there = furnished(portal())
    hubcli = at(there.emulator)
    text = _text(there.company)
    hubcli.put("data.csv", text.encode())
    hubcli.put("mapping.yaml", MAPPING)
    end = hubcli("check", "contacts", "data.csv", "-m", "mapping.yaml", "--json")
    assert end.code == 3
    # Which top-level domains there are is HubSpot's own rule (api.md 2.1).
    expected = [
        error for error in _expected(_lines(text), there) if error["value"] != "nobody@example.lcom"
    ]
    assert [{key: error[key] for key in expected[0]} for error in _told(end)] == expected
    assert end.document["rows"] == {"read": 300, "valid": 291, "refused": 9}
    assert end.document["forecast"] == {"created": 291, "existing": 0, "updated": 0}
    assert there.creates == 0


def test_a_dry_run_shows_the_first_body_and_sends_nothing(portal: Starter, at: At) -> None:
    there = furnished(portal())
    hubcli = at(there.emulator)
    end, _ = _sent(there, hubcli, "--dry-run", "--json")
    assert end.code == 3
    assert end.rows == {"read": 300, "refused": 7, "notSent": 293}
    (body,) = end.document["bodies"]
    assert len(body["inputs"]) == 100
    assert body["inputs"][0]["properties"]["email"] == "p0@example.com"
    assert there.creates == 0
    assert list((hubcli.home / "runs").iterdir()) == []
