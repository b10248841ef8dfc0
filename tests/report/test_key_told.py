"""What `schema add-key` tells: two sentences and the line to type next, or one document."""

import json
from dataclasses import replace

import pytest

from hubcli.report.key_told import KeyTold, tell_key
from tests.report.builders import written

_TOLD = KeyTold(
    object="deals",
    where="portal 4242 (STANDARD)",
    portal_id=4242,
    api_version="2025-09",
    rehearsal=False,
    name="hubcli_key",
    group="dealinformation",
    created=True,
)
_HEAD = "The unique property hubcli_key of deals in portal 4242 (STANDARD)"


def test_a_key_that_was_created() -> None:
    to = written()
    tell_key(_TOLD, to.streams, json=False, quiet=False)
    assert to.out.getvalue().splitlines() == [
        f"{_HEAD} was created, in the group dealinformation.",
        "With this line in the mapping, hubcli fills it for every row:",
        "key: {property: hubcli_key, fill: row}",
    ]
    assert to.err.getvalue() == ""


def test_a_key_that_was_there() -> None:
    to = written()
    tell_key(replace(_TOLD, created=False, group=""), to.streams, json=False, quiet=False)
    assert to.out.getvalue().startswith(f"{_HEAD} was there already, and nothing was done.\n")


def test_nothing_where_all_went_well_and_quiet_is_wanted() -> None:
    to = written()
    tell_key(_TOLD, to.streams, json=False, quiet=True)
    assert to.out.getvalue() == ""


def test_a_portals_text_moves_no_cursor() -> None:
    to = written()
    tell_key(replace(_TOLD, group="g\x1b[2J"), to.streams, json=False, quiet=False)
    assert "\x1b" not in to.out.getvalue()


@pytest.mark.parametrize("quiet", [True, False])
def test_the_document(*, quiet: bool) -> None:
    to = written()
    tell_key(_TOLD, to.streams, json=True, quiet=quiet)
    assert json.loads(to.out.getvalue()) == {
        "hubcli": 1,
        "command": "schema add-key",
        "status": "success",
        "exitCode": 0,
        "object": "deals",
        "portalId": 4242,
        "apiVersion": "2025-09",
        "rehearsal": False,
        "property": "hubcli_key",
        "group": "dealinformation",
        "created": True,
        "mapping": "key: {property: hubcli_key, fill: row}",
    }
