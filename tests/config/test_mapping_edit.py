"""A mapping file that hubcli changes says what it said with the change, and looks as it looked."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hubcli.config.mapping_edit import edited
from hubcli.config.mapping_file import parse_mapping
from hubcli.core.changes import Change, SetCast, SetKey, SetProperty, SetValues
from hubcli.core.fixed_rules import with_changes
from hubcli.core.mapping import Cast, Kind, MappingRules
from hubcli.core.mapping_lines import word
from hubcli.errors import MappingError, UnusableError

DATE = Cast(Kind.DATE, format="%d.%m.%Y")
NUMBER = Cast(Kind.NUMBER, decimal=",", thousands=" ")
OPTION = Cast(Kind.ENUMERATION)


def changed(text: str, *changes: Change) -> str:
    return edited(text, "m.yaml", "contacts", changes)


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (
            "  A: b   # why",
            SetCast("A", DATE),
            "  A: {property: b, as: date, format: dd.mm.yyyy}   # why",
        ),
        ('  A: "b"', SetCast("A", OPTION), '  A: {property: "b", as: enumeration}'),
        ("  A: b", SetValues("A", {"x": "w"}), "  A: {property: b, values: {x: w}}"),
        ("  A: b", SetProperty("A", "c"), "  A: c"),
        ("  A: b # x", SetProperty("A", None), "  A: null # x"),
        (
            "  A: {property: b}  # c",
            SetCast("A", OPTION),
            "  A: {property: b, as: enumeration}  # c",
        ),
        (
            "  A: {property: b, as: date, format: dd/mm/yyyy}",
            SetCast("A", DATE),
            "  A: {property: b, as: date, format: dd.mm.yyyy}",
        ),
        (
            "  A: {property: b, as: date, format: dd/mm/yyyy}",
            SetCast("A", OPTION),
            "  A: {property: b, as: enumeration}",
        ),
        (
            "  A: {format: dd/mm/yyyy, property: b, as: date}",
            SetCast("A", OPTION),
            "  A: {property: b, as: enumeration}",
        ),
        (
            "  A: {property: b, values: {x: y, z: w}}",
            SetValues("A", {"x": "q", "k": "v"}),
            "  A: {property: b, values: {x: q, z: w, k: v}}",
        ),
        ("  A: {property: b}", SetProperty("A", "c"), "  A: {property: c}"),
        ("  A: {property: b}", SetProperty("A", None), "  A: null"),
        (
            "  A:\n    property: b   # p\n    # below\n  C: d",
            SetCast("A", NUMBER),
            '  A:\n    property: b   # p\n    as: number\n    decimal: ","\n    thousands: " "\n    # below\n  C: d',
        ),
        (
            "  A:   # head\n    property: b\n    as: date\n    format: dd/mm/yyyy\n  C: d",
            SetCast("A", OPTION),
            "  A:   # head\n    property: b\n    as: enumeration\n  C: d",
        ),
        (
            "  A:   # head\n    property: b\n    values:\n      x: y\n\n  C: d",
            SetValues("A", {"x": "1", "n: m": "o"}),
            '  A:   # head\n    property: b\n    values:\n      x: "1"\n      "n: m": o\n\n  C: d',
        ),
        (
            "  A:   # head\n    property: b\n  C: d",
            SetProperty("A", None),
            "  A: null   # head\n  C: d",
        ),
        ("  ? A\n  : b", SetCast("A", OPTION), "  ? A\n  : {property: b, as: enumeration}"),
        (
            "  {A: b, C: d}",
            SetCast("C", OPTION),
            "  {A: b, C: {property: d, as: enumeration}}",
        ),
        ("  A: b", SetCast("Z", OPTION), "  A: b"),
    ],
)
def test_one_line_changes_and_no_other(before: str, change: Change, after: str) -> None:
    head, tail = "# ours\nobject: contacts\ncolumns:\n", "\n# the end\nempty: omit # e\n"
    assert changed(head + before + tail, change) == head + after + tail


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("columns: {A: b}\n", "columns: {A: b}\nduplicates: first\n"),
        ("columns: {A: b}", "columns: {A: b}\nduplicates: first"),
        ("duplicates: refuse # x\ncolumns: {A: b}\n", "duplicates: first # x\ncolumns: {A: b}\n"),
        (
            "associations: [{to: companies, column: C}]\ncolumns: {A: b}\n",
            "associations: [{to: companies, column: C}]\ncolumns: {A: b}\nduplicates: first\n",
        ),
        ('{"columns": {"A": "b"}}', '{"columns": {"A": "b"}, duplicates: first}'),
        ("columns:\n  A: b\n  # end\n", "columns:\n  A: b\nduplicates: first\n  # end\n"),
    ],
)
def test_a_word_on_the_whole_mapping(before: str, after: str) -> None:
    assert changed(before, SetKey("duplicates", "first")) == after


def test_without_columns_there_is_nothing_to_change() -> None:
    text = "properties: {a: b}\n"
    assert changed(text, SetCast("A", DATE)) == text


def test_a_text_that_is_no_mapping_is_told_as_ever() -> None:
    with pytest.raises(MappingError, match="expected a mapping"):
        changed("- a\n", SetCast("A", DATE))


@pytest.mark.parametrize(
    "text",
    [
        "columns:\n  A: &x b\nproperties:\n  c: *x\n",
        "columns:\n  ? A\n  : # w\n    property: b\n",
        "columns:\n  A: >\n    b\n",
        "columns:\n  A:\n    >-\n    b\n",
    ],
)
def test_what_is_written_in_a_way_of_its_own_is_changed_rightly_or_not_at_all(text: str) -> None:
    for change in (SetCast("A", DATE), SetProperty("A", None), SetValues("A", {"x": "y"})):
        assert_right(text, change)


def assert_right(text: str, *changes: Change) -> None:
    rules = parse_mapping(text, "m", "contacts")
    try:
        new = edited(text, "m", "contacts", changes)
    except UnusableError:
        return
    assert meant(parse_mapping(new, "m", "contacts")) == meant(with_changes(rules, changes))


def meant(rules: MappingRules) -> list[object]:
    columns = [(r.column, r.property, r.cast, r.values, r.write, r.clear) for r in rules.columns]
    return [*columns, rules.key and rules.key.property, rules.duplicates, rules.empty]


TEXTS = st.text(min_size=1, max_size=8).filter(
    lambda text: text.isprintable() and text.strip() and text[0] != "_"
)
VALUES = st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3)
COLUMNS = st.lists(
    st.tuples(
        TEXTS,
        st.sampled_from(["plain", "braces", "block", "null"]),
        st.none() | VALUES,
        st.sampled_from(["", "as: date", "as: number"]),
        st.sampled_from(["", "   # a comment: {x}", " #"]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda column: column[0],
)
CASTS = st.sampled_from([DATE, NUMBER, OPTION, Cast(Kind.TEXT)])


def written(columns: list[tuple[str, str, dict[str, str] | None, str, str]]) -> str:
    lines = ["object: contacts   # o", "columns:  # all of them", "", "  # first"]
    for number, (name, form, values, cast, comment) in enumerate(columns):
        key, prop = word(name), f"p{number}"
        told = [f"property: {prop}", *([cast] if cast else [])]
        if values:
            pairs = ", ".join(f"{word(cell)}: {word(value)}" for cell, value in values.items())
            told.append(f"values: {{{pairs}}}")
        match form:
            case "plain":
                lines.append(f"  {key}: {prop}{comment}")
            case "null":
                lines.append(f"  {key}: null{comment}")
            case "braces":
                lines.append(f"  {key}: {{{', '.join(told)}}}{comment}")
            case "block":
                lines += [f"  {key}:{comment}", *(f"      {one}{comment}" for one in told), ""]
    lines += ["  # last", "associations:", "  - {to: companies, column: Cid}", "empty: omit", ""]
    return "\n".join(lines)


@settings(max_examples=150, deadline=None)
@given(COLUMNS, st.data())
def test_any_change_of_any_mapping_is_that_change(
    columns: list[tuple[str, str, dict[str, str] | None, str, str]], data: st.DataObject
) -> None:
    text = written(columns)
    fed = [name for name, form, _, _, _ in columns if form != "null"]
    if not fed:
        return
    names = st.sampled_from(fed)
    change: st.SearchStrategy[Change] = st.one_of(
        st.builds(SetCast, names, CASTS),
        st.builds(SetValues, names, VALUES),
        st.builds(SetProperty, names, st.just("other")),
        st.builds(SetKey, st.just("empty"), st.just("clear")),
    )
    changes = data.draw(st.lists(change, min_size=1, max_size=3).filter(goes_together))
    rules = parse_mapping(text, "m", "contacts")
    new = edited(text, "m", "contacts", changes)
    assert meant(parse_mapping(new, "m", "contacts")) == meant(with_changes(rules, changes))
    assert yaml.safe_load(new)


def goes_together(changes: list[Change]) -> bool:
    """One column only can feed the other property."""
    return len({one.column for one in changes if isinstance(one, SetProperty)}) <= 1
