"""The sample data: each file is used by the README, the good ones go through, the broken ones do not."""

from pathlib import Path

import pytest

from hubcli.errors import ExitCode
from tests.docs import blocks
from tests.docs.shell import ROOT, Shell

_FILES = sorted(path.name for path in (ROOT / "sample_data").iterdir())
_GOOD = {
    "contacts.csv": "contacts",
    "contacts.csv.gz": "contacts",
    "contacts.jsonl": "contacts",
    "companies.tsv": "companies",
    "deals.json": "deals",
    "tickets.yaml": "tickets",
}
_BROKEN = {
    "contacts_broken.csv": ("contacts", ExitCode.REFUSED),
    "contacts_cut.csv.gz": ("contacts", ExitCode.UNUSABLE),
    "contacts_broken.jsonl": ("contacts", ExitCode.REFUSED),
    "companies_broken.tsv": ("companies", ExitCode.REFUSED),
    "deals_broken.json": ("deals", ExitCode.REFUSED),
    "tickets_broken.yaml": ("tickets", ExitCode.REFUSED),
}
_MAPPING = "-m sample_data/deals_mapping.yaml"
_MAPPED = {
    "deals_export.csv": (_MAPPING, ExitCode.SUCCESS),
    "deals_export_broken.csv": (_MAPPING, ExitCode.REFUSED),
}
_OF_MAPPING_INIT = {
    "kunder.csv",
    "kunder_mapping.yaml",
    "kunder_by_hand.yaml",
    "hubspot.lock.json",
}
"""Walked through in the README, and tested in tests/end_to_end (test_mapping_init, test_fix)."""
_MAPPINGS = {
    "deals_mapping.yaml": ExitCode.SUCCESS,
    "deals_mapping_broken.yaml": ExitCode.UNUSABLE,
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_every_file_is_used_here_and_in_the_readme() -> None:
    assert sorted({*_GOOD, *_BROKEN, *_MAPPED, *_MAPPINGS, *_OF_MAPPING_INIT}) == _FILES
    assert [name for name in _FILES if f"sample_data/{name}" not in blocks.README] == []


@pytest.mark.parametrize(("name", "object_name"), _GOOD.items())
def test_a_good_file_is_created_to_the_last_row(shell: Shell, name: str, object_name: str) -> None:
    ended = shell.run(f"hubcli create {object_name} sample_data/{name} --rehearse")

    assert ended.exit_code == ExitCode.SUCCESS, ended.output
    assert "refused" not in ended.output


@pytest.mark.parametrize(("name", "object_name", "code"), [(n, *e) for n, e in _BROKEN.items()])
def test_a_broken_file_ends_as_its_faults_ask(
    shell: Shell, name: str, object_name: str, code: ExitCode
) -> None:
    ended = shell.run(f"hubcli create {object_name} sample_data/{name} --rehearse")

    assert ended.exit_code == code, ended.output


@pytest.mark.parametrize(("name", "mapping", "code"), [(n, *e) for n, e in _MAPPED.items()])
def test_an_export_goes_through_its_mapping(
    shell: Shell, name: str, mapping: str, code: ExitCode
) -> None:
    ended = shell.run(f"hubcli check deals sample_data/{name} {mapping} --rehearse")

    assert ended.exit_code == code, ended.output


@pytest.mark.parametrize(("name", "code"), _MAPPINGS.items())
def test_a_mapping_is_judged_beside_its_export(shell: Shell, name: str, code: ExitCode) -> None:
    ended = shell.run(
        f"hubcli check deals sample_data/deals_export.csv -m sample_data/{name} --rehearse"
    )

    assert ended.exit_code == code, ended.output
