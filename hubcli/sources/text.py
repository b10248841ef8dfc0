"""The text of an input file in chunks, with the line at which a fault of the bytes stands."""

import codecs
import io
from collections.abc import Iterator
from itertools import chain

from hubcli.errors import Place, SourceError
from hubcli.sources.encodings import Encoding
from hubcli.sources.input_file import CorruptGzipError, InputFile

LONGEST = 16 << 20
"""Characters of a line or a record that hubcli holds in memory; more is a fault of the file."""

_ENCODING_HINT = "say how it is written, for instance `--encoding cp1252` (Windows, western Europe)"


def count_lines(text: str) -> int:
    r"""How many lines end in a text, as an editor counts: at \n, at \r\n and at a lone \r."""
    lines = text.count("\n")
    if "\r" in text:
        lines += text.count("\r") - text.count("\r\n")
    return lines


def text_chunks(file: InputFile, encoding: Encoding) -> Iterator[str]:
    r"""One pass over the text, never cut between \r and \n; no chunk is empty.

    Raises SourceError where the bytes are not in this encoding or the gzip stream is damaged.
    """
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    line, read, held = 1, 0, ""
    try:
        for data, final in chain(((chunk, False) for chunk in file.chunks()), ((b"", True),)):
            read += len(data)
            text = held + decoder.decode(data, final)
            held = "\r" if text.endswith("\r") and not final else ""
            if text := text[: len(text) - len(held)]:
                yield text
                line += count_lines(text)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        rest = len(error.object) - start if isinstance(error, UnicodeDecodeError) else 0
        before = held + decoder.decode(data[: max(0, len(data) - rest)])
        place = Place(file.name, line + count_lines(before))
        message = f"the byte at offset {read - rest:,} is not {encoding.codec}, {_by(encoding)}"
        raise SourceError(place, message, _ENCODING_HINT) from error
    except CorruptGzipError as error:
        message = f"the gzip file is cut off or damaged on this line or after it: {error}"
        raise SourceError(
            Place(file.name, line), message, "fetch or pack the file again"
        ) from error


def _by(encoding: Encoding) -> str:
    return "which the file was said to be" if encoding.said else "which hubcli takes it for"


class Lines:
    """The physical lines of a text in blocks, so that going through them costs no Python per line."""

    def __init__(self, chunks: Iterator[str], name: str) -> None:
        """`chunks` as of `text_chunks`; `name` is the file's, for errors."""
        self._chunks = chunks
        self._name = name
        self._block: list[str] = []
        self._before = 0
        self.ended = False
        """Whether more lines were asked for than there are."""
        self.nul_until = 0
        """The last line so far that holds a NUL."""

    def blocks(self) -> Iterator[list[str]]:
        """Every line with its end, as lists of lines; raises SourceError for one that is too long."""
        pieces: list[str] = []
        for chunk in self._chunks:
            pieces.append(chunk)
            if "\n" in chunk or "\r" in chunk:
                # StringIO cuts at \n, \r\n and \r only, str.splitlines also inside of cells (U+2028).
                lines = io.StringIO("".join(pieces), newline="").readlines()
                pieces = [] if lines[-1].endswith(("\n", "\r")) else [lines.pop()]
                yield self._next(lines)
            elif sum(map(len, pieces)) > LONGEST:
                message = f"this line has more than {LONGEST:,} characters"
                place = Place(self._name, self._before + len(self._block) + 1)
                raise SourceError(place, message, "is this a text file?")
        if pieces:
            yield self._next(["".join(pieces)])
        self.ended = True

    def _next(self, lines: list[str]) -> list[str]:
        self._before += len(self._block)
        self._block = lines
        if "\0" in "".join(lines):
            last = max(index for index, line in enumerate(lines) if "\0" in line)
            self.nul_until = self._before + last + 1
        return lines

    def line(self, number: int) -> str:
        """A line of the block that was handed out last, by its number in the file."""
        return self._block[number - self._before - 1]
