import io
import os
import stat
from pathlib import Path

import pytest

from hubcli.errors import UnusableError, UsageError
from hubcli.runs.folder import check_writable, keep_stdin, new_run


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_run_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        run = new_run(tmp_path / "home")
        keep_stdin(io.BytesIO(b"x"), run.stdin)
    finally:
        os.umask(before)
    assert [_mode(path) for path in (tmp_path / "home", tmp_path / "home" / "runs", run.path)] == [
        0o700
    ] * 3
    assert _mode(run.stdin) == 0o600


def test_ids_differ_and_sort_by_time(tmp_path: Path) -> None:
    runs = [new_run(tmp_path) for _ in range(50)]
    assert len({run.id for run in runs}) == 50
    stamps = [run.id[:15] for run in runs]
    assert stamps == sorted(stamps)


def test_its_files(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    assert run.file("rejects", ".csv").name == "rejects.csv"
    assert run.file("rejects", ".csv", 2).name == "rejects-2.csv"
    assert {run.journal.parent, run.portal.parent, run.stdin.parent} == {run.path}


def test_a_run_that_never_began_leaves_no_trace(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    run.journal.write_text("x")
    run.remove()
    run.remove()
    assert not run.path.exists()


def test_a_home_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableError) as caught:
        new_run(tmp_path / "file" / "home")
    assert "HUBCLI_HOME" in caught.value.hint


def test_standard_input_that_can_not_be_kept(tmp_path: Path) -> None:
    with pytest.raises(UnusableError):
        keep_stdin(io.BytesIO(b"x"), tmp_path / "gone" / "stdin")


def test_a_result_may_replace_a_file_and_leaves_it_until_then(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    check_writable(path, [])
    path.write_text("old")
    check_writable(path, [tmp_path / "in.csv"])
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("kind", ["itself", "link", "hard link"])
def test_a_result_never_replaces_an_input(kind: str, tmp_path: Path) -> None:
    given, out = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text("x")
    if kind == "itself":
        out = tmp_path / "." / "in.csv"
    elif kind == "link":
        out.symlink_to(given)
    else:
        out.hardlink_to(given)
    with pytest.raises(UsageError, match="input"):
        check_writable(out, [given])


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", Path("/dev/null"), tmp_path, tmp_path / "gone" / "x"):
        with pytest.raises(UnusableError):
            check_writable(place, [])
