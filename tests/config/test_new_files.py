"""Files for people: never over one that is there, whole or not at all, and as they were written."""

from pathlib import Path

import pytest

from hubcli.config.mapping_text import read_mapping_text
from hubcli.config.new_files import refuse_existing, replace_text, write_new
from hubcli.errors import UnusableError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written_whole(tmp_path: Path) -> None:
    write_new(refuse_existing(tmp_path / "m.yaml", what="-o"), "ø\n")
    assert (tmp_path / "m.yaml").read_bytes() == "ø\n".encode()
    assert names(tmp_path) == ["m.yaml"]


def test_nothing_that_is_there_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("m.yaml", "link"):
        with pytest.raises(UnusableError, match="never replaced") as error:
            refuse_existing(tmp_path / name, what="-o FILE")
        assert "-o FILE" in error.value.hint
        # As where it came in between the look and the writing.
        with pytest.raises(UnusableError, match="never replaced"):
            write_new(tmp_path / name, "theirs")
    assert (tmp_path / "m.yaml").read_text() == "mine"
    assert names(tmp_path) == ["link", "m.yaml"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="can't be written"):
        write_new(tmp_path / "none" / "m.yaml", "x")


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_another_content_keeps_mode_and_link(tmp_path: Path, mode: int) -> None:
    real = tmp_path / "real.yaml"
    real.write_text("old")
    real.chmod(mode)
    (tmp_path / "link.yaml").symlink_to(real)
    replace_text(tmp_path / "link.yaml", b"new")
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == mode
    assert (tmp_path / "link.yaml").is_symlink()
    assert names(tmp_path) == ["link.yaml", "real.yaml"]


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="can't be written"):
        replace_text(tmp_path / "gone.yaml", b"x")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: b\n", b"a: c\n"),
        (b"\xef\xbb\xbfa: \xc3\xb8\r\n", b"\xef\xbb\xbfa: c\r\n"),
        ("a: ø\r\n".encode("utf-16"), "a: c\r\n".encode("utf-16")),
        ("\ufeffa: ø\n".encode("utf-16-be"), "\ufeffa: c\n".encode("utf-16-be")),
    ],
)
def test_encoding_and_line_ends_are_kept(tmp_path: Path, data: bytes, expected: bytes) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(data)
    text = read_mapping_text(path)
    assert "\r" not in text.text
    assert "\ufeff" not in text.text
    text.put("a: c\n")
    assert path.read_bytes() == expected


def test_a_file_that_somebody_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("a: b\n")
    text = read_mapping_text(path)
    path.write_text("a: z\n")
    with pytest.raises(UnusableError, match="changed by somebody"):
        text.put("a: c\n")
    assert path.read_text() == "a: z\n"
