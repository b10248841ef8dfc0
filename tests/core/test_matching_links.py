"""Columns of ids of other records."""

import pytest

from hubcli.core.matching_links import linked_object
from tests.core.matching_schema import sample


@pytest.mark.parametrize(
    ("column", "cells", "name"),
    [
        ("Company ID", ["100000000005", " 7 "], "companies"),
        ("Record ID - Contact", ["1"], "contacts"),
        ("associated_deal_ids", ["1"], "deals"),
        ("Company ID", ["1", "weiss.example"], None),
        ("Company ID", [], None),
        ("Company", ["1"], None),
        ("Kunde ID", ["1"], None),
        ("ID", ["1"], None),
    ],
)
def test_the_header_names_the_object_and_the_cells_are_numbers(
    column: str, cells: list[str], name: str | None
) -> None:
    assert linked_object(sample(column, *cells)) == name
