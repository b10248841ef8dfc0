"""`hubcli fix`: a run's refused rows become a finished import in two commands."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import Ended, Hubcli, InProcess
from tests.end_to_end.terminal import on_terminal
from tests.end_to_end.test_mapping_init import next_line, typed

Inside = Callable[..., InProcess]
At = Callable[[RunningEmulator], Hubcli]
ROWS = 500
MAPPING = """\
# our customers
object: companies
columns:
  Navn: name            # as people write it
  Bransje: industry
  Omsetning:
    property: annualrevenue   # in NOK
  # when they joined
  Siden: closedate
  Ansatte: {property: numberofemployees}
  Merknad: null
"""


def companies(rows: int = ROWS) -> str:
    """Labels for options, two typos, days as in Norway, decimal commas, outer white space on numbers."""
    chance = random.Random(20)
    lines = ["Navn;Bransje;Omsetning;Siden;Ansatte;Merknad"]
    for number in range(rows):
        industry = chance.choice(["Retail", "Fishery", "Food & Beverages", "Banking"])
        if number % 11 == 0:
            industry = chance.choice(["Retial", "Bankng"])
        revenue = f"{chance.randint(1, 900)} {chance.randint(0, 999):03},{chance.randint(0, 99):02}"
        day = f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.{chance.randint(2010, 2026)}"
        lines.append(f"Firma {number};{industry};{revenue};{day}; {chance.randint(1, 400)} ;x")
    return "\n".join([*lines, ""])


def refused(hubcli: InProcess | Hubcli, *options: str, rows: int = ROWS) -> str:
    """A run whose rows are all refused; gives its id."""
    hubcli.put("firms.csv", companies(rows))
    done = hubcli("create", "companies", "firms.csv", *options, "--json")
    assert done.rows == {"read": rows, "refused": rows}, done.stderr
    return str(done.document["run"]["id"])


def test_five_hundred_refused_rows_of_five_causes_become_an_import_in_two_commands(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    path = Path(hubcli.put("m.yaml", MAPPING) and hubcli.hubcli.folder / "m.yaml")
    run = refused(hubcli, "-m", "m.yaml")

    fixed = hubcli("fix", run, "--accept", "all")
    assert fixed.code == 0, fixed.stderr
    assert "500 of 500 rows would pass now." in fixed.stdout
    assert path.read_text() == (
        "# our customers\n"
        "object: companies\n"
        "columns:\n"
        "  Navn: name            # as people write it\n"
        "  Bransje: {property: industry, as: enumeration, values: {Retial: RETAIL, Bankng: BANKING}}\n"
        "  Omsetning:\n"
        "    property: annualrevenue   # in NOK\n"
        "    as: number\n"
        '    decimal: ","\n'
        '    thousands: " "\n'
        "  # when they joined\n"
        "  Siden: {property: closedate, as: date, format: dd.mm.yyyy}\n"
        "  Ansatte: {property: numberofemployees, as: number}\n"
        "  Merknad: null\n"
    )
    assert next_line(fixed) == f"hubcli retry {run}"

    again = typed(hubcli, f"{next_line(fixed)} --json")
    assert again.code == 0, again.stderr
    assert again.rows == {"read": 500, "created": 500}


def test_without_a_mapping_file_one_is_written(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("x.csv", 'email,lifecyclestage,"First Name"\na@x.no,Lead,A\nb@x.no,Customer,B\n')
    done = hubcli("create", "contacts", "x.csv", "--json")
    run = done.document["run"]["id"]
    fixed = hubcli("fix", run, "--accept", "1")
    assert (hubcli.hubcli.folder / "contacts.mapping.yaml").read_text() == (
        "object: contacts\n"
        "columns:\n"
        "  email: email\n"
        "  lifecyclestage: {property: lifecyclestage, as: enumeration}\n"
        "  First Name: firstname\n"
        "key: email\n"
    )
    assert next_line(fixed) == f"hubcli retry {run} -m contacts.mapping.yaml"
    assert typed(hubcli, f"{next_line(fixed)} --json").rows == {"read": 2, "created": 2}
    again = hubcli("fix", run, "--accept", "all")
    assert (again.code, "no refused rows" in again.stdout) == (0, True)


def test_a_mapping_that_is_there_is_not_replaced(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("contacts.mapping.yaml", "mine")
    hubcli.put("x.csv", "email,lifecyclestage\na@x.no,Lead\n")
    hubcli("create", "contacts", "x.csv")
    assert hubcli("fix").code == 0
    end = hubcli("fix", "--accept", "all")
    assert end.code == 5
    assert "-o FILE" in end.stderr
    other = hubcli("fix", "--accept", "all", "-o", "other.yaml")
    assert other.code == 0
    assert next_line(other).endswith("-m other.yaml")
    assert (hubcli.hubcli.folder / "contacts.mapping.yaml").read_text() == "mine"


def test_off_a_terminal_the_proposals_are_only_shown(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("m.yaml", MAPPING)
    run = refused(hubcli, "-m", "m.yaml", rows=50)
    end = hubcli("fix")
    assert end.code == 0
    assert f"50 rows of the run {run} were refused." in end.stdout
    assert "Siden: {property: closedate, as: date, format: dd.mm.yyyy}" in end.stdout
    assert "Nothing was written." in end.stdout
    assert f"hubcli fix {run} --accept all" in end.stdout
    assert (hubcli.hubcli.folder / "m.yaml").read_text() == MAPPING


def test_what_is_taken_by_number_is_taken_and_no_more(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("m.yaml", MAPPING)
    refused(hubcli, "-m", "m.yaml", rows=50)
    shown = hubcli("fix", "--json").document
    kinds = [one["kind"] for one in shown["proposals"]]
    assert kinds == ["cast", "cast", "cast", "cast", "values", "values"]
    assert [one["rows"] for one in shown["proposals"]] == sorted(
        (one["rows"] for one in shown["proposals"]), reverse=True
    )
    taken = hubcli("fix", "--accept", "1,2", "--accept", "2", "--json").document
    assert taken["accepted"] == [1, 2]
    assert taken["rows"] == {"refused": 50, "passing": 0}
    assert any(line.startswith("+") for line in taken["diff"])
    then = hubcli("fix", "--json").document
    assert len(then["proposals"]) == 4
    assert len(then["mendedAlready"]) == 2
    rest = hubcli("fix", "--accept", "all", "--json").document
    assert rest["rows"] == {"refused": 50, "passing": 50}
    done = hubcli("fix")
    assert "The mapping as it is now mends these already" in done.stdout
    assert next_line(done).startswith("hubcli retry")
    assert typed(hubcli, next_line(done)).code == 0


@pytest.mark.parametrize("accept", ["9", "x", "0", "1,9", "-1", ""])
def test_a_number_that_was_not_proposed(portal: Portal, inside: Inside, accept: str) -> None:
    hubcli = inside(portal())
    hubcli.put("m.yaml", MAPPING)
    refused(hubcli, "-m", "m.yaml", rows=10)
    end = hubcli("fix", f"--accept={accept}")
    assert end.code == 2
    assert "there is no such proposal" in end.stderr
    assert (hubcli.hubcli.folder / "m.yaml").read_text() == MAPPING


@pytest.mark.parametrize(
    ("answers", "written"),
    [
        ("y\nn\nq\n", ["as: date"]),
        ("q\n", []),
        ("what\ny\ny\ny\ny\ny\ny\n", ["as: date", "RETAIL"]),
    ],
)
def test_on_a_terminal_a_person_is_asked_for_each(
    portal: Portal, at: At, answers: str, written: list[str]
) -> None:
    hubcli = at(portal())
    hubcli.put("m.yaml", MAPPING)
    refused(hubcli, "-m", "m.yaml", rows=50)
    end = on_terminal(hubcli, "fix", answer=answers)
    assert end.code == 0, end.stdout
    text = (hubcli.folder / "m.yaml").read_text()
    assert (text != MAPPING) is bool(written)
    assert sum(part in text for part in ("as: date", "RETAIL")) <= len(written) + 1
    assert ("Nothing was written" in end.stdout) is not bool(written)


def test_rows_that_only_hubspot_refuses_do_not_count_as_mended(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    hubcli.put("m.yaml", "columns: {email: email, lifecyclestage: lifecyclestage}\n")
    hubcli.put("x.csv", "email,lifecyclestage\na@x.no,Lead\nb@x.nosuchdomain,lead\n,\n")
    done = hubcli("create", "contacts", "x.csv", "-m", "m.yaml", "--json")
    assert done.rows == {"read": 3, "refused": 3}
    end = hubcli("fix", "--accept", "all")
    assert "1 of 3 rows would pass now." in end.stdout
    assert "no domains that can't be" in end.stdout
    assert hubcli("retry", "--json").rows == {"read": 3, "created": 1, "refused": 2}


def test_repeated_keys_are_mended_by_one_word(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("m.yaml", "columns: {email: email}")
    hubcli.put("x.csv", "email\na@x.no\nA@x.no\nb@x.no\n")
    done = hubcli("create", "contacts", "x.csv", "-m", "m.yaml", "--json")
    assert done.rows == {"read": 3, "created": 1, "refused": 2}
    end = hubcli("fix", "--accept", "all")
    assert (hubcli.hubcli.folder / "m.yaml").read_text() == (
        "columns: {email: email}\nduplicates: first"
    )
    assert "2 of 2 rows would pass now." in end.stdout
    assert typed(hubcli, next_line(end)).code == 0


def test_nothing_that_a_mapping_could_mend(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("x.csv", "email\na@\n")
    hubcli("create", "contacts", "x.csv")
    end = hubcli("fix")
    assert end.code == 0
    assert "None of it is certain enough" in end.stdout
    assert hubcli("fix", "--accept", "all").code == 0
    assert not (hubcli.hubcli.folder / "contacts.mapping.yaml").exists()


def test_the_next_command_says_again_what_was_said(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    for name in ("m.yaml", "mine.yaml"):
        hubcli.put(name, "columns: {email: email, Stage: lifecyclestage}")
    hubcli.put("x.csv", "email,Stage\na@x.no,Lead\nb@,lead\n")
    hubcli("create", "contacts", "x.csv", "-m", "m.yaml")
    end = hubcli("fix", "-m", "mine.yaml", "-o", "new.yaml")
    (again,) = (line.strip() for line in end.stdout.splitlines() if "--accept all" in line)
    assert "-m mine.yaml -o new.yaml" in again
    assert typed(hubcli, again).code == 0
    assert "as: enumeration" in (hubcli.hubcli.folder / "new.yaml").read_text()
    hubcli("retry", "-m", "new.yaml")
    end = hubcli("fix", "-o", "other.yaml")
    assert "None of it is certain enough" in end.stdout
    assert "other.yaml" not in end.stdout, "it is not there"


def test_an_input_that_changed_is_refused(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("x.csv", "email,lifecyclestage\na@x.no,Lead\n")
    hubcli("create", "contacts", "x.csv")
    hubcli.put("x.csv", "email,lifecyclestage\na@x.no,Customer\n")
    end = hubcli("fix", "--accept", "all")
    assert end.code == 6
    assert "is not the file any more" in end.stderr


def test_a_mapping_that_is_gone_or_broken_is_told(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("m.yaml", MAPPING)
    refused(hubcli, "-m", "m.yaml", rows=10)
    hubcli.put("m.yaml", "columns: [")
    assert "this is not YAML" in hubcli("fix").stderr
    (hubcli.hubcli.folder / "m.yaml").unlink()
    end = hubcli("fix")
    assert end.code == 5
    assert "is gone" in end.stderr
    hubcli.put("other.yaml", MAPPING)
    other = hubcli("fix", "-m", "other.yaml", "--accept", "all")
    assert next_line(other).endswith("-m other.yaml")
    assert typed(hubcli, next_line(other)).code == 0


def test_by_a_lock_file_with_no_token(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("lock.json", Path("sample_data/hubspot.lock.json").read_bytes())
    hubcli.put("m.yaml", MAPPING)
    refused(hubcli, "-m", "m.yaml", rows=10)
    alone = hubcli.with_env(
        {"HUBCLI_BASE_URL": "http://127.0.0.1:9"}, without="HUBSPOT_ACCESS_TOKEN"
    )
    end: Ended = alone("fix", "--lock", "lock.json", "--accept", "all")
    assert end.code == 0, end.stderr
    assert "10 of 10 rows would pass now." in end.stdout


def test_a_rehearsal_is_fixed_on_its_own_portal(hubcli: Hubcli) -> None:
    hubcli.put("m.yaml", MAPPING)
    run = refused(hubcli, "-m", "m.yaml", "--rehearse", rows=10)
    assert hubcli("fix", run, "--accept", "all").code == 0
    assert hubcli("retry", run, "--json").rows == {"read": 10, "created": 10}


@pytest.mark.parametrize("args", [("nope",), (), ("--output", "")])
def test_no_run_to_be_fixed(portal: Portal, inside: Inside, args: tuple[str, ...]) -> None:
    assert inside(portal())("fix", *args).code == 2
