"""The lines that hubcli proposes for a mapping file, read back as a mapping file."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hubcli.config.mapping_file import load_mapping
from hubcli.core.mapping import Cast, ColumnRule, Kind, Write
from hubcli.core.mapping_lines import column_line
from hubcli.core.proposing_numbers import _SIGNS
from hubcli.core.rows import RESERVED_COLUMNS
from hubcli.errors import Place

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"),
    min_size=1,
    max_size=12,
)
NAMES = TEXTS.filter(lambda text: text.strip() == text and text not in RESERVED_COLUMNS)
CASTS = st.one_of(
    st.sampled_from(
        [
            Cast(Kind.TEXT),
            Cast(Kind.BOOLEAN),
            Cast(Kind.ENUMERATION),
            Cast(Kind.ENUMERATIONS, separator=", "),
            Cast(Kind.DATE, "%d.%m.%Y"),
            Cast(Kind.DATE, "%d %b %Y"),
            Cast(Kind.DATE, "%Y-%m-%dT%H:%M:%S%z"),
            Cast(Kind.DATETIME, "%m/%d/%Y %I:%M %p", zone="Europe/Oslo"),
            Cast(Kind.DATETIME, zone="UTC"),
        ]
    ),
    st.sampled_from(_SIGNS).map(
        lambda signs: Cast(Kind.NUMBER, decimal=signs[0], thousands=signs[1])
    ),
)


@given(
    st.builds(
        ColumnRule,
        NAMES,
        st.sampled_from(["industry", "hs_lead_status"]),
        st.just(Place("m.yaml", 1)),
        st.none() | CASTS,
        st.none() | st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3),
        st.sampled_from(Write),
        st.none() | NAMES,
    )
)
def test_a_line_means_what_it_says(rule: ColumnRule) -> None:
    assert _read(column_line(rule)) == rule


def _read(line: str) -> ColumnRule:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.yaml"
        path.write_text(f"object: contacts\ncolumns:\n  {line}\n", encoding="utf-8")
        (rule,) = load_mapping(str(path), "contacts").columns
    return ColumnRule(
        rule.column,
        rule.property,
        Place("m.yaml", 1),
        rule.cast,
        rule.values,
        rule.write,
        rule.clear,
    )
