"""A guess at the encoding of a file that names none and is not UTF-8, with the words to judge it by."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from hubcli.errors import Place, SourceError
from hubcli.sources.encodings import find_encoding
from hubcli.sources.input_file import CorruptGzipError, InputFile

LIKELIEST = "cp1252"
"""What spreadsheets on Windows write in western Europe and America."""
_TOLD = re.compile(r"\w*[^\x00-\x7f]\w*")
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding that the whole file can be read in."""

    encoding: str
    words: tuple[str, ...]
    """The first words that would be others in another encoding."""


def guess_encoding(path: str, *, name: str | None = None) -> Guess | None:
    """None where the file says its encoding, is UTF-8, or can't be read at all, as opening it tells.

    One pass over the whole file, two where a guess is needed. Raises SourceError where the file is in
    no encoding that hubcli would think of by itself.
    """
    file = InputFile(path, name or path)
    try:
        head = next(file.chunks(), b"")
        if find_encoding(head, None, file.name).codec != "utf-8" or _is_utf8(file):
            return None
        return Guess(LIKELIEST, _words(file))
    except CorruptGzipError:
        return None
    except UnicodeDecodeError as error:
        message = f"the file is neither UTF-8 nor {LIKELIEST}"
        hint = "say how it is written, for instance `--encoding mac_roman`"
        raise SourceError(Place(file.name), message, hint) from error


def _is_utf8(file: InputFile) -> bool:
    try:
        for _ in _texts(file, "utf-8"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _texts(file: InputFile, codec: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)()
    for data in file.chunks():
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def _words(file: InputFile) -> tuple[str, ...]:
    found = chain.from_iterable(_TOLD.findall(text) for text in _texts(file, LIKELIEST))
    seen: dict[str, None] = {}
    for word in found:
        if len(seen) < _MOST_WORDS:
            seen[word] = None
    return tuple(islice(seen, _MOST_WORDS))
