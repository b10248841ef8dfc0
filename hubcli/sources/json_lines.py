"""JSON Lines: one record a line, and a broken line is that row's fault alone."""

import json
from collections.abc import Iterator
from itertools import chain

from hubcli.sources.encodings import Encoding
from hubcli.sources.input_file import InputFile
from hubcli.sources.json_values import JsonDecoder
from hubcli.sources.record_faults import TooDeepError
from hubcli.sources.records import BadRecord, Parsed
from hubcli.sources.text import Lines, text_chunks

_SPACE = " \t\r\n"


def json_lines(file: InputFile, encoding: Encoding) -> Iterator[Parsed]:
    """One pass over the records; lines that are blank are none.

    Raises SourceError for a line that is too long and where bytes can't be decoded.
    """
    decoder = JsonDecoder()
    lines = Lines(text_chunks(file, encoding), file.name).blocks()
    for number, line in enumerate(chain.from_iterable(lines), 1):
        text = line.strip(_SPACE)
        if text and not text.isspace():
            yield number, _record(decoder, text, line)


def _record(decoder: JsonDecoder, text: str, line: str) -> dict[str, object] | BadRecord:
    try:
        values, end = decoder.record(text)
    except json.JSONDecodeError as error:
        message = f"the line is not JSON: {error.msg.lower()} in column {_column(line, error.pos)}"
        return BadRecord("BROKEN_LINE", message, text)
    except TooDeepError:
        return BadRecord("BROKEN_LINE", "the record is nested too deep", text)
    if end != len(text):
        message = f"the line goes on after its record, in column {_column(line, end)}"
        return BadRecord("BROKEN_LINE", message, text)
    return values


def _column(line: str, position: int) -> int:
    return len(line) - len(line.lstrip(_SPACE)) + position + 1
