import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.sameness import holds, is_text, same
from hubcli.core.schema import ObjectSchema, Property

SCHEMA = ObjectSchema(
    "contacts",
    {
        name: Property(name, type=kind)
        for name, kind in (
            ("amount", "number"),
            ("born", "date"),
            ("seen", "datetime"),
            ("tags", "enumeration"),
            ("email", "string"),
            ("website", "string"),
            ("note", "string"),
        )
    },
)


@pytest.mark.parametrize(
    ("name", "sent", "held"),
    [
        ("note", "x", "x"),
        ("note", " x ", "x"),
        ("note", "", None),
        ("note", "  ", None),
        ("unknown", "x", "x"),
        ("email", " Ada@Example.com", "ada@example.com"),
        ("website", "https://Example.com/", "example.com"),
        ("domain", "http://example.com", "EXAMPLE.com"),
        ("amount", "1.50", "1.5"),
        ("amount", "1e3", "1000"),
        ("born", "2026-03-31", "1774915200000"),
        ("born", "1774915200000", "2026-03-31"),
        ("seen", "2026-03-31T10:00:00+02:00", "2026-03-31T08:00:00Z"),
        ("seen", "2026-03-31T08:00:00.000Z", "1774944000000"),
        ("tags", "A;B", "B;A"),
        ("tags", ";A", "A"),
    ],
)
def test_known_normalisation_is_the_same(name: str, sent: str, held: str | None) -> None:
    assert same(name, sent, held, SCHEMA)


@pytest.mark.parametrize(
    ("name", "sent", "held"),
    [
        ("note", "x", None),
        ("note", "x", "X"),
        ("email", "a@b.co", "c@b.co"),
        ("website", "a.com", "b.com"),
        ("unknown", "1.50", "1.5"),
        ("amount", "1.5", "1.6"),
        ("amount", "x", "y"),
        ("amount", "1", "x"),
        ("amount", "sNaN", "1"),
        ("amount", "nan", "NaN"),
        ("born", "x", "y"),
        ("born", "2026-03-31", "2026-04-01"),
        ("seen", "9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+10:00"),
        ("seen", "9" * 30, "8" * 30),
        ("tags", "A;B", "A"),
        ("tags", "X;A", "A"),
    ],
)
def test_anything_else_is_not(name: str, sent: str, held: str | None) -> None:
    assert not same(name, sent, held, SCHEMA)


def test_a_record_holds_all_values_or_it_is_another() -> None:
    sent = {"email": "A@b.co", "note": "x", "amount": ""}
    assert holds(sent, {"email": "a@b.co", "note": "x", "createdate": "…"}, SCHEMA)
    assert not holds(sent, {"email": "a@b.co"}, SCHEMA)
    assert not holds(sent, {"email": "a@b.co", "note": "x", "amount": "0"}, SCHEMA)


@given(st.sampled_from(sorted(SCHEMA.properties)), st.text(), st.none() | st.text())
def test_no_text_is_too_strange_to_compare(name: str, sent: str, held: str | None) -> None:
    assert same(name, sent, sent, SCHEMA)
    assert same(name, sent, held, SCHEMA) in {True, False}


FORMS = ["x", " X", "x;y", "y;x", "1", "1.0", "https://x/", "2026-03-31", "1774915200000", "", " "]


@pytest.mark.parametrize("name", [*SCHEMA.properties, "domain", "unknown"])
def test_of_a_text_only_case_and_outer_space_may_differ(name: str) -> None:
    pairs = [(sent, held) for sent in FORMS for held in (*FORMS, None)]
    folded = {
        sent.strip().lower() == (held or "").strip().lower()
        for sent, held in pairs
        if same(name, sent, held, SCHEMA)
    }
    assert is_text(name, SCHEMA) == (folded == {True})
