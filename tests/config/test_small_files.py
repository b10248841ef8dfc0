import os
from pathlib import Path

import pytest

from hubcli.config.small_files import place_in, read_small_file
from hubcli.errors import MappingError, UnusableError


def read(path: Path | str) -> str:
    return read_small_file(str(path), what="mapping file")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_marked_utf_16_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("Größe: é\r\n", encoding=encoding, newline="")
    assert read(path) == "Größe: é\r\n"


def test_another_encoding_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes("é: x\nGröße".encode() + "Größe".encode("cp1252"))
    with pytest.raises(MappingError) as caught:
        read(path)
    assert caught.value.message == f"{path}:2:8: the mapping file is not in UTF-8"
    assert caught.value.hint == "Save it as UTF-8."


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableError) as caught:
        read(tmp_path / "m.yaml")
    assert caught.value.message == f"{tmp_path / 'm.yaml'}: there is no such mapping file"


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnusableError) as caught:
        read(tmp_path)
    assert caught.value.message == f"{tmp_path}: this is a folder, not a mapping file"


def test_a_file_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(UnusableError, match="the mapping file can't be read: not a directory"):
        read(tmp_path / "a" / "b")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.touch(mode=0)
    with pytest.raises(UnusableError, match="can't be read: permission denied"):
        read(path)


def test_a_path_that_is_none() -> None:
    with pytest.raises(UnusableError, match="can't be the path"):
        read("a\0b")


def test_a_data_file_in_place_of_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(UnusableError, match="larger than 1,000,000 bytes") as caught:
        read(path)
    assert "data file" in caught.value.hint


@pytest.mark.parametrize(
    ("position", "place"), [(0, "f:1:1"), (2, "f:1:3"), (4, "f:2:1"), (6, "f:3:1")]
)
def test_places_count_lines_as_an_editor(position: int, place: str) -> None:
    assert str(place_in("ab\r\nc\rd", position, "f")) == place
