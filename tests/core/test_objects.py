import pytest

from hubcli.core.objects import OBJECT_TYPES, canonical, near


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("contacts", "contacts"),
        ("contact", "contacts"),
        ("CONTACT", "contacts"),
        (" Company ", "companies"),
        ("0-3", "deals"),
        ("line item", "line_items"),
        ("Line-Items", "line_items"),
        ("LINE_ITEM", "line_items"),
        ("tax", "taxes"),
        ("postal mail", "postal_mail"),
        ("payments", "commerce_payments"),
        ("goal", "goal_targets"),
        ("0-970", "projects"),
        ("0-9999", "0-9999"),
        ("2-77", "2-77"),
        ("p42_Cars", "p42_Cars"),
        ("Cars", "Cars"),
        ("", ""),
    ],
)
def test_every_known_form_has_one_name_and_what_is_unknown_stays(form: str, name: str) -> None:
    assert canonical(form) == name


def test_a_canonical_name_is_its_own() -> None:
    assert [canonical(kind.name) for kind in OBJECT_TYPES] == [kind.name for kind in OBJECT_TYPES]


def test_no_form_means_two_types() -> None:
    forms = [
        form
        for kind in OBJECT_TYPES
        for form in {kind.name, kind.singular, kind.type_id or kind.name, *kind.other_names}
    ]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("contcats", "contacts"),
        ("Compnay", "companies"),
        ("deal s", "deals"),
        ("tikets", "tickets"),
    ],
)
def test_a_misspelled_type_is_recognised(word: str, first: str) -> None:
    assert near(word)[0] == first


def test_nothing_is_near_a_strange_word() -> None:
    assert near("zzzzzz") == []
