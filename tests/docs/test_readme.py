"""The README says what is so: its output is real, its tables are the code's, its commands run."""

import re

import pytest
from cogapp import Cog  # type: ignore[import-untyped]

from hubcli.cli.app import app
from hubcli.config import associations, columns, mapping_file
from hubcli.config.mapping_file import parse_mapping
from hubcli.core.mapping import Kind
from tests.docs import blocks, reference
from tests.docs.blocks import Generated

_FIRST_SCREEN = 50
_ENVIRONMENT = (
    "(python3 -m venv .venv || python3 -m pip --python .venv/bin/python install -q pip)"
    " && .venv/bin/pip install -q "
)
_TRY = "'.[emulator]' && .venv/bin/hubcli create contacts sample_data/contacts.csv --rehearse"
_TEST = (
    "'pip>=25.1' && .venv/bin/pip install -q -e '.[emulator]' --group test"
    " && .venv/bin/pytest -q -n auto"
)


@pytest.mark.parametrize("block", blocks.generated(), ids=lambda block: block.name)
def test_a_generated_block_is_what_it_would_be_now(block: Generated) -> None:
    """Commands run anew; their exit codes are checked on the way. `cogapp -r README.md` mends it."""
    cog = Cog()
    cog.options.prologue = "from tests.docs.shown import *"

    assert cog.process_string(block.whole) == block.whole


@pytest.mark.parametrize(("heading", "rest"), [("Try it", _TRY), ("Test it", _TEST)])
def test_the_first_screen_has_one_line_to_try_and_one_to_test(heading: str, rest: str) -> None:
    assert list(blocks.fenced("sh", blocks.section(heading))) == [_ENVIRONMENT + rest]
    assert f"## {heading}" in blocks.README.splitlines()[:_FIRST_SCREEN]


def test_every_other_command_is_run_by_a_generated_block() -> None:
    lines = list(blocks.fenced("sh", blocks.by_hand()))

    assert [line.startswith(_ENVIRONMENT) for line in lines] == [True, True]


def test_every_command_has_its_help_in_the_reference() -> None:
    names = {one.callback.__name__ for one in app.registered_commands if one.callback}

    told = set(re.findall(r"^### hubcli (\w+)$", blocks.section("Commands"), re.MULTILINE))
    assert told == names


def test_every_code_of_hubcli_is_explained_and_no_other() -> None:
    assert reference.codes_in_source() == set(reference.CODES)


def test_the_mapping_reference_names_every_key() -> None:
    told = set(re.findall(r"`(\w+)`|\b(\w+):", blocks.section("Mapping file")))
    words = {word for pair in told for word in pair}

    assert words.issuperset(mapping_file._KEYS)
    assert words.issuperset(columns._KEYS)
    assert words.issuperset(associations._KEYS)
    assert words.issuperset(Kind)


@pytest.mark.parametrize("text", list(blocks.fenced("yaml", blocks.by_hand())))
def test_every_piece_of_a_mapping_can_be_used(text: str) -> None:
    column = "" if "fill" in text or text.startswith("columns:") else "columns: {E-mail: email}\n"

    parse_mapping(column + text, "README.md", "contacts")


def test_every_link_inside_the_page_leads_somewhere() -> None:
    assert blocks.links() <= blocks.anchors()
