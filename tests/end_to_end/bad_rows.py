"""300 rows of contacts of which some are bad, each in its own way, and what should be said of each."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.process import TOKEN

MAPPING = """\
object: contacts
columns:
  E-mail: email
  Name: firstname
  Stage: {property: lifecyclestage, as: enumeration, values: {Hot: opportunity}}
  Signed: {property: closedate, as: datetime, format: "%d/%m/%Y", zone: UTC}
  Notes: null
associations:
  - {to: companies, column: Company}
"""
HEADER = "E-mail,Name,Stage,Signed,Notes,Company"


@dataclass(frozen=True)
class Bad:
    """A cell that makes its row bad, and what is to be said of it."""

    column: str
    value: str
    code: str
    property: str | None
    by_hubspot: bool = False


BAD: Mapping[int, Bad] = {
    5: Bad("E-mail", "ada@", "INVALID_EMAIL", "email"),
    17: Bad("E-mail", "Taken@example.com", "ALREADY_EXISTS", "email", by_hubspot=True),
    88: Bad("Stage", "lukewarm", "INVALID_OPTION", "lifecyclestage"),
    101: Bad("Signed", "31/02/2026", "COULD_NOT_PARSE_DATE", "closedate"),
    140: Bad("Company", "acme.example.com", "INVALID_ASSOCIATION_IDENTIFIER", None),
    141: Bad("Company", "999999999", "INVALID_ASSOCIATION_IDENTIFIER", None, by_hubspot=True),
    199: Bad("E-mail", "nobody@example.lcom", "INVALID_EMAIL", "email", by_hubspot=True),
    250: Bad("E-mail", "twice@example.com", "DUPLICATE_KEY", "email"),
    251: Bad("E-mail", "TWICE@example.com", "DUPLICATE_KEY", "email"),
}
"""By the row's number from 0."""
RAGGED = 280
"""A row with a cell too many."""


@dataclass(frozen=True)
class Portal:
    """A portal with a company, and a contact that is there before."""

    emulator: RunningEmulator
    company: str

    @property
    def made(self) -> set[str]:
        """The e-mails of what came in besides."""
        held = {record.properties["email"] for record in self.emulator.store.records("contacts")}
        return held - {"taken@example.com"}

    @property
    def creates(self) -> int:
        """How many requests to create came."""
        paths = (request.path for request in self.emulator.requests)
        return sum(path.endswith("/contacts/batch/create") for path in paths)


def furnished(emulator: RunningEmulator) -> Portal:
    """Put a company and a contact into an empty portal."""

    def made(kind: str, properties: dict[str, str]) -> str:
        answer = httpx.post(
            f"{emulator.base_url}/crm/objects/2025-09/{kind}",
            headers={"authorization": f"Bearer {TOKEN}"},
            json={"properties": properties, "associations": []},
        )
        return str(answer.raise_for_status().json()["id"])

    made("contacts", {"email": "taken@example.com"})
    return Portal(emulator, made("companies", {"name": "Acme"}))


def cells(index: int, company: str) -> dict[str, str]:
    good = {
        "E-mail": f"p{index}@example.com",
        "Name": f"Person, {index}",
        "Stage": "Hot" if index % 2 else "lead",
        "Signed": "31/12/2025",
        "Notes": "two\nlines" if index % 10 == 0 else "",
        "Company": company,
    }
    bad = BAD.get(index)
    return good | {bad.column: bad.value} if bad else good


def rows(company: str) -> list[dict[str, str]]:
    return [cells(index, company) for index in range(300)]
