"""`hubcli mapping init`: from a file as Excel makes it to a clean import, with nothing typed twice."""

import json
import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml

from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import TOKEN, Ended, Hubcli, InProcess
from tests.end_to_end.terminal import on_terminal

Inside = Callable[..., InProcess]
At = Callable[[RunningEmulator], Hubcli]
_INIT = ("mapping", "init")
_SAMPLES = Path("sample_data")
EXCEL = """\
Fornavn;Etternavn;E-post;Telefon;Livssyklus;Kundedato;Egenvurdering;Type
Bjørn;Åsen;bjorn@example.no;22 33 44 55;Lead;25.03.2026;ja;New
Kåre;Ødegård;kare@example.no;+47 99 88 77 66;Customer;01.02.2026;nei;Open
"""


def edit(path: Path, *edits: tuple[str, str]) -> None:
    """What a person does in an editor: each edit is one place."""
    text = path.read_text()
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text)


def typed(hubcli: Hubcli | InProcess, line: str) -> Ended:
    """A command as hubcli said to type it."""
    name, *args = shlex.split(line)
    assert name == "hubcli"
    return hubcli(*args)


def next_line(end: Ended) -> str:
    """The command that was told last."""
    return end.stdout.splitlines()[-1].strip()


def test_from_excel_to_a_clean_import_in_two_edits(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("kunder.csv", (_SAMPLES / "kunder.csv").read_bytes())
    begun = hubcli(*_INIT, "companies", "kunder.csv")
    assert begun.code == 0
    assert "9 sure, 2 for you to decide" in begun.stdout
    line = next_line(begun)
    assert line == "hubcli check companies kunder.csv -m companies.mapping.yaml"

    early = typed(hubcli, line)
    assert early.code == 5
    assert 'no line of the mapping names the column "Status"' in early.stderr
    assert 'no line of the mapping names the column "Internt notat"' in early.stderr

    edit(
        hubcli.hubcli.folder / "companies.mapping.yaml",
        ("#Status: {", "Status: {"),
        ("#Internt notat: null", "Internt notat: null"),
    )
    assert typed(hubcli, line).code == 0
    made = typed(hubcli, line.replace("check", "create"))
    assert made.code == 0
    assert "40 created" in made.stdout
    held = emulator.store.portal()
    assert held


def test_the_finished_mapping_of_the_sample_is_the_draft_with_two_edits(hubcli: Hubcli) -> None:
    (hubcli.folder / "sample_data").symlink_to(_SAMPLES.resolve())
    lock = ("--lock", "sample_data/hubspot.lock.json")
    assert hubcli(*_INIT, "companies", "sample_data/kunder.csv", *lock).code == 0
    draft = (hubcli.folder / "companies.mapping.yaml").read_text().splitlines()
    finished = (_SAMPLES / "kunder_mapping.yaml").read_text().splitlines()
    differing = [pair for pair in zip(draft, finished, strict=True) if pair[0] != pair[1]]
    assert [old.replace("#", "", 1) for old, _ in differing] == [new for _, new in differing]
    assert len(differing) == 2
    with_it = ("companies", "sample_data/kunder.csv", "-m", "sample_data/kunder_mapping.yaml")
    assert hubcli("check", *with_it, *lock).code == 0
    assert hubcli("create", *with_it, *lock, "--rehearse", "--json").rows == {
        "read": 40,
        "created": 40,
    }


def test_the_lock_of_the_sample_is_the_portal_of_a_rehearsal(hubcli: Hubcli) -> None:
    pulled = hubcli("schema", "pull", "contacts", "companies", "deals", "--rehearse")
    assert pulled.code == 0
    sample = (_SAMPLES / "hubspot.lock.json").read_bytes()
    assert (hubcli.folder / "hubspot.lock.json").read_bytes() == sample
    assert len(sample) < 200_000


@pytest.mark.parametrize(
    ("object_name", "file"),
    [
        ("contacts", "contacts.csv"),
        ("contacts", "contacts.csv.gz"),
        ("contacts", "contacts.jsonl"),
        ("companies", "companies.tsv"),
        ("deals", "deals.json"),
        ("tickets", "tickets.yaml"),
    ],
)
def test_where_all_is_sure_the_file_passes_as_it_is(
    portal: Portal, inside: Inside, object_name: str, file: str
) -> None:
    hubcli = inside(portal())
    hubcli.put(file, (_SAMPLES / file).read_bytes())
    begun = hubcli(*_INIT, object_name, file)
    assert begun.code == 0
    assert "to decide" not in begun.stdout
    checked = typed(hubcli, next_line(begun))
    assert checked.code == 0, checked.stderr


def test_what_is_sure_by_language_and_cells(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("folk.csv", EXCEL.encode("cp1252"))
    end = hubcli(*_INIT, "contacts", "folk.csv", "--json")
    told = end.document
    assert told["assumedEncoding"] == "cp1252"
    lines = {one["column"]: one.get("line") for one in told["columns"]}
    assert lines == {
        "Fornavn": "Fornavn: firstname",
        "Etternavn": "Etternavn: lastname",
        "E-post": "E-post: email",
        "Telefon": "Telefon: phone",
        "Livssyklus": "Livssyklus: {property: lifecyclestage, as: enumeration}",
        "Kundedato": "Kundedato: {property: closedate, as: date, format: dd.mm.yyyy}",
        "Egenvurdering": None,
        "Type": None,
    }
    text = (hubcli.hubcli.folder / "contacts.mapping.yaml").read_text()
    assert text == told["text"]
    assert "key: email" in text
    assert '"Bjørn", "Åsen"' in text
    assert re.search(r'source: \{format: csv, encoding: cp1252, delimiter: ";"\}', text)


def test_a_file_that_says_its_encoding_is_taken_at_its_word(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("folk.csv", EXCEL.encode("cp1252"))
    end = hubcli(*_INIT, "contacts", "folk.csv", "--encoding", "cp1252", "-o", "-")
    assert "encoding: cp1252" in end.stdout
    assert "Are these words right" not in end.stdout
    assert "2 for you to decide" in end.stderr
    assert yaml.safe_load(end.stdout)["object"] == "contacts"


@pytest.mark.parametrize("output", [(), ("-o", "contacts.mapping.yaml"), ("-o", "folk.csv")])
def test_no_file_is_ever_replaced(portal: Portal, inside: Inside, output: Sequence[str]) -> None:
    hubcli = inside(portal())
    hubcli.put("folk.csv", EXCEL)
    hubcli.put("contacts.mapping.yaml", "mine")
    end = hubcli(*_INIT, "contacts", "folk.csv", *output)
    assert end.code == 5
    assert "never replaced" in end.stderr
    assert (hubcli.hubcli.folder / "contacts.mapping.yaml").read_text() == "mine"
    assert (hubcli.hubcli.folder / "folk.csv").read_text() == EXCEL
    assert (
        list(
            (hubcli.hubcli.home / "runs").iterdir()
            if (hubcli.hubcli.home / "runs").exists()
            else []
        )
        == []
    )


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("contcts", "folk.csv"), 5, "Did you mean contacts"),
        (("contacts", "none.csv"), 5, "there is no such file"),
        (("contacts", "folk.csv", "-o", ""), 2, "--output is empty"),
        (("contacts", "folk.csv", "-o", "-", "--json"), 2, "both want standard output"),
        (("contacts", "folk.csv", "--encoding", "nope"), 2, "no encoding called"),
        (("contacts", "folk.csv", "-o", "none/x.yaml"), 5, "can't be written"),
        (("contacts", "folk.csv", "--lock", "none.json"), 5, "none.json"),
    ],
)
def test_what_can_not_be_done_is_told(
    portal: Portal, inside: Inside, args: Sequence[str], code: int, said: str
) -> None:
    hubcli = inside(portal())
    hubcli.put("folk.csv", EXCEL)
    end = hubcli(*_INIT, *args)
    assert end.code == code
    assert said in end.stderr


def test_without_the_right_to_see_the_properties_nothing_is_matched(
    portal: Portal, inside: Inside
) -> None:
    tokens = (Token(TOKEN, frozenset({"crm.objects.deals.read"})),)
    hubcli = inside(portal(tokens=tokens))
    hubcli.put("folk.csv", EXCEL)
    end = hubcli(*_INIT, "contacts", "folk.csv")
    assert end.code == 4, end.stderr
    assert not (hubcli.hubcli.folder / "contacts.mapping.yaml").exists()


def test_by_a_lock_file_with_no_token_and_no_network(hubcli: Hubcli) -> None:
    hubcli.put("lock.json", (_SAMPLES / "hubspot.lock.json").read_bytes())
    hubcli.put("folk.csv", EXCEL.encode("cp1252"))
    alone = Hubcli(hubcli.folder, hubcli.home, "http://127.0.0.1:9", without="HUBSPOT_ACCESS_TOKEN")
    end = alone(*_INIT, "contacts", "folk.csv", "--lock", "lock.json")
    assert end.code == 0, end.stderr
    assert next_line(end).endswith("-m contacts.mapping.yaml --lock lock.json")


HOSTILE = [
    "a: b", "- x", "*y", "!z", "# c", '"q"', "it's", "{b}", "[c]", "null", "yes", "123", "multi\nline",
    "x" * 1_500, "&anchor", "%p", "@at", "a #b", "bidi\u202e", "trail:", "? q", "\x1b[31mred", "~", "Ünïcode",
]  # fmt: skip


def test_hostile_headers_and_cells(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    cell = "evil # comment\n  key: email\x1b[2J"
    quote = json.dumps
    rows = [",".join(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in HOSTILE)]
    rows.append(",".join(f'"{cell}"' for _ in HOSTILE))
    hubcli.put("evil.csv", "\n".join(rows))
    end = hubcli(*_INIT, "contacts", "evil.csv", "--delimiter", ",")
    assert end.code == 0
    assert "\x1b[2J" not in end.stdout
    path = hubcli.hubcli.folder / "contacts.mapping.yaml"
    # Take every column out, as the file offers it.
    text = re.sub(r"^  #(?! )", "  ", path.read_text(), flags=re.MULTILINE)
    path.write_text(text)
    assert list(yaml.safe_load(text)["columns"]) == HOSTILE, quote(text)
    assert hubcli("check", "contacts", "evil.csv", "-m", path.name).code == 3


def test_five_thousand_columns(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    names = [f"Kolonne {number}" for number in range(5_000)]
    hubcli.put("wide.csv", "\n".join([",".join(names), ",".join("x" for _ in names)]))
    end = hubcli(*_INIT, "contacts", "wide.csv")
    assert end.code == 0
    assert len(end.stdout.splitlines()) < 20
    assert "… and 4,990 more" in end.stdout


def test_on_a_terminal(portal: Portal, at: At) -> None:
    hubcli = at(portal())
    hubcli.put("folk.csv", EXCEL)
    end = on_terminal(hubcli, *_INIT, "contacts", "folk.csv")
    assert end.code == 0
    assert "6 sure, 2 for you to decide." in end.stdout


def test_standard_input_is_read_too(portal: Portal, inside: Inside, at: At) -> None:
    hubcli = at(portal())
    end = hubcli(*_INIT, "contacts", "-", "-o", "m.yaml", stdin=EXCEL.encode())
    assert end.code == 0
    assert "8 columns of stdin" in end.stdout


def test_what_was_said_about_the_portal_need_not_be_said_again(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    hubcli.put("my folk.csv", EXCEL)
    said = ("--portal", "4242", "--api-version", "2026-03", "--live")
    end = hubcli(*_INIT, "contacts", "my folk.csv", *said)
    assert end.code == 0, end.stderr
    assert next_line(end) == (
        "hubcli check contacts 'my folk.csv' -m contacts.mapping.yaml"
        " --api-version 2026-03 --portal 4242 --live"
    )
    assert typed(hubcli, next_line(end)).code == 5


def test_quiet_says_nothing(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("folk.csv", EXCEL)
    end = hubcli(*_INIT, "contacts", "folk.csv", "--quiet")
    assert (end.code, end.stdout, end.stderr) == (0, "", "")
    assert (hubcli.hubcli.folder / "contacts.mapping.yaml").exists()
