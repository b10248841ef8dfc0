"""The mapping file that `mapping init` writes: whole where it is sure, and never led astray by a cell."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from hubcli.config.mapping_draft import Draft, write_draft
from hubcli.config.mapping_file import parse_mapping
from hubcli.core.mapping import Cast, Kind, SourceOptions
from hubcli.core.matching import Because, Candidate, LeftOut, Match, Sure, Unsure
from hubcli.core.matching_cells import Sample
from hubcli.core.matching_headers import Evidence

DATE = Cast(Kind.DATE, format="%d.%m.%Y")


def draft(*matches: Match, **more: object) -> str:
    said = {
        "object": "contacts",
        "file": "a.csv",
        "rows": 3,
        "is_all": True,
        "source": SourceOptions(),
    }
    return write_draft(Draft(matches=matches, **{**said, **more}))  # type: ignore[arg-type]


def candidate(name: str, cast: Cast | None = None, **more: object) -> Candidate:
    return Candidate(name, name.title(), cast, more.pop("evidence", Evidence.NAME), **more)  # type: ignore[arg-type]


def sample(column: str, *cells: str) -> Sample:
    return Sample(column, dict.fromkeys(cells, 1))


def test_sure_lines_are_plain_and_the_file_is_whole() -> None:
    text = draft(
        Sure(sample("Email", "a@x.no"), candidate("email")),
        Sure(sample("Fornavn"), candidate("firstname", evidence=Evidence.SYNONYM)),
        Sure(sample("Tlf"), candidate("phone", evidence=Evidence.SYNONYM)),
        LeftOut(sample("Create Date"), "createdate"),
        source=SourceOptions("csv", "cp1252", "\t"),
        key="email",
        phones=frozenset({"phone"}),
    )
    assert text == (
        '# Made from all 3 rows of "a.csv".\n'
        "object: contacts\n"
        "source: {format: csv, encoding: cp1252, delimiter: tab}\n"
        "columns:\n"
        "  Email: email\n"
        "  Fornavn: firstname   # Firstname\n"
        "  Tlf: phone   # Phone; as written; `as: phone, country: XX` makes +… of it\n"
        "  Create Date: null   # createdate can't be written: not sent\n"
        "key: email\n"
    )
    rules = parse_mapping(text, "m", "contacts")
    assert [rule.property for rule in rules.columns] == ["email", "firstname", "phone", None]


def test_the_two_ways_of_an_unsure_column_are_one_sign_away() -> None:
    text = draft(
        Unsure(
            sample("Dato", "03/04/2026"),
            Because.WAYS,
            (
                candidate("born", Cast(Kind.DATE, format="%d/%m/%Y")),
                candidate("born", Cast(Kind.DATE, format="%m/%d/%Y")),
            ),
        ),
        is_all=False,
        rows=1000,
    )
    lines = text.splitlines()
    assert lines[:2] == [
        '# Made from the first 1,000 rows of "a.csv".',
        "# Columns without a line are refused: take the # from the one line of each that is right.",
    ]
    assert lines[4:8] == [
        '  # ? Dato can be read in more ways than one; it has "03/04/2026"',
        "  #Dato: {property: born, as: date, format: dd/mm/yyyy}   # Born; takes 1 of 1 different cells",
        "  #Dato: {property: born, as: date, format: mm/dd/yyyy}   # Born; takes 1 of 1 different cells",
        "  #Dato: null   # not sent",
    ]
    for choice in (5, 6, 7):
        taken = [
            line.replace("#Dato", "Dato") if n == choice else line for n, line in enumerate(lines)
        ]
        assert len(parse_mapping("\n".join(taken), "m", "contacts").columns) == 1


def test_cells_that_will_be_refused_are_told_above_their_line() -> None:
    bad = ("a", "b\n", "c", "d")
    text = draft(Sure(sample("Born", *bad, "1"), candidate("born", DATE, share=0.2, bad=bad)))
    assert '  # ? 4 of 5 different cells will be refused: "a", "b\\n", "c" …\n  Born: {' in text


def test_an_assumed_encoding_is_told_with_words_to_judge_it_by() -> None:
    text = draft(doubtful_words=("Bjørn", "Ås"), source=SourceOptions("csv", "cp1252"))
    assert 'Are these words right? "Bjørn", "Ås"\nsource: {format: csv, encoding: cp1252}\n' in text


def test_a_column_of_ids_may_be_an_association() -> None:
    text = draft(Unsure(sample("Company ID", "7", "8"), Because.NOTHING))
    line = "associations: [{to: companies, column: Company ID}]"
    assert f"  # If these are record ids, leave it at that and write at the end: {line}\n" in text
    assert parse_mapping(f"columns: {{A: email}}\n{line}", "m", "contacts").associations


def test_one_row_is_one() -> None:
    assert draft(rows=1).startswith('# Made from the one row of "a.csv".\n')


def test_without_a_key_the_way_to_one_is_told() -> None:
    assert "#key: {property: hubcli_key, fill: row}\n" in draft()


ANY = st.text(max_size=30) | st.sampled_from(
    ["a: b", "- x", "*y", "!z", "# c", "\x85", "x" * 2_000]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(ANY.filter(bool), ANY, st.sampled_from(Because)), unique_by=lambda one: one[0]
    )
)
def test_no_header_and_no_cell_makes_a_line_of_its_own(
    columns: list[tuple[str, str, Because]],
) -> None:
    columns = [one for one in columns if one[0].encode("utf-8", "ignore").decode() == one[0]]
    columns = [one for one in columns if "\0" not in one[0] and not one[0].startswith("_")]
    matches = [
        Unsure(sample(name, cell), because, (candidate(f"p{number}", DATE, bad=(cell,)),))
        for number, (name, cell, because) in enumerate(columns)
    ]
    text = draft(*matches, doubtful_words=[cell for _, cell, _ in columns], key="email")
    commented = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert commented == ["object: contacts", "columns:", "key: email"]
    # Every first candidate taken: what is quoted must be read back as it was.
    taken = re.sub(r"^  #(?![ ])", "  ", text, flags=re.MULTILINE)
    taken = "\n".join(line for line in taken.split("\n") if not line.endswith("null   # not sent"))
    taken = taken.replace("key: email", "")
    if columns and not any(len(name) > 150 for name, _, _ in columns):
        rules = parse_mapping(taken, "m", "contacts")
        assert [rule.column for rule in rules.columns] == [name for name, _, _ in columns]


def test_a_header_longer_than_a_key_may_be_is_read_back() -> None:
    name = "x " * 1_000 + "end"
    text = draft(Sure(sample(name, "a"), candidate("firstname")))
    assert parse_mapping(text, "m", "contacts").columns[0].column == name
