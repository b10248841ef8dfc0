"""What a header may name, and how sure that is."""

import pytest

from hubcli.core.matching_headers import Evidence, Headers
from tests.core.matching_schema import SCHEMA

HEADERS = Headers(SCHEMA)


@pytest.mark.parametrize(
    ("header", "name", "evidence"),
    [
        ("email", "email", Evidence.NAME),
        ("E-mail", "email", Evidence.NAME),
        ("First Name", "firstname", Evidence.NAME),
        ("Phone number", "phone", Evidence.LABEL),
        ("Vorname", "firstname", Evidence.SYNONYM),
        ("Emial", "email", Evidence.SLIP),
        ("Email (work)", "email", Evidence.SLIP),
        ("Email [1]", "email", Evidence.SLIP),
        ("Customer status", "hs_lead_status", Evidence.PART),
    ],
)
def test_the_best_reason_counts(header: str, name: str, evidence: Evidence) -> None:
    assert HEADERS.named(header)[name] is evidence


@pytest.mark.parametrize("header", ["Xyzzy", "!!", "", "of"])
def test_what_nobody_calls_so_names_nothing(header: str) -> None:
    assert HEADERS.named(header) == {}
