"""A bug ends with 1, and says so without values; what it says is what the work noted."""

import pytest

from hubcli.cli.ending import concluded
from hubcli.cli.requests import Asked
from hubcli.errors import ExitCode
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter


def _buggy(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    error = KeyError("pat-na1-secret")
    error.add_note("Rows may have been sent: see journal.db.")
    raise error


def test_a_bug_is_told_without_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert concluded(Asked("create", "contacts", ("data.csv",)), _buggy) == ExitCode.BUG
    said = capsys.readouterr().err
    assert "a bug in hubcli (KeyError)" in said
    assert "Rows may have been sent: see journal.db." in said
    assert "pat-na1-secret" not in said
