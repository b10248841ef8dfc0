import pytest

from hubcli.core.outcomes import Stop
from hubcli.core.undo_results import UndoCounts, exit_code_of
from hubcli.errors import ExitCode


@pytest.mark.parametrize(
    ("left", "stop", "code"),
    [
        (0, None, 0),
        (1, None, 3),
        (1, Stop(ExitCode.ACCOUNT, "x"), 4),
        (0, Stop(ExitCode.INTERRUPTED, "x"), 130),
    ],
)
def test_the_exit_code(left: int, stop: Stop | None, code: int) -> None:
    counts = UndoCounts(created=9, archived=3, left=left, planned=2, open=3)
    assert exit_code_of(counts, stop) == code
    assert counts.not_sent == 5
