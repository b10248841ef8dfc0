import pytest

from hubcli.core.bad_cells import BadCell
from hubcli.core.casts import reader_of
from hubcli.core.mapping import Cast, Kind
from hubcli.core.schema import Option, Property
from hubcli.core.truth import FALSE, TRUE, truth_of

BOOLEAN = Cast(Kind.BOOLEAN)


def labelled(yes: str, no: str) -> Property:
    return Property("agreed", type="bool", options=(Option("true", yes), Option("false", no)))


def code(prop: Property | None, cell: str) -> str:
    with pytest.raises(BadCell) as found:
        reader_of(BOOLEAN, prop)(cell)
    return found.value.code


def test_no_word_means_both() -> None:
    assert TRUE.isdisjoint(FALSE)
    assert {word.casefold() for word in TRUE | FALSE} == TRUE | FALSE


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *(
            (word, "true")
            for word in ("Ja", "OUI", "Sí", "Si\u0301", "Kyllä", "VRAI", "SANN", "On", "Tak")
        ),
        *((word, "false") for word in ("Nei", "NON", "Ei", "FAUX", "USANN", "Off", "Nie", " não ")),
    ],
)
def test_the_words_that_people_use(cell: str, value: str) -> None:
    assert reader_of(BOOLEAN)(cell) == value


@pytest.mark.parametrize("word", ["ne", "na", "o", "maybe", ""])
def test_words_that_may_mean_either_are_none(word: str) -> None:
    assert truth_of(word) is None
    assert code(None, word) == "INVALID_OPTION"


def test_the_labels_of_the_property_are_words_too() -> None:
    read = reader_of(BOOLEAN, labelled("Member", "Guest"))
    assert [read(cell) for cell in ("member", "Guest", "yes", "false")] == [
        "true",
        "false",
        "true",
        "false",
    ]


def test_a_label_that_says_the_contrary_is_ambiguous() -> None:
    assert code(labelled("No", "Yes"), "yes") == "AMBIGUOUS_ENUMERATION_OPTION"
    assert code(labelled("Same", "SAME"), "same") == "AMBIGUOUS_ENUMERATION_OPTION"


def test_options_that_are_not_true_and_false_are_no_labels() -> None:
    odd = Property("agreed", type="bool", options=(Option("1", "Member"),))
    assert code(odd, "member") == "INVALID_OPTION"
