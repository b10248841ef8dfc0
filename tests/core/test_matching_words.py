"""Words as headers have them: without case, accents and signs, in several languages, with slips."""

import pytest

from hubcli.core.matching_words import bare, parts_of, slips, synonyms


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("E-post", "epost"),
        ("Straße", "strasse"),
        ("Prénom", "prenom"),
        ("BELØP", "belop"),
        ("Nom de l'entreprise", "nomdelentreprise"),
        ("Ærlig", "aerlig"),
        ("  first_name ", "firstname"),
        ("Łódź", "lodz"),
        ("!?", ""),
        ("会社", "会社"),
    ],
)
def test_words_are_compared_bare(word: str, expected: str) -> None:
    assert bare(word) == expected


def test_a_header_has_parts() -> None:
    assert parts_of("Lead_status (old)") == {"lead", "status", "old"}
    assert parts_of("--") == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("emial", "email", True),
        ("emaill", "email", True),
        ("emai", "email", False),
        ("firsname", "firstname", True),
        ("firstnane", "firstname", True),
        ("lastname", "firstname", False),
        ("city", "cite", False),
    ],
)
def test_one_slip_of_the_pen_is_near(one: str, other: str, near: bool) -> None:  # noqa: FBT001
    assert bool(slips(one) & slips(other)) is near


@pytest.mark.parametrize(
    ("object_name", "word", "name"),
    [
        ("contacts", "Fornavn", "firstname"),
        ("contacts", "Etternavn", "lastname"),
        ("contacts", "E-post", "email"),
        ("contacts", "Telefon", "phone"),
        ("contacts", "Stilling", "jobtitle"),
        ("contacts", "By", "city"),
        ("contacts", "Postnummer", "zip"),
        ("contacts", "Firma", "company"),
        ("contacts", "Nachname", "lastname"),
        ("contacts", "Prénom", "firstname"),
        ("contacts", "Correo electrónico", "email"),
        ("companies", "Firma", "name"),
        ("companies", "Bransje", "industry"),
        ("deals", "Beløp", "amount"),
        ("deals", "Montant", "amount"),
        ("tickets", "Betreff", "subject"),
        ("products", "Stykkpris", "price"),
    ],
)
def test_people_call_properties_so(object_name: str, word: str, name: str) -> None:
    assert name in synonyms(object_name)[bare(word)]


def test_nobody_knows_the_words_of_a_custom_object() -> None:
    assert not synonyms("2-123")
