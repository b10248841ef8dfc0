"""Where a run's files may go: never over an input, never two into one, never under a wrong name."""

from pathlib import Path

import pytest

from hubcli.cli.app import run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUBCLI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HUBCLI_CONFIG", str(tmp_path / "config"))
    (tmp_path / "y.csv").write_text("email,firstname\nbad@,A\n", encoding="utf-8")
    (tmp_path / "x-2.csv").write_text("email,lastname\nworse@,B\nz@x.com,Z\n", encoding="utf-8")
    (tmp_path / "r.json").write_text('[{"email": "bad@"}]', encoding="utf-8")
    (tmp_path / "sub").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["y.csv", "x-2.csv", "--rejects", "x.csv"], "x-2.csv is an input"),
        (["y.csv", "--rejects", "r.csv", "--results", "sub/../r.csv"], "the same file"),
        (["y.csv", "--results", ""], "--results is empty"),
        (["r.json", "--rejects", "rejects.json"], "Name it rejects.jsonl"),
        (["y.csv", "--rejects", "rejects.yaml"], "Name it rejects.csv"),
    ],
)
def test_it_is_refused_before_anything_is_sent(
    folder: Path, capsys: pytest.CaptureFixture[str], args: list[str], says: str
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert run(["create", "contacts", *args, "--rehearse"]) == 2
    assert says in capsys.readouterr().err
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after == before


def test_files_of_two_forms_get_a_number(folder: Path) -> None:
    assert run(["create", "contacts", "y.csv", "x-2.csv", "--rehearse", "--rejects", "no.csv"]) == 3
    assert "bad@,A,2,refused" in (folder / "no.csv").read_text(encoding="utf-8")
    assert "worse@,B,2,refused" in (folder / "no-2.csv").read_text(encoding="utf-8")


def test_one_file_under_two_names_is_sent_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "link.csv").symlink_to("y.csv")
    assert run(["create", "contacts", "y.csv", "link.csv", "--rehearse"]) == 5
    assert "the same file" in capsys.readouterr().err


def test_a_pinned_portal_does_not_stop_a_rehearsal(folder: Path) -> None:
    assert run(["check", "contacts", "x-2.csv", "--rehearse", "--portal", "5"]) == 3
