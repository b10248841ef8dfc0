"""A guess at an encoding is made only where the file itself tells nothing, and comes with words to judge it by."""

import gzip
from pathlib import Path

import pytest

from hubcli.errors import SourceError
from hubcli.sources.guessing import guess_encoding


def guess(tmp_path: Path, data: bytes, name: str = "a.csv") -> object:
    path = tmp_path / name
    path.write_bytes(data)
    found = guess_encoding(str(path))
    return found and (found.encoding, found.words)


@pytest.mark.parametrize(
    "data",
    [b"", b"a,b\n1,2\n", "navn\nBjørn\n".encode(), "navn\nBjørn\n".encode("utf-16"),
     "\ufeffnavn\nÅs".encode(), b"\x1f\x8b broken"],
)  # fmt: skip
def test_no_guess_where_the_file_tells(tmp_path: Path, data: bytes) -> None:
    assert guess(tmp_path, data) is None


def test_what_is_not_utf_8_is_taken_for_what_windows_writes(tmp_path: Path) -> None:
    data = (
        "Navn;By\nBjørn;Ås\nBjørn;Bø\n5 €;Żagań\n".replace("Ż", "Z")
        .replace("ń", "n")
        .encode("cp1252")
    )
    assert guess(tmp_path, data) == ("cp1252", ("Bjørn", "Ås", "Bø", "€"))
    assert guess(tmp_path, gzip.compress(data), "a.csv.gz") == (
        "cp1252",
        ("Bjørn", "Ås", "Bø", "€"),
    )


def test_the_whole_file_is_looked_at(tmp_path: Path) -> None:
    data = b"a\n" * 100_000 + "Ås\nØl\nÆr\nÉt\nÜl\nÖl\n".encode("cp1252")
    assert guess(tmp_path, data) == ("cp1252", ("Ås", "Øl", "Ær", "Ét", "Ül"))


def test_what_is_neither_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n\x81\xe5\n")
    with pytest.raises(SourceError, match="neither UTF-8 nor cp1252") as error:
        guess_encoding(str(path), name="-")
    assert "--encoding" in error.value.hint


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        guess_encoding(str(tmp_path / "none.csv"))
