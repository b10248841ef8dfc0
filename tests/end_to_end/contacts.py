"""Contacts that are hard on importers, the same on every run."""

import random
from collections.abc import Iterable, Mapping

from hubcli.emulator.server import RunningEmulator

Contact = dict[str, str]

COLUMNS = ("email", "firstname", "lastname", "company", "phone", "zip", "jobtitle", "address")
_HARD = (
    "comma, here",
    'says "hi"',
    '"',
    "'",
    "two\nlines",
    "three\n\nlines",
    "semi;colon|pipe\ttab",
    "  spaces around  ",
    "\u00a0no-break\u00a0",
    "Zoë Ångström",
    "Ελένη Παπαδοπούλου",
    "Владимир",
    "王小明",
    "مرحبا",
    "עברית",
    "👩‍👩‍👧‍👦 family",
    "e\u0301 combining",
    "line\u2028separator",
    "NO",
    "null",
    "true",
    "~",
    "12:30:45",
    "2026-01-31",
    "1_000",
    "0x1F",
    "1e5",
    "NaN",
    "=SUM(A1)",
    "# no comment",
    "- no list",
    "key: value",
    "*alias &anchor !tag",
    "{[braces]}",
    "\\n backslash \\",
    "100%",
    "<b>html</b>",
    "[red]markup[/red]",
)
_WESTERN = tuple(
    text for text in _HARD if text == text.encode("cp1252", "replace").decode("cp1252")
)


def contacts(number: int = 1237, seed: int = 20260101, *, western: bool = False) -> list[Contact]:
    """Rows of every column; `western` keeps to what cp1252 can spell."""
    chance = random.Random(seed)
    hard = _WESTERN if western else _HARD

    def text() -> str:
        return chance.choice(hard) + ("" if chance.random() < 0.7 else f" {chance.choice(hard)}")

    return [
        {
            "email": f"person{index:05}@example.com",
            "firstname": text(),
            "lastname": text(),
            "company": text(),
            "phone": "00" + str(chance.randrange(10**9, 10**10)),
            "zip": f"{chance.randrange(10**5):05}",
            "jobtitle": str(chance.randrange(10**30, 10**31)),
            "address": hard[index % len(hard)],
        }
        for index in range(number)
    ]


def plain(number: int, start: int = 0) -> list[Contact]:
    """Rows with nothing special about them."""
    return [
        {"email": f"p{index:05}@example.com", "firstname": f"First {index}", "zip": f"{index:05}"}
        for index in range(start, start + number)
    ]


def held(
    emulator: RunningEmulator, columns: Iterable[str], kind: str = "contacts"
) -> dict[str, Contact]:
    """What the portal holds: by id, the columns that were sent."""
    wanted = tuple(columns)
    return {
        record.id: {name: record.properties[name] for name in wanted if name in record.properties}
        for record in emulator.store.records(kind)
    }


def by(rows: Iterable[Mapping[str, str]], column: str = "email") -> dict[str, dict[str, str]]:
    """Rows by one of their columns, which must be unique."""
    listed = list(rows)
    found = {row[column]: dict(row) for row in listed}
    assert len(found) == len(listed)
    return found
